"""What the addresses of this room do."""
