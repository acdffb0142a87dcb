"""The tables that come with countenance: what they name is there, and every clause has its row."""

import ast
import importlib

import pytest

from countenance.errors import UnknownEditionError
from countenance.record.figures.measures import FIGURES
from countenance.stores.controls import controls, controls_of, with_controls
from countenance.stores.packaged import editions_of
from house.source import ROOT


@pytest.mark.parametrize("control", controls().values(), ids=lambda each: each.id)
def test_what_a_control_names_is_there(control: object) -> None:
    one = controls()[getattr(control, "id")]  # noqa: B009 - a value of a parameter
    assert one.modules
    for module in one.modules:
        importlib.import_module(module)
    assert one.tests
    for test in one.tests:
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        functions = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert name in functions, test
    assert [each for each in one.figures if each not in FIGURES] == []


@pytest.mark.parametrize("code", with_controls())
def test_every_clause_of_every_edition_has_its_row_and_no_row_is_left_over(code: str) -> None:
    table = controls_of(code)
    clauses = {clause.id for edition in editions_of(code) for clause in edition.clauses}

    assert {row.id for row in table.clauses} == clauses
    assert table.code == code


def test_every_control_stands_behind_something() -> None:
    used = {
        each
        for code in with_controls()
        for row in (*controls_of(code).clauses, *controls_of(code).duties)
        for each in (*controls_of(code).always, *row.controls)
    }

    assert set(controls()) == used


def test_a_code_without_a_table_is_named_with_those_that_have_one() -> None:
    with pytest.raises(UnknownEditionError, match="ms-enterprise-ai-coc"):
        controls_of("axon-ethics-board")
