"""What an opening may hold: everything of an entry that is personal or could be guessed.

Rules kept here:
 * This table is the one place where it is decided. A field that is not in it cannot be committed
   to: making its entry fails. `docs/personal.md` explains each, and a test compares the two.
 * Of content (a request, a part, a picture) an opening holds the SHA-256, never the content.
 * Only digests of content are searched for; a name is found by whoever may open the entry.

How openings are sealed is in `countenance.record.sealing`; how long they are kept the settings say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from countenance.errors import RecordError
from countenance.record.commitment import Opening

__all__ = ["KEPT", "Kept", "family", "kept_as", "searched"]

_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Kept:
    """One family of fields: what an opening of it holds, and whether it is searched for."""

    holds: str
    is_content: bool = False


KEPT: dict[str, Kept] = {
    "request": Kept("the SHA-256 of the request as parsed, or of its bytes if unread", True),
    "parts": Kept("the SHA-256 of a part of the call: of a text in UTF-8, or of bytes", True),
    "media": Kept("the SHA-256 of a picture, page, film or sound as it was received", True),
    "copies": Kept("the SHA-256 of a copy that people were shown of a held call", True),
    "attestation": Kept("what a caller signed about its call, as it was sent"),
    "more": Kept("the members of a list that was too long for the entry"),
    "organisation": Kept("the name of the organisation that was registered"),
    "reference": Kept("where an approval, a permit or a fact is written down"),
    "name": Kept("the name of a camera, place, permit or approval, or of who decides held calls"),
    "document": Kept("the whole registration as it is from this entry on"),
    "settings": Kept("what every setting is set to; there are no secrets among them"),
    "url": Kept("the address of an AI service"),
    "says": Kept("what was wrong with codes that were not taken, in words"),
    "reason": Kept("why a caller was suspended, a call decided, a ruling questioned, in words"),
    "question": Kept("what was asked about a code, in words"),
    "answer": Kept("what was answered to a question about a code, and from where"),
    "contact": Kept("where whoever asked wants the answer, if anywhere"),
    "gallery": Kept("the name of a database of faces that the board was asked about"),
    "recording": Kept("the SHA-256 of a recording as it was handed in", True),
    "samples": Kept("the SHA-256 of the sound of a recording as it was heard", True),
    "incident": Kept("the number of an incident, and of its evidence"),
    "transcript": Kept("the SHA-256 of a transcript", True),
    "speakers": Kept("the SHA-256 of who somebody says is speaking", True),
    "account": Kept("the SHA-256 of an officer's own account", True),
    "draft": Kept("the SHA-256 of a draft as a program made it", True),
    "text": Kept("the SHA-256 of the text of a report", True),
    "contents": Kept("the SHA-256 of a report's sentences and of all that was settled", True),
    "signature": Kept("the public key that a report was signed with"),
    "bundle": Kept("the SHA-256 of the manifest of a bundle that was handed out", True),
    "withheld": Kept("what of a report was withheld from somebody, and under which rule"),
    "who": Kept("who erased, held, released, opened or searched"),
    "note": Kept("what somebody wrote down about it, in words"),
}
"""Family -> what it holds. `parts.3` is of the family `parts`, `name.lobby` of `name`."""


def family(field: str) -> str:
    """The family of a field."""
    return field.partition(".")[0]


@lru_cache(maxsize=1024)
def kept_as(field: str) -> Kept:
    """What an opening of this field holds. Raises `RecordError` for one that nobody decided on."""
    found = KEPT.get(family(field))
    if found is None:
        raise RecordError(
            f"commitment `{field}`: nobody has decided what its opening holds; "
            f"these are known: {', '.join(KEPT)}"
        )
    return found


def searched(openings: Sequence[Opening]) -> tuple[bytes, ...]:
    """The digests of content among these openings, each once."""
    return tuple(
        dict.fromkeys(
            opening.value
            for opening in openings
            if kept_as(opening.field).is_content and len(opening.value) == _DIGEST
        )
    )
