"""A motion of the board in words, for people at a terminal."""

from typing import Any

import click

__all__ = ["about", "clock", "say_motion", "whom"]


def about(row: dict[str, Any], names: dict[str, str]) -> str:
    """What it is about. `names` of callers by their pseudonyms."""
    wanted = row["capability"]
    if wanted is None:
        return f"{row['about']} {row['subject']}"
    what = f" {wanted['what']}" if wanted["what"] else ""
    return f"{wanted['needs']}{what} for {whom(wanted, names)} until {wanted['until'][:10]}"


def whom(wanted: dict[str, Any], names: dict[str, str]) -> str:
    """For whom a capability is."""
    return names.get(wanted["caller"], wanted["caller"] or "everybody")


def clock(row: dict[str, Any]) -> str:
    """When it is due, and how much time there is or how late it was."""
    due = str(row["due"])[:16]
    if row["seconds_left"] is not None:
        hours = row["seconds_left"] // 3600
        return f"{due} ({f'{hours // 24} days' if hours >= 48 else f'{hours} hours'} left)"
    late = row["late_seconds"]
    return due if not late else f"{due} ({late} seconds late)"


def say_motion(
    view: dict[str, Any], names: dict[str, str], people: dict[str | None, str]
) -> None:
    """Print a whole motion. `names` of callers and `people` by their pseudonyms."""
    lines = [
        ("motion", view["id"]),
        ("about", about(view, names)),
        ("state", view["state"]),
        ("due", clock(view) + (", expedited" if view["expedited"] else "")),
        ("voted", f"{view['voted']} of {view['voters']}, {view['quorum']} have to"),
        ("asked by", people.get(view["by"], view["by"])),
    ]
    if view["concerns"]:
        concerned = ", ".join(names.get(each, each) for each in view["concerns"])
        lines.append(("concerns", f"{concerned}; people of theirs take no part"))
    if view["yes"] is not None:
        lines.append(("votes", f"{view['yes']} yes, {view['no']} no"))
    if view["vetoed_by"]:
        lines.append(("vetoed by", people.get(view["vetoed_by"], view["vetoed_by"])))
    for each in view["members"]:
        name = people.get(each["person"], each["person"]) + (" (ethics)" if each["ethics"] else "")
        said = "takes no part" if each["recused"] else each["vote"] or "has not voted"
        lines.append(("member", f"{name}: {said}"))
    for one in view["history"]:
        who = people.get(one["person"], one["person"]) if one["person"] else "the gate"
        why = f": {one['reason']}" if one["reason"] else ""
        lines.append((one["time"][:16], f"{one['what']} by {who}{why}"))
    width = max(len(head) for head, _ in lines)
    for head, text in lines:
        click.echo(f"{head.ljust(width)}  {text}")
