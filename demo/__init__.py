"""The demo brand: its words, its pictures, and the command that sows them."""
