"""countenance: face rules for AI gateways.

A face; to permit. The rooms of the house stand in the order of their imports: a room may
import only from the rooms above it (`docs/house.md` says what each is for).
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
