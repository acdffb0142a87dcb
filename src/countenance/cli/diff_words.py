"""What changed between two editions, in words for people and in JSON for programs.

Rules kept here:
 * Clauses come first, then the verdicts that moved, laid to the clauses that moved them.
 * What moved in the same way whichever reading is right is told once, before the readings.
 * Every number of situations is exact; a list of cases that is not whole says so. People are shown
   the first few cases of each move unless they ask for all; programs get all.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from countenance.cli.code_words import cube_in_json, cube_in_words
from countenance.codes.model import Verdict
from countenance.decisions.compare import Blame, Change, Comparison, Fate, Part, Span
from countenance.decisions.moves import Move
from countenance.decisions.space import VERDICTS

__all__ = ["in_json", "in_words", "looser_in_words"]

_FEW = 4
"""Cases of one move that people are shown."""


def in_words(found: Comparison, *, whole: bool = False) -> str:
    """The comparison as lines; `whole`: with every case."""
    lines = [f"{found.old.name} → {found.new.name}", *_clauses(found)]
    facts = ", ".join(found.facts)
    lines += ["", f"verdicts, over {found.total:,} situations that {len(found.facts)} facts tell "
              f"apart: {facts}"]  # fmt: skip
    if found.scope:
        scope = " ".join(f"{name}={'|'.join(values)}" for name, values in found.scope.items())
        lines.append(f"  both speak about {scope} alone; every case below is one of these")
    lines += _idle(found)
    same = found.in_every_reading
    if same:
        lines += ["", f"whichever way {found.parts[0].clause} is read"]
        for blame in same:
            lines += _blame(blame, found, whole=whole)
    for part in found.parts:
        lines += ["", *_part(part, found, same, whole=whole)]
    return "\n".join(lines)


def looser_in_words(found: Comparison, *, whole: bool = False) -> str:
    """Whether the new edition is nowhere looser, and where it is; `whole`: with every case."""
    number = max(part.looser for part in found.parts)
    if not number:
        return f"no looser · nothing is closer to being allowed by {found.new.name} than before"
    lines = [f"looser · {number:,} situations are closer to being allowed by {found.new.name}"]
    for part in found.parts:
        if part.looser and part.reading is not None:
            lines.append(f"if {part.clause} is read as `{part.reading.name}`")
        for blame in part.blames:
            moves = tuple(move for move in blame.moves if move.looser)
            lines += _blame(replace(blame, moves=moves), found, whole=whole) if moves else ()
    return "\n".join(lines)


def in_json(found: Comparison) -> dict[str, object]:
    """The comparison for programs, with the keys that `docs/diff.md` lists."""
    return {
        "old": found.old.name,
        "new": found.new.name,
        "clauses": [
            {
                "id": each.id,
                "fate": each.fate.value,
                "was": each.was or each.id,
                "span": each.span.value if each.span else None,
            }
            for each in found.clauses
        ],
        "facts": list(found.facts),
        "situations": found.total,
        "scope": {name: list(values) for name, values in found.scope.items()},
        "denies_nothing_new": [
            {"clause": name, "situations": number} for name, number in found.idle
        ],
        "parts": [_part_in_json(part) for part in found.parts],
    }


def _clauses(found: Comparison) -> Iterable[str]:
    for fate in Fate:
        names = [_named(each) for each in found.clauses if each.fate is fate]
        if names:
            word = "the same" if fate is Fate.SAME else fate.value
            yield f"  {word}: {', '.join(names)}"


def _idle(found: Comparison) -> Iterable[str]:
    """New clauses that deny nothing new; and what is less strict if an old one no longer stands."""
    lines = [
        f"  {name} is new, and denies nothing that {found.old.name} did not deny already "
        f"({number:,} situations)"
        for name, number in found.idle
    ]
    mildest = max(found.parts, key=lambda part: part.milder)
    if lines and mildest.reading is not None and mildest.milder:
        lines[-1] += (
            f"; {mildest.milder:,} situations are less strict where {mildest.clause} is read as "
            f"`{mildest.reading.name}`"
        )
    return lines


def _named(change: Change) -> str:
    """A clause, the number it had, and how far it goes now."""
    notes = []
    if change.was:
        notes.append(f"was {change.was}")
    if change.span is not None and change.span is not Span.SAME:
        notes.append(change.span.value)
    return f"{change.id} ({', '.join(notes)})" if notes else change.id


def _part(
    part: Part, found: Comparison, told: Collection[Blame], *, whole: bool
) -> Iterable[str]:
    if part.reading is not None:
        says = " ".join(part.reading.says.split())
        yield f"if {part.clause} is read as `{part.reading.name}` ({says})"
    yield (
        f"  stricter: {part.stricter:,} · less strict: {part.milder:,} · newly allowed: "
        f"{part.newly_allowed:,} · allowed before, silent now: {part.left_open:,}"
    )
    yield from _table(part)
    for blame in part.blames:
        if blame not in told:
            yield from _blame(blame, found, whole=whole)


def _table(part: Part) -> Iterable[str]:
    used = [v for v in VERDICTS if any(v in pair and n for pair, n in part.table.items())]
    cells = [["old \\ new", *(_word(v) for v in used)]]
    cells += [
        [_word(old), *(f"{part.table[old, new]:,}" for new in used)] for old in used
    ]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    for row in cells:
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        yield f"    {first.strip().ljust(widths[0])}  {'  '.join(rest)}"


def _blame(blame: Blame, found: Comparison, *, whole: bool) -> Iterable[str]:
    if blame.change is None:
        yield "  several clauses at once, none of them alone"
    else:
        yield f"  {blame.change.id}, {blame.change.fate.value}"
    for move in blame.moves:
        yield f"    {_word(move.old)} → {_word(move.new)}: {move.count:,} situations"
        shown = move.cover.cubes if whole else move.cover.cubes[:_FEW]
        yield from (f"      {cube_in_words(cube, without=found.scope)}" for cube in shown)
        if left := len(move.cover.cubes) - len(shown):
            yield f"      and {left} more of such cases (`--all` shows them)"
        if not move.cover.complete:
            yield "      and more that would take too many lines"


def _word(verdict: Verdict) -> str:
    return verdict.words[0]


def _part_in_json(part: Part) -> dict[str, object]:
    return {
        "clause": part.clause or None,
        "reading": part.reading.name if part.reading else None,
        "stricter": part.stricter,
        "less_strict": part.milder,
        "newly_allowed": part.newly_allowed,
        "looser": part.looser,
        "allowed_before_silent_now": part.left_open,
        "table": [
            {"old": _word(old), "new": _word(new), "situations": number}
            for (old, new), number in part.table.items()
            if number
        ],
        "moved_by": [
            {
                "clause": blame.change.id if blame.change else None,
                "moves": [_move_in_json(move) for move in blame.moves],
            }
            for blame in part.blames
        ],
    }


def _move_in_json(move: Move) -> dict[str, object]:
    return {
        "old": _word(move.old),
        "new": _word(move.new),
        "situations": move.count,
        "cases": [cube_in_json(cube) for cube in move.cover.cubes],
        "complete": move.cover.complete,
    }
