"""The check of a sentence against what was said: each doubt in words, with the place to listen."""
