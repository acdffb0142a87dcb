"""Completions without chat: the older route on which a model goes on with a text."""
