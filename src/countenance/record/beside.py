"""Who signed a head beside its log: the witnesses that are known here, and how many more.

Rules kept here:
 * A name under a head is anybody's words. A witness is named where a signature by its key, which
   was known before, verifies; every other signature is counted, and whose it is nobody says.
 * That nobody but the log has signed is said where nothing else stands under the head, and only
   there.

Everything that names witnesses asks here: commands, papers, receipts and pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from countenance.errors import ProofError
from countenance.record.checkpoint import Opened
from countenance.record.note import KeyType, Note, Verified, read_key, verified

__all__ = [
    "UNWITNESSED", "Beside", "another_history", "beside", "check_claimed", "claimed", "head_words",
]  # fmt: skip

UNWITNESSED: Literal["unwitnessed"] = "unwitnessed"
"""What stands for the witnesses where none is known to have signed."""


@dataclass(frozen=True, slots=True)
class Beside:
    """`witnesses`: those whose signatures verify; `others`: how many more signatures there are."""

    witnesses: tuple[Verified, ...] = ()
    others: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the witnesses, each once."""
        return tuple(dict.fromkeys(each.key.name for each in self.witnesses))

    @property
    def told(self) -> dict[str, Any]:
        """The same for programs."""
        return {"witnesses": list(self.names), "other_signatures": self.others}

    def __str__(self) -> str:
        """In words, on one line."""
        if not self.witnesses:
            return _unwitnessed(self.others)
        seen = [
            f"{each.key.name} at {datetime.fromtimestamp(each.time or 0, UTC):%Y-%m-%dT%H:%M:%SZ}"
            for each in self.witnesses
        ]
        more = f"; {_more(self.others)}" if self.others else ""
        return f"witnessed by {', '.join(seen)}{more}"


def beside(note: Note, origin: str, signed: Sequence[Verified]) -> Beside:
    """Who signed a head of the log `origin`. `signed`: the known keys whose signatures verify."""
    own = {each.key for each in signed if each.key.type is KeyType.LOG and each.key.name == origin}
    witnesses = tuple(each for each in signed if each.key.type is KeyType.WITNESS)
    known = {(key.name, key.id) for key in (*own, *(each.key for each in witnesses))}
    others = {str(each) for each in note.signatures if (each.name, each.key) not in known}
    return Beside(witnesses, len(others))


def claimed(told: Mapping[str, Any]) -> tuple[tuple[str, ...], int]:
    """The witnesses that an object for programs names, and how many more signatures it tells of."""
    names = told["witnesses"]
    return (() if names == UNWITNESSED else tuple(names)), int(told.get("other_signatures", 0))


def head_words(told: Mapping[str, Any]) -> str:
    """Who signed the head, in sentences for those who read. `told`: the object for programs."""
    names, others = claimed(told)
    stand = "stands" if others == 1 else "stand"
    more = f" Under it {stand} {_more(others)}." if others else ""
    if names:
        return f"The head was signed by {', '.join(names)} as well as by the log.{more}"
    if others:
        return (
            "No witness that is known here has signed the head: it is unwitnessed as far as is "
            f"known here.{more}"
        )
    return "Nobody but the log itself has signed the head: it is unwitnessed."


def another_history(told: Mapping[str, Any]) -> str:
    """What a head allows that no witness is known to have signed; empty for others."""
    if claimed(told)[0]:
        return ""
    return " The operator could show another history to somebody else, each with good proofs."


def check_claimed(told: Mapping[str, Any], opened: Opened, what: str) -> None:
    """Raise `ProofError` where an object names a witness whose signature is not shown.

    It is shown by a key of the reader, whose head `opened` is, or by one that stands in the object
    itself (`witness_keys`): that a witness of this name can be trusted that does not say.
    """
    names, _ = claimed(told)
    keys = [read_key(str(each)) for each in told.get("witness_keys", ())]
    watching = [key for key in keys if key.type is KeyType.WITNESS]
    shown = {each.key.name for each in (*opened.witnesses, *verified(opened.note, watching))}
    for name in names:
        if name not in shown:
            raise ProofError(
                f"{what}: it says that `{name}` signed its head, and no signature there is shown "
                "to be that of this witness; a policy with its key (`--trust`) could show it"
            )


def _unwitnessed(others: int) -> str:
    if others:
        return f"unwitnessed as far as is known here: {_more(others)}"
    return "unwitnessed: nobody but the log itself has signed"


def _more(others: int) -> str:
    if others == 1:
        return "1 more signature, by a key that is not known here"
    return f"{others} more signatures, by keys that are not known here"
