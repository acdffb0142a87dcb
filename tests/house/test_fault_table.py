"""Every row of the table of faults names tests that are there."""

import ast
from functools import lru_cache
from pathlib import Path

from gate.fault_table import TABLE

TESTS = Path(__file__).resolve().parent.parent
ROWS = {*range(1, 53)}


@lru_cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def test_every_row_is_there() -> None:
    assert set(TABLE) == ROWS


def test_the_tests_of_a_row_are_there() -> None:
    missing = []
    for number, row in TABLE.items():
        assert row.what, number
        assert row.tests, number
        for named in row.tests:
            path, name = named.split("::")
            if name not in names_in(path):
                missing.append(f"{number}: {named}")

    assert missing == []
