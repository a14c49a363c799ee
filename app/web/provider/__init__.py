"""What a provider sees first."""
