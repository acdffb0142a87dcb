"""The commands. Each module of this room holds the commands of one subject.

Rules kept here:
 * A command is imported when it is called: `countenance --version` loads no library.
 * Exit codes: 0 allowed or done; 1 denied, does not verify, findings; 2 wrong usage; 3 unclear,
   undetermined or contradictory; 4 silent; 5 could not be done. An uncaught error is 5, never 1.
"""

import sys

from countenance import __version__

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run one command line; returns its exit code. Errors go to the standard error, in words."""
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--version"]:
        print(f"countenance {__version__}")
        return 0
    # The command tree needs click; the version does not.
    from countenance.cli.tree import run  # noqa: PLC0415

    return run(given)
