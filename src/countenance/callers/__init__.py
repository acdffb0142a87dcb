"""Callers: the organisations that may call, who they are, and what they may state."""
