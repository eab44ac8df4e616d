"""Search: what is looked for, what may be found, and how it is told."""
