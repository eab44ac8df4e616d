"""Seeding the demo brand, through the same actions that clicks use, so that the seed is itself a test."""
