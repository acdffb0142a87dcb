"""Find, cover and measure faces in pictures."""

__all__: list[str] = []
