"""Members' words: characters, languages, quotes, mentions, and how two versions differ."""
