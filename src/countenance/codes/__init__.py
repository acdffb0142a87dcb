"""Codes of conduct, laws and moratoria: clauses, and the dated editions they stand in."""

__all__: list[str] = []
