"""A held call in words, for people at a terminal."""

from typing import Any

import click

__all__ = ["needs", "note", "say_case"]


def needs(row: dict[str, Any]) -> str:
    """Who has to decide it, in words."""
    persons = f"{row['persons']} persons" if row["persons"] > 1 else "1 person"
    return f"{persons}, senior" if row["needs"] == "senior" else persons


def note(row: dict[str, Any]) -> str:
    """What is to be known of it at a glance."""
    notes = [row["bar"] or "", f"asked {row['asked']}" if row["asked"] else ""]
    notes.append("appeal" if row["appealed"] else "")
    return ", ".join(each for each in notes if each) or "-"


def say_case(
    view: dict[str, Any], names: dict[str, str], people: dict[str | None, str]
) -> None:
    """Print a whole case. `names` of callers and `people` by their pseudonyms."""
    lines = [
        ("case", view["id"]),
        ("state", view["state"] + (", an appeal" if view["appealed"] else "")),
        ("due", view["due"]),
        ("caller", names.get(view["caller"], view["caller"])),
        ("with", people.get(view["holder"], "nobody")),
        ("needs", needs(view)),
        ("entry", str(view["entry"])),
    ]
    if view["bar"]:
        lines.append(("nobody can allow it", view["bar"]))
    asked = view["asked_of_the_gate"]
    if asked:
        lines.append(("call", f"{asked['operation']} of {asked['service']}"))
        lines += [("picture", f"{one['kind']}, {one['faces']} faces") for one in asked["media"]]
    lines += [("may be asked", f"{one['act']}: {', '.join(one['verdicts'])}")
              for one in view["acts"]]  # fmt: skip
    lines += [("known", f"{one['fact']} = {', '.join(one['values'])} ({one['basis']})")
              for one in view["facts"]]  # fmt: skip
    for one in view["clauses"]:
        lines.append(("clause", f"{one['edition']} {one['clause']}: {one['verdict']}"))
        lines += [("", f"as {way['reading']}: {', '.join(way['gives'])}")
                  for way in one["readings"]]  # fmt: skip
    lines += [("missing", f"{one['fact']}: {one['question']}") for one in view["missing"]]
    if view["pictures"] is not None:
        lines.append(("pictures kept", _pictures(view["pictures"])))
    if view["grant"] is not None:
        lines.append(("allowed", _grant(view["grant"])))
    for one in view["history"]:
        who = people.get(one["person"], "") if one["person"] else "the gate"
        why = f": {one['reason']}" if one["reason"] else ""
        lines.append((one["time"][:16], f"{one['what']} by {who or one['person']}{why}"))
    width = max(len(head) for head, _ in lines)
    for head, text in lines:
        click.echo(f"{head.ljust(width)}  {text}")


def _pictures(told: dict[str, Any]) -> str:
    if told["gone"]:
        return f"none ({told['gone']})"
    left_out = f", {told['left_out']} more were not" if told["left_out"] else ""
    return f"{len(told['kept'])}, faces blurred{left_out}; on its page, or over HTTP"


def _grant(told: dict[str, Any]) -> str:
    what = "calls like it" if told["for"] == "alike" else "this call"
    often = f"{told['used']} of {told['uses']} times" if told["uses"] else f"{told['used']} times"
    counts = "" if told["counts"] else "; it counts no more"
    return f"{what}, passed {often}, until {told['until'][:16]}{counts}"
