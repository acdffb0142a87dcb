"""Rulings in words: what one moves, how it stands, what calls it would have changed."""

from typing import Any

from countenance.codes.model import Verdict
from countenance.review.rulings import Effect, Ruling

__all__ = ["effect_lines", "replay_lines", "ruling_lines"]


def effect_lines(ruling: Ruling, found: Effect, refused: str, beside: tuple[str, ...]) -> list[str]:
    """What a ruling moves. `beside`: the rulings that count with it."""
    scope = ", ".join(f"{fact} {'/'.join(values)}" for fact, values in ruling.scope.items())
    lines = [
        f"{ruling.edition} {ruling.clause} read as `{ruling.reading}` · {scope or 'everywhere'}",
        f"  {found.settled:,} of {found.total:,} situations are unclear now and would not be",
    ]
    lines += [
        f"  {old.words[0]} → {new.words[0]}: {number:,}"
        for (old, new), number in sorted(found.table.items())
        if old is not new and number
    ]
    left = found.table[Verdict.UNCLEAR, Verdict.UNCLEAR]
    lines.append(f"  {left:,} stay unclear")
    if found.silent:
        lines.append(
            f"  on {found.silent:,} of them a biometric act would be left without any word: "
            "such calls are held again"
        )
    if beside:
        lines.append(f"  beside: {', '.join(beside)}")
    lines.append(f"  {ruling.digest}")
    if refused:
        lines.append(f"may not be adopted: {refused}")
    return lines


def ruling_lines(view: dict[str, Any], proposed_by: str) -> list[str]:
    """One ruling, as `view_of_ruling` has it."""
    scope = ", ".join(f"{fact} {'/'.join(each)}" for fact, each in view["scope"].items())
    counts = "counts today" if view["counts_today"] else "does not count today"
    lines = [
        f"{view['id']} · {view['state']} · {counts}",
        f"  {view['edition']} {view['clause']} read as `{view['reading']}` · gives {view['gives']}",
        f"  within: {scope or 'everywhere'}",
        f"  from {view['begins']}" + (f" to {view['ends']}" if view["ends"] else ""),
        f"  reads “{view['cites']}”: {view['says']}",
        f"  proposed by {proposed_by}, {view['proposed'][:16]}",
    ]
    if view["lapsed"]:
        lines.append(f"  lapsed: {view['lapsed']}")
    for name in ("question", "motion", "appeal"):
        if view[name]:
            lines.append(f"  {name}: {view[name]}")
    effect = view["effect"]
    moved = ", ".join(
        f"{each['old']} → {each['new']} {each['situations']:,}" for each in effect["moved"]
    )
    lines.append(f"  moves: {moved}")
    if silent := effect.get("silent_on_biometric_acts"):
        lines.append(
            f"  leaves {silent:,} about a biometric act without any word: such calls are held"
        )
    return [*lines, f"  {view['digest']}"]


def replay_lines(told: dict[str, Any], ruling: str) -> list[str]:
    """What calls would have been, as `replay_object` has it."""
    changed = sum(each["calls"] for each in told["changed"])
    left = f" · {told['left_out']} could not be made again" if told["left_out"] else ""
    return [
        f"decisions from {told['from']} to {told['until']}: {told['decisions']}, "
        f"under this edition: {told['asked']}",
        f"{changed} would come out otherwise by `{ruling}`{left}",
    ]
