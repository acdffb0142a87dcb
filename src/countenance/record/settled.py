"""The entries of what counts for all calls: codes in force, questions about them, and rulings.

The rules are those of `countenance.record.entry`. What a ruling says is public, and stands in its
entries as digests; who asked a question stands in none, and what was asked only as a commitment.
"""

from typing import Literal, TypeAlias

from countenance.record.members import Base, Digest, InForce, Name, RulingRef

__all__ = [
    "CodesActivated",
    "CodesRefused",
    "QuestionChange",
    "QuestionWord",
    "RulingChange",
    "RulingWord",
]

RulingWord: TypeAlias = Literal[
    "proposed", "adopted", "refused", "taken-back", "expired", "appealed", "overturned"
]
QuestionWord: TypeAlias = Literal["open", "taken-up", "answered", "closed"]


class CodesActivated(Base, frozen=True, tag="code-activated"):
    """Other codes are in force than before: other texts, or another day. `prev` is that before.

    `own` is the digest of the site's own texts, `signed_by` the key that signed them. `laws` count
    for callers who name a place inside them. `newly_allow` are those of the site's own editions
    that allow something about which no packaged code speaks, `rulings` those by which an edition
    is read on this day.
    """

    packaged: Digest
    own: Digest | None
    signed_by: Name | None
    everywhere: tuple[Name, ...]
    in_force: tuple[InForce, ...]
    laws: tuple[Name, ...]
    newly_allow: tuple[Name, ...]
    rulings: tuple[RulingRef, ...] = ()


class CodesRefused(Base, frozen=True, tag="code-refused"):
    """New texts of the site's own codes were not taken, and those before stay; `prev` is their
    entry. What was wrong stands in it by its kind, and in words only as a commitment."""

    wrong: Literal["missing", "signature", "text", "decision", "service", "looser"]


class RulingChange(Base, frozen=True, tag="ruling"):
    """A ruling went a step on. `prev` is the last entry about the same ruling.

    `digest` covers everything that it says, `text` is that of the text as it was written down.
    `checked` is the digest of the rulings with which its effect was computed. `motion` is that of
    the board by which this step was taken. The reason stands in it as the commitment `reason`.
    """

    ruling: Name
    change: Literal[
        "proposed", "checked", "adopted", "refused", "taken-back", "expired", "appealed", "upheld",
        "undecided", "overturned",
    ]  # fmt: skip
    state: RulingWord
    digest: Digest
    text: Digest
    edition: Name
    clause: Name
    reading: Name
    begins: Name
    ends: Name | None
    checked: Digest
    question: Name | None
    person: Name | None
    motion: Name | None


class QuestionChange(Base, frozen=True, tag="question"):
    """A question about what a code means went a step on; `prev` is the last entry about it.

    It is about a `term` of a clause, or about whether the clause still stands in the edition. What
    was asked is the commitment `question`, the address for an answer `contact`, an answer
    `answer`. `ruling` is the one that answers it.
    """

    question: Name
    change: Literal["asked", "taken-up", "answered", "closed", "reopened", "hidden"]
    state: QuestionWord
    edition: Name
    clause: Name
    term: Name | None
    person: Name | None
    ruling: Name | None
