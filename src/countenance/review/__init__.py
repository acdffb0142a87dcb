"""Held calls, and the people who decide them."""
