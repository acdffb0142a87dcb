"""What the pages ask of a directory, whatever it takes to ask one.

What answers is `countenance.gate.people.directory`, which needs an extra.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from countenance.review.people import Person

__all__ = ["ByDirectory", "CameBack"]


@dataclass(frozen=True, slots=True)
class CameBack:
    """Who came back. `name`: its name here; `after`: where it wants to go. `person`: it is let in;
    otherwise `ticket` is what it shows along with a code."""

    name: str
    after: str
    person: Person | None
    ticket: str


class ByDirectory(Protocol):
    """Lets people in by the word of a directory."""

    @property
    def label(self) -> str:
        """What the button says."""
        ...

    @property
    def takes_passwords(self) -> bool:
        """Whether people may sign in with a password here, too."""
        ...

    @property
    def begins_at(self) -> str:
        """The address of the page that leads there: the one that people come back to as well."""
        ...

    def begin(self, after: str) -> tuple[str, str]:
        """Where a browser goes to, and the cookie that it keeps. Raises `DirectoryError`."""
        ...

    def back(
        self, answer: Mapping[str, str], cookie: str, browser: str, address: str
    ) -> CameBack:
        """Who came back. `answer`: what came in the address of the page; `cookie`: that of `begin`;
        `browser`: what this browser alone has; `address`: from where it came.

        Raises `DirectoryError`, and `LockedError` after too many tries.
        """
        ...

    def finish(
        self, ticket: str, code: str, browser: str, address: str
    ) -> tuple[Person, str]:
        """Who is let in by a code, and where it wants to go. `ticket`: that of `back`.

        Raises `DirectoryError`, for a wrong code `SignInError`, after too many `LockedError`.
        """
        ...
