"""Passwords that are quick to try: tests that sign somebody in are about other things.

What is kept of one says by which parameters it was made, so that both kinds fit. Whoever tests
passwords themselves takes the parameters of the product, `REAL`.
"""

from countenance.review import passwords

__all__ = ["REAL", "cheap_passwords"]

REAL = {"_MEMORY": passwords._MEMORY, "_PASSES": passwords._PASSES}


def cheap_passwords() -> None:
    """From now on in this process."""
    passwords._MEMORY, passwords._PASSES = 64, 1
