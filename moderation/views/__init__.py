"""What the addresses of the desk and of reports do."""
