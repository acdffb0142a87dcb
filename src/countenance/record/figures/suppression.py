"""Counts for the public, without the small ones: none below k is shown, and none can be worked out.

    row        pass  refuse  all        what is shown, k = 10
    a            40       3   43          a       *       *    43
    b            25      30   55          b       *       *    55
    all          65      33   98          all    65      33    98

Rules kept here:
 * Rows and columns that come to less than k are merged with others until each comes to k or more.
   So every total is shown, and none is below k (save 0).
 * A cell from 1 to k - 1 is hidden, and others with it, so that its row and its column, added up,
   leave it open whether it is below k at all: there is another table with the same shown numbers
   in which it is k or more. Whoever subtracts what is shown from the totals does not get it.
 * Tables that share the totals of their columns give nothing away about each other: the calls of
   a column can be shared out over the rows of one whatever they are in the other.

What a reader knows from somewhere else is not reckoned with, and two reports about periods that
overlap can be subtracted from each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["HIDDEN", "Public", "columns_merged", "hidden_cells", "public_table", "steps_merged"]

HIDDEN: Final = "*"
"""What stands for a number that is not shown."""

Counts = Mapping[str, Mapping[str, int]]
"""Row -> column -> count."""


@dataclass(frozen=True, slots=True)
class Public:
    """A table that may be shown. `None`: not shown. The totals are always shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...], int], ...]
    totals: tuple[int, ...]


def columns_merged(totals: Mapping[str, int], k: int) -> dict[str, tuple[str, ...]]:
    """Name of a column -> the columns that are merged in it, each with k or more in all, or 0."""
    small = [name for name, total in totals.items() if 0 < total < k]
    large = sorted((name for name, total in totals.items() if total >= k), key=totals.__getitem__)
    if small:
        while sum(totals[name] for name in small) < k and large:
            small.append(large.pop(0))
    together = [name for name in totals if name in small]
    merged: dict[str, tuple[str, ...]] = {
        name: (name,) for name in totals if name not in small
    }
    if together:
        merged[" or ".join(together)] = tuple(together)
    return merged


def steps_merged(totals: Mapping[str, int], k: int) -> dict[str, tuple[str, ...]]:
    """The same for rows that follow each other: each is merged with its neighbors."""
    groups: list[list[str]] = []
    open_: list[str] = []
    for name, total in totals.items():
        if not open_ and not total:
            groups.append([name])
            continue
        open_.append(name)
        if sum(totals[each] for each in open_) >= k:
            groups.append(open_)
            open_ = []
    if open_:
        while groups and not any(totals[each] for each in groups[-1]):
            open_ = groups.pop() + open_
        groups.append((groups.pop() if groups else []) + open_)
    return {
        each[0] if len(each) == 1 else f"{each[0]} to {each[-1]}": tuple(each) for each in groups
    }


def public_table(
    counts: Counts, columns: Mapping[str, Sequence[str]], k: int, *, others: str | None = None
) -> Public:
    """The table as it may be shown.

    `columns`: as `columns_merged` gave them. `others`: the name of the row in which rows are merged
    that come to less than k; `None`: the rows follow each other, and neighbors are merged.
    """
    totals = {name: sum(row.values()) for name, row in counts.items()}
    merged = steps_merged(totals, k) if others is None else _rows_merged(totals, k, others)
    table = [
        [
            sum(counts[each].get(column, 0) for each in names for column in columns[name])
            for name in columns
        ]
        for names in merged.values()
    ]
    hidden = hidden_cells(table, k)
    return Public(
        tuple(columns),
        tuple(
            (
                name,
                tuple(None if (i, j) in hidden else cell for j, cell in enumerate(row)),
                sum(row),
            )
            for i, (name, row) in enumerate(zip(merged, table, strict=True))
        ),
        tuple(sum(column) for column in zip(*table, strict=True)) or (0,) * len(columns),
    )


def hidden_cells(table: Sequence[Sequence[int]], k: int) -> frozenset[tuple[int, int]]:
    """The cells of a table that are not shown; its rows and columns come to k or more, or to 0."""
    small = [
        (i, j) for i, row in enumerate(table) for j, cell in enumerate(row) if 0 < cell < k
    ]
    hidden = set(small)
    for i, j in small:
        if _corner(table, i, j, k, hidden) is not None:
            continue
        corner = _corner(table, i, j, k, None)
        if corner is None:
            # With everything hidden a cell may be as large as its row or its column allows.
            return frozenset(
                (i, j)
                for i, row in enumerate(table)
                for j in range(len(row))
                if any(row) and any(each[j] for each in table)
            )
        other, beside = corner
        hidden |= {(i, beside), (other, j), (other, beside)}
    return frozenset(hidden)


def _corner(
    table: Sequence[Sequence[int]], i: int, j: int, k: int, among: set[tuple[int, int]] | None
) -> tuple[int, int] | None:
    """The corner across from a cell, in a rectangle in which the cell could be k instead.

    As many calls move into the cell and its opposite corner as leave the two others: no total
    changes. `among`: all of them have to be hidden already; else the one is taken that hides least.
    """
    needed = k - table[i][j]
    best: tuple[int, int, int] | None = None
    for other, row in enumerate(table):
        for beside in range(len(row)):
            if other == i or beside == j or min(table[i][beside], row[j]) < needed:
                continue
            if among is not None and not {(i, beside), (other, j), (other, beside)} <= among:
                continue
            cost = table[i][beside] + row[j] + row[beside]
            if best is None or cost < best[0]:
                best = cost, other, beside
    return None if best is None else (best[1], best[2])


def _rows_merged(totals: Mapping[str, int], k: int, others: str) -> dict[str, tuple[str, ...]]:
    """Rows that come to less than k in one row at the end, with the next larger where needed."""
    merged = columns_merged(totals, k)
    small = [names for names in merged.values() if len(names) > 1 or totals[names[0]] < k]
    kept = {name: names for name, names in merged.items() if names not in small}
    together = tuple(each for names in small for each in names if totals[each])
    return {**kept, others: together} if together else kept
