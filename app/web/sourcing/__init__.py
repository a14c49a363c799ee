"""What a broker must find or price."""
