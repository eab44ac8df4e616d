"""What the addresses of feeds do."""
