"""What the entries of a log add up to, for those who ask."""
