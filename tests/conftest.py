"""For every test: no test times anything, also not by a deadline for each example."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
