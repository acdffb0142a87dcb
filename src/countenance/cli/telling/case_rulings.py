"""The rulings by which a decision was read, as part of the evidence about it: what each says.

Rules kept here:
 * An entry has digests of a ruling alone. The text stands beside it, and is verified by the digest
   in the entry of a step of it; what does not fit is no text of that ruling.
 * A ruling whose text is not at hand is told by its digest, and that is said.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from countenance.cli.telling.document import Block, Heading, Lines, Text
from countenance.errors import ProofError, UnknownRulingError
from countenance.stores.rulings import Rulings

__all__ = ["check_rulings", "ruling_blocks", "ruling_texts"]


def ruling_texts(digests: Collection[str], folder: Path) -> list[dict[str, str | None]]:
    """The rulings with these digests, each with its text as it was written down. Raises
    `RecordError`."""
    if not digests:
        return []
    found: list[dict[str, str | None]] = []
    with closing(Rulings(folder, create=False)) as rulings:
        for digest in sorted(digests):
            try:
                docket = rulings.find(digest)
            except UnknownRulingError:
                found.append({"ruling": None, "digest": digest, "text": None})
            else:
                found.append({"ruling": docket.id, "digest": digest, "text": docket.text})
    return found


def ruling_blocks(made: Mapping[str, Any]) -> Iterable[Block]:
    """The part of the document; nothing where no ruling counted. `made`: the case as JSON."""
    if not made["rulings"]:
        return
    yield Heading("The rulings by which it was read")
    yield Text("Each as it was written down; what the board did about it stands further below.")
    for each in made["rulings"]:
        yield Text(f"`{each['ruling'] or 'a ruling'}`, with the digest `{each['digest']}`:")
        yield Lines(each["text"]) if each["text"] else Text("Its text is not at hand here.")


def check_rulings(made: Mapping[str, Any], entries: Iterable[Mapping[str, Any]]) -> None:
    """Raise `ProofError` where a text is not the one that the entries of its ruling name."""
    named = {
        (each["ruling"], each["digest"], each["text"])
        for each in entries
        if each["kind"] == "ruling"
    }
    for each in made.get("rulings", ()):
        if each["text"] is None:
            continue
        text = "sha256:" + hashlib.sha256(str(each["text"]).encode()).hexdigest()
        if (each["ruling"], each["digest"], text) not in named:
            raise ProofError(f"case: no entry has this text of the ruling `{each['ruling']}`")
