"""Pictures made from words, and pictures changed as words say."""
