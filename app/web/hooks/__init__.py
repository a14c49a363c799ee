"""What other systems send us."""
