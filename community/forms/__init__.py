"""Forms of the room. They check shape only; what may happen is decided by the actions."""
