"""No small number is shown, and none can be worked out from what is."""

from collections import deque
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from countenance.record.figures.suppression import (
    Public,
    columns_merged,
    hidden_cells,
    public_table,
    steps_merged,
)

COUNTS = st.integers(0, 60) | st.integers(0, 4)
TABLES = st.integers(1, 5).flatmap(
    lambda wide: st.dictionaries(
        st.text("abcdefgh", min_size=1, max_size=2),
        st.lists(COUNTS, min_size=wide, max_size=wide).map(
            lambda row: {f"c{i}": each for i, each in enumerate(row)}
        ),
        min_size=1,
        max_size=7,
    )
)


def most(table: Sequence[Sequence[int]], free: frozenset[tuple[int, int]], i: int, j: int) -> int:
    """The most that a hidden cell may be, given all that is shown: by augmenting paths.

    What more comes into the cell has to leave its row and its column: a path from the column back
    to the row, over hidden cells that grow (row to column) or shrink (column to row).
    """
    cells = {place: table[place[0]][place[1]] for place in free if place != (i, j)}
    grown = 0
    while True:
        before: dict[tuple[str, int], tuple[tuple[str, int], tuple[int, int], int]] = {}
        queue = deque([("column", j)])
        while queue and ("row", i) not in before:
            kind, at = queue.popleft()
            for (row, column), cell in cells.items():
                if kind == "row" and row == at:
                    to, sign = ("column", column), 1
                elif kind == "column" and column == at and cell:
                    to, sign = ("row", row), -1
                else:
                    continue
                if to not in before and to != ("column", j):
                    before[to] = ((kind, at), (row, column), sign)
                    queue.append(to)
        if ("row", i) not in before:
            return table[i][j] + grown
        path, at_ = [], ("row", i)
        while at_ != ("column", j):
            at_, place, sign = before[at_]
            path.append((place, sign))
        step = min(cells[place] for place, sign in path if sign < 0)
        for place, sign in path:
            cells[place] += sign * step
        grown += step


def made(counts: dict[str, dict[str, int]], k: int, others: str | None) -> Public:
    totals = {
        name: sum(row[name] for row in counts.values()) for name in next(iter(counts.values()))
    }
    return public_table(counts, columns_merged(totals, k), k, others=others)


@given(TABLES, st.integers(2, 12), st.sampled_from([None, "others"]))
def test_every_number_that_is_shown_is_large_and_true(
    counts: dict[str, dict[str, int]], k: int, others: str | None
) -> None:
    everything = sum(sum(row.values()) for row in counts.values())
    shown = made(counts, k, others)

    assert sum(total for _, _, total in shown.rows) == everything == sum(shown.totals)
    if everything < k:
        return  # then nothing of it is shown at all
    numbers = [*shown.totals, *(total for _, _, total in shown.rows)]
    numbers += [cell for _, cells, _ in shown.rows for cell in cells if cell is not None]
    assert [each for each in numbers if 0 < each < k] == []
    for _, cells, total in shown.rows:
        assert None in cells or sum(cell or 0 for cell in cells) == total


@given(TABLES, st.integers(2, 12))
def test_a_small_number_cannot_be_worked_out_by_subtraction(
    counts: dict[str, dict[str, int]], k: int
) -> None:
    """The whole table is solved for each hidden cell, with every total and every shown cell."""
    columns = next(iter(counts.values()))
    merged = columns_merged(
        {name: sum(row[name] for row in counts.values()) for name in columns}, k
    )
    table = [
        [sum(counts[each][name] for each in names for name in under) for under in merged.values()]
        for names in steps_merged({n: sum(r.values()) for n, r in counts.items()}, k).values()
    ]
    if sum(map(sum, table)) < k:
        return

    hidden = hidden_cells(table, k)

    for i, row in enumerate(table):
        for j, cell in enumerate(row):
            if 0 < cell < k:
                assert (i, j) in hidden
                assert most(table, hidden, i, j) >= k


def test_the_example_hides_what_it_says() -> None:
    counts = {"a": {"pass": 40, "refuse": 3}, "b": {"pass": 25, "refuse": 30}}

    shown = made(counts, 10, "others")

    assert shown.rows == (("a", (None, None), 43), ("b", (None, None), 55))
    assert shown.totals == (65, 33)


def test_only_what_has_to_be_hidden_is() -> None:
    table = [[40, 3, 50], [25, 30, 12], [90, 80, 70]]

    assert hidden_cells(table, 10) == {(0, 1), (0, 2), (1, 1), (1, 2)}
    assert hidden_cells([[40, 30], [20, 0]], 10) == frozenset()


def test_columns_that_come_to_little_are_one_with_the_next_larger() -> None:
    assert columns_merged({"pass": 90, "hold": 4, "refuse": 20, "none": 0}, 10) == {
        "pass": ("pass",), "none": ("none",), "hold or refuse": ("hold", "refuse"),
    }  # fmt: skip
    assert columns_merged({"pass": 3}, 10) == {"pass": ("pass",)}


def test_steps_in_time_are_one_with_their_neighbors() -> None:
    totals = {"01": 3, "02": 0, "03": 30, "04": 0, "05": 12, "06": 0, "07": 2}

    assert list(steps_merged(totals, 10)) == ["01 to 03", "04", "05 to 07"]


def test_rows_that_come_to_little_are_named_together() -> None:
    counts = {"a": {"x": 90}, "b": {"x": 4}, "c": {"x": 20}, "d": {"x": 0}}

    shown = made(counts, 10, "other clauses")

    assert [(name, total) for name, _, total in shown.rows] == [("a", 90), ("other clauses", 24)]
