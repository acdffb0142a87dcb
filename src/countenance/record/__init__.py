"""The record: what was decided, as entries that nobody can change afterwards."""
