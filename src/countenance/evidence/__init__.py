"""Evidence: what a call, its media and its caller prove."""

__all__: list[str] = []
