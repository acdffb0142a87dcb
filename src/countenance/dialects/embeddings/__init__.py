"""Texts and pictures turned into numbers by which they can be found again."""
