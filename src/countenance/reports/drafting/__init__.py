"""The drafter: what was said, by whom and when, and gaps for what sound cannot show."""
