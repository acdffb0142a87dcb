"""Facts and editions in; the verdicts that can be reached, the reasons, and what is missing out."""

__all__: list[str] = []
