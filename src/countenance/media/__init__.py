"""Bytes to upright pixels and back, in processes that can do little else."""

__all__: list[str] = []
