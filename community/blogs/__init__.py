"""Members' own blogs: finding, proving, visiting them, and what is let in."""
