"""What people decided about a call that was held, as part of the document about it.

Rules kept here:
 * A person stands here as in the entries, by a pseudonym; the name is the commitment of another
   entry, and is nobody's to tell here.
 * Every step is told, also those that the gate took.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from countenance.cli.telling.document import Block, Heading, Table, Text
from countenance.record.figures.plain import REASON_WORDS

__all__ = ["PEOPLE", "is_let_through", "people_blocks"]

PEOPLE = ("hold", "vote", "appeal")
"""Kinds of entries that are told here."""
_PASSED = ("pass", "redact")
_TOLD = ("person", "token", "case", "vote")


def is_let_through(made: Mapping[str, Any]) -> bool:
    """Whether some call of the case was let through. `made`: the case as JSON."""
    return any(each["outcome"] in _PASSED for each in (*made["calls"], made["call"]))


def people_blocks(made: Mapping[str, Any]) -> Iterable[Block]:
    """The part of the document; nothing where no call was held. `made`: the case as JSON."""
    if not made["cases"]:
        return
    rows = [each for each in (*made["before"], *made["later"]) if each["kind"] in PEOPLE]
    roles = _roles((*made["held"]["entries"], *made["before"], *made["later"]))
    yield Heading("What people decided about it")
    yield Text(_in_short(made, rows))
    yield Table(
        f"Every step of {', '.join(made['cases'])}",
        ("entry", "time (UTC)", "step", "by", "says"),
        tuple(_step(each, roles) for each in rows),
        (0,),
    )
    if made["calls"]:
        yield Table(
            "Other calls of the same case",
            ("entry", "time (UTC)", "outcome", "why", "came of it"),
            tuple(_call(each) for each in made["calls"]),
            (0,),
        )
    yield Text(
        "Persons stand here by a pseudonym, the same in every entry, so that anybody can see that "
        "two were two. Their names and the reasons that they gave stand in the entries as "
        "commitments; ask for the opening of one."
    )


def _in_short(made: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    calls = [*made["calls"], made["call"]]
    held = sorted(each["index"] for each in calls if each["outcome"] == "hold")
    passed = sorted(each["index"] for each in calls if each["outcome"] in _PASSED)
    told = f"The call was held as `{made['cases'][0]}`{_entries(held)}."
    for word, says in (("allow", "allowed"), ("refuse", "refused"), ("veto", "stopped by a veto")):
        votes = [each for each in rows if _said(each, "vote") == word]
        who = {_said(each, "person") for each in votes}
        if votes:
            told += (
                f" It was {says} by {len(who)} {'person' if len(who) == 1 else 'persons'}"
                f"{_entries([each['index'] for each in votes])}."
            )
    if passed:
        told += f" It was let through{_entries(passed)}."
    return told + ("" if passed else " No call of it was let through.")


def _entries(places: Sequence[int]) -> str:
    if not places:
        return ""
    word = "entry" if len(places) == 1 else "entries"
    return f" ({word} {', '.join(map(str, places))})"


def _step(row: Mapping[str, Any], roles: Mapping[str, str]) -> tuple[str, ...]:
    person = _said(row, "person")
    who = "its caller" if row["kind"] == "appeal" else "the gate"
    if person is not None:
        who = f"{person} ({roles[person]})" if person in roles else person
    word = row["change"] or _said(row, "vote") or row["kind"]
    says = [each for each in row["says"] if each.partition(":")[0] not in _TOLD]
    return (
        str(row["index"]), _time(row), f"{row['kind']}: {word}" if word != row["kind"] else word,
        who, "; ".join(says),
    )  # fmt: skip


def _call(row: Mapping[str, Any]) -> tuple[str, ...]:
    reason = row["reason"]
    why = f"{reason}: {REASON_WORDS[reason]}" if reason in REASON_WORDS else reason or ""
    return str(row["index"]), _time(row), row["outcome"], why, row["result"] or "nothing went on"


def _roles(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Person -> role, as the entries say it in which they were added."""
    return {
        str(_said(each, "person")): str(_said(each, "role"))
        for each in rows
        if each["kind"] == "person"
    }


def _said(row: Mapping[str, Any], name: str) -> str | None:
    """What a row says of one field."""
    begins = f"{name}: "
    found = (each.removeprefix(begins) for each in row["says"] if each.startswith(begins))
    return next(found, None)


def _time(row: Mapping[str, Any]) -> str:
    return str(row["time"])[:19].replace("T", " ")
