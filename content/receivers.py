"""What editorial does when something happens elsewhere; each receiver makes one call."""
