"""The entries of calls that people decide: a case goes on, somebody votes, a caller appeals.

The rules are those of `countenance.record.entry`. Persons stand in them by a pseudonym, the same in
every entry, so that anybody can see that two were two; their names and their reasons stand in them
only as commitments.
"""

from typing import Literal, TypeAlias

from msgspec import UNSET, UnsetType

from countenance.record.members import Base, CallerRef, Count, Name

__all__ = ["Appeal", "CaseWord", "Hold", "PersonChange", "ProposalStep", "Vote"]

CaseWord: TypeAlias = Literal[
    "open", "second", "asked", "allowed", "used", "refused", "expired", "settled", "withdrawn"
]


class Hold(Base, frozen=True, tag="hold"):
    """A held call went a step on. `prev` is the last entry about the same case; of the first one
    the decision that held it.

    `decision` is the one that this step is about, `fact` the one that its caller is asked for,
    `persons` how many have to agree before it is allowed, and `bar` why nobody can allow it.

    `pictures`: of how many of its pictures copies were kept for people, or erased; `left_out`: how
    many more there were; `why` there are none, or not any more; `picture`: the one that somebody
    had shown without the blur. What was kept stands in it as the commitments `copies`.
    `left`: how often an allow that was used may be used yet, where that is counted.
    """

    caller: CallerRef
    case: Name
    change: Literal[
        "opened", "renewed", "claimed", "released", "asked", "escalated", "used", "settled",
        "expired", "pictures-kept", "picture-revealed", "pictures-erased",
        "withdrawn",
    ]  # fmt: skip
    state: CaseWord
    person: Name | None
    token: Count
    decision: Name | None
    fact: Name | None
    persons: Count
    bar: Name | None
    due: Name
    pictures: Count | UnsetType = UNSET
    left_out: Count | UnsetType = UNSET
    picture: Count | UnsetType = UNSET
    why: Name | UnsetType = UNSET
    left: Count | UnsetType = UNSET


class Vote(Base, frozen=True, tag="vote"):
    """Somebody said how a held call is decided, and what that came to.

    An allow is for so many `uses` (0: any number) and `until` then. `appealed`: it is the vote on
    an appeal. `alike`: an allow not for the same call alone, but for those like it. The reason
    stands in it as the commitment `reason`.
    """

    caller: CallerRef
    case: Name
    vote: Literal["allow", "refuse", "veto"]
    state: CaseWord
    person: Name
    token: Count
    uses: Count | None
    until: Name | None
    appealed: bool
    alike: bool | UnsetType = UNSET


class Appeal(Base, frozen=True, tag="appeal"):
    """A caller asks that somebody else looks at it; its reason is the commitment `reason`."""

    caller: CallerRef
    case: Name
    state: CaseWord
    due: Name


class PersonChange(Base, frozen=True, tag="person"):
    """Who may do what, and who was let in. `callers` are those that this person belongs to, about
    whose calls it decides nothing. The name is the commitment `name`; `prev` the last such entry.

    `tries` is for `locked`: so many wrong ones in a row, after which none is taken for a while.
    `by` is who did it; absent where it was done on the machine of the gate, and of `locked`.
    """

    person: Name
    change: Literal[
        "added", "removed", "new-token", "link", "account", "password", "second-factor",
        "signed-in", "recovery-code", "signed-out-everywhere", "locked", "directory-name",
        "signed-in-by-directory",
    ]  # fmt: skip
    role: Name
    callers: tuple[Name, ...]
    tries: Count | None = None
    by: Name | UnsetType = UNSET


class ProposalStep(Base, frozen=True, tag="proposal"):
    """A change of a registration that takes two operators went a step on; `prev` is the last entry
    about the same proposal. `about` is the pseudonym of the caller, `revision` that which would be
    changed, `changed` what of it takes two. The reason of a refusal is the commitment `reason`."""

    proposal: Name
    change: Literal["proposed", "confirmed", "refused", "expired"]
    about: Name
    revision: Count
    changed: tuple[Name, ...]
    person: Name | None
    due: Name
