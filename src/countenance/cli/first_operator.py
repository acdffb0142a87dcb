"""The link by which the first operator begins, as long as no operator has begun.

Rules kept here:
 * It counts once and for a day; each start makes another one, and the one before is void.
 * Once an operator has begun, or was added with a token, none is made: whoever starts the gate
   again gets in by no link.
"""

from contextlib import closing
from pathlib import Path

from countenance.review.people import Role
from countenance.stores.accounts import Accounts
from countenance.stores.people import People

__all__ = ["first_link", "link_to"]

NAME = "operator"
"""What the first one is called."""


def first_link(folder: Path) -> str | None:
    """The end of that link; `None` where somebody keeps the gate already."""
    with closing(People(folder)) as people, closing(Accounts(folder)) as accounts:
        there = [
            each
            for each in people.all()
            if each.removed is None and each.person.role is Role.OPERATOR
        ]
        if not there:
            people.add(NAME, Role.OPERATOR)
            return accounts.invite(NAME)
        # The one that an earlier start made has not begun: a link, never an account.
        refs = [each.person.ref for each in there if each.name == NAME]
        waits = [accounts.was_invited(ref) and not accounts.has_account(ref) for ref in refs]
        return accounts.invite(NAME) if len(there) == 1 and waits == [True] else None


def link_to(address: str, link: str) -> str:
    """The whole link. `address`: where people reach the gate."""
    return f"{address}/console/begin/{link}"
