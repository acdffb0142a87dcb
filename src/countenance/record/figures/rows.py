"""Entries as rows that people read: one for each call, one for each change of what decides.

Rules kept here:
 * A row says what its entry says and nothing else; whoever has the entry makes the same row of it.
 * What is not told is named in the row, with why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from countenance.record import entry as kinds
from countenance.record.canonical import parse
from countenance.record.figures.withheld import withheld

__all__ = ["CALLS", "Came", "Row", "call_row", "came_of", "change_row"]

Row: TypeAlias = dict[str, Any]

CALLS = ("decision", "unreadable", "redaction", "gate-failure")
"""The kinds of entries that are about one call and begin with it."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a call: the place of that entry, and the parts of it that a row has."""

    index: int
    result: str
    status: int | None
    answer: str | None
    withheld: int


def came_of(index: int, entry: kinds.Outcome) -> Came:
    """What an entry says came of a call."""
    answer = entry.answer
    return Came(
        index,
        entry.result,
        entry.status,
        answer.result if answer else None,
        answer.withheld if answer else 0,
    )


def call_row(index: int, data: bytes, came: Came | None = None) -> Row:
    """The row of an entry about a call. `data`: its bytes. Raises `RecordError`."""
    entry = parse(data)
    ask = entry.get("ask") or {}
    media = entry.get("media") or []
    code = entry.get("code") or {}
    return {
        "index": index,
        "id": entry["id"],
        "time": entry["time"],
        "kind": entry["kind"],
        "dialect": ask.get("dialect", entry.get("dialect")),
        "operation": ask.get("operation", entry.get("operation")),
        "service": ask.get("service"),
        "model": ask.get("model"),
        "only_asked_about": entry.get("what_if", False),
        "outcome": _outcome(entry),
        "reason": entry.get("reason", entry.get("clause", entry.get("error"))),
        "row_of_the_table": entry.get("row"),
        "verdicts": list(entry.get("verdicts", [])),
        "clauses": [
            {name: each[name] for name in ("edition", "clause", "verdict", "applies", "weak")}
            for each in entry.get("clauses", [])
        ],
        "acts": [each["label"] for each in entry.get("acts", [])],
        "missing": list(entry.get("missing", [])),
        "question": entry.get("question"),
        "relied_on": list(entry.get("relied_on", [])),
        "contested": list(entry.get("contested", [])),
        "facts": [
            f"{each['name']}={'/'.join(each['values'])} ({each['basis']}, {each['source']})"
            for each in entry.get("facts", [])
        ],
        "pictures": len(media),
        "faces": sum(each["faces"] for each in media),
        "covered": sum(each["covered"] for each in media),
        "obligations": [
            f"{each['what']}: {each['keeper']}, {each['status']}"
            + (f", due {each['due']}" if each["due"] else "")
            for each in entry.get("obligations", [])
        ],
        "editions": [
            each["edition"] + (" (pinned)" if each["pinned"] else "")
            for each in code.get("editions", [])
        ],
        "codes_digest": code.get("compiled"),
        "left_out_for_length": {each["list"]: each["count"] for each in entry.get("more", [])},
        "result": came.result if came else None,
        "upstream_status": came.status if came else None,
        "answer_check": came.answer if came else None,
        "answer_withheld": came.withheld if came else None,
        "result_entry": came.index if came else None,
        "withheld": withheld(entry),
    }


def change_row(index: int, data: bytes) -> Row:
    """The row of an entry that changes what decides, or of any other. Raises `RecordError`."""
    entry = parse(data)
    return {
        "index": index,
        "id": entry["id"],
        "time": entry["time"],
        "kind": entry["kind"],
        "change": entry.get("change", entry.get("wrong")),
        "says": _says(entry),
        "withheld": withheld(entry),
    }


def _outcome(entry: Mapping[str, Any]) -> str:
    match entry["kind"]:
        case "decision":
            return str(entry["outcome"])
        case "redaction":
            return "covered and given back"
        case _:
            return "refuse"


def _says(entry: Mapping[str, Any]) -> list[str]:
    match entry["kind"]:
        case "registration":
            return _registration(entry)
        case "settings":
            changed = [f"changed: {', '.join(entry['changed']) or 'nothing'}"]
            return changed + [
                f"upstream {each['name']}: {each['upstream']}, known as {each['service']}"
                for each in entry["upstreams"]
            ]
        case "code-activated":
            told = [f"everywhere: {', '.join(entry['everywhere']) or 'none'}"]
            told += [
                f"{each['service']}: {', '.join(each['editions']) or 'none beside'} "
                f"({each['compiled']})"
                for each in entry["in_force"]
            ]
            told.append(f"laws where a place is named: {', '.join(entry['laws']) or 'none'}")
            ruled = [
                f"{each['edition']} as read by the ruling {each['ruling']}"
                for each in entry.get("rulings", ())
            ]
            return [*told, f"own codes: {entry['own'] or 'none'}", *ruled]
        case "motion":
            return _motion(entry)
        case _:
            return [
                f"{name}: {_plain(value)}"
                for name, value in entry.items()
                if name not in _SAID and value not in (None, [], {})
            ]


def _motion(entry: Mapping[str, Any]) -> list[str]:
    wanted = entry["capability"]
    told = [f"motion: {entry['motion']}", f"state: {entry['state']}", f"about: {entry['about']}"]
    if wanted is None:
        told.append(f"subject: {entry['subject']}")
    else:
        what = f"{wanted['needs']} {wanted['edition']}" if wanted["edition"] else wanted["needs"]
        told.append(f"to switch on: {what} for {wanted['ref'] or 'everybody'}, "
                    f"until {wanted['until']}")  # fmt: skip
    lists = ("concerns", "members", "recused")
    told += [f"{name}: {', '.join(entry[name])}" for name in lists if entry[name]]
    told += [f"person: {entry['person']}"] if entry["person"] else []
    told += [f"quorum: {entry['quorum']}", f"due: {entry['due']}"]
    told += ["expedited"] if entry["expedited"] else []
    told += [f"counted {entry['late']} seconds late"] if entry["late"] else []
    return told + [f"{each['member']} voted: {each['vote']}" for each in entry["votes"]]


_SAID = frozenset({"v", "id", "kind", "time", "prev", "commit", "caller", "change", "carries"})


def _plain(value: Any) -> str:
    match value:
        case dict():
            return ", ".join(f"{name} {_plain(each)}" for name, each in value.items())
        case list():
            return ", ".join(_plain(each) for each in value)
        case _:
            return str(value)


def _registration(entry: Mapping[str, Any]) -> list[str]:
    before, after = entry["before"] or {}, entry["after"] or {}
    told = []
    for name in entry["changed"]:
        old, new = before.get(name), after.get(name)
        if name == "facts":
            was = {each["name"]: each for each in old or []}
            now = {each["name"]: each for each in new or []}
            told += [
                f"{fact}: {_fact(was.get(fact))} -> {_fact(now.get(fact))}"
                for fact in sorted({*was, *now})
            ]
        elif name == "assets":
            told += [f"no longer: {_asset(each)}" for each in old or []]
            told += [f"now: {_asset(each)}" for each in new or []]
        elif name == "organisation":
            told.append("the name of the organisation: another one")
        else:
            told.append(f"{name}: {_plain(old) if old else 'none'} -> {_plain(new or 'none')}")
    return told


def _fact(fact: Mapping[str, Any] | None) -> str:
    return "not said" if fact is None else "/".join(fact["values"]) + _days(fact)


def _asset(asset: Mapping[str, Any]) -> str:
    facts = ", ".join(f"{name}={'/'.join(values)}" for name, values in asset["facts"])
    return f"{asset['asset']} with {facts or 'no facts'}{_days(asset)}"


def _days(spanned: Mapping[str, Any]) -> str:
    begins = f" from {spanned['begins']}" if spanned["begins"] else ""
    return begins + (f" until (not including) {spanned['ends']}" if spanned["ends"] else "")
