"""What can be known about a call, how it is known, and the values each fact may still have."""

__all__: list[str] = []
