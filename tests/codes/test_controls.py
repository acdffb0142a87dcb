"""Tables of controls: nothing in them is unknown, and no row says nothing."""

import pytest

from countenance.codes.controls import ControlTable, parse_controls, parse_table
from countenance.errors import CodeError

CONTROLS = """
[[control]]
id = "refused"
says = "It is refused."
modules = ["countenance.gate.outcome"]
tests = ["tests/gate/test_outcome.py::test_a"]
figures = ["refused"]
"""
HEAD = 'code = "my-code"\nasked_by = "somebody"\nalways = ["refused"]\nnot_controlled = ["x"]\n'
CLAUSE = '[[clause]]\nid = "faces"\ncontrols = ["refused"]\n'


def table(text: str) -> ControlTable:
    return parse_table(text, parse_controls(CONTROLS, "controls.toml"), "my-code.toml")


def test_a_row_is_found_by_its_clause() -> None:
    found = table(HEAD + CLAUSE)

    row = found.clause("faces")
    assert row is not None
    assert row.controls == ("refused",)
    assert found.clause("other") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + CLAUSE.replace("refused", "refusd"), "no control is called `refusd`"),
        (HEAD.replace('["refused"]', '["x"]') + CLAUSE, "`always`: no control is called `x`"),
        (HEAD + CLAUSE + CLAUSE, "`faces` has two rows"),
        (HEAD + CLAUSE.replace('["refused"]', "[]"), "neither a control nor what is not"),
        (HEAD + CLAUSE + "x = 1\n", "unknown field `x`"),
        (HEAD, "missing required field `clause`"),
        (HEAD + "[[", "my-code.toml: "),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(text: str, says: str) -> None:
    with pytest.raises(CodeError, match=says.replace("[", r"\[")):
        table(text)


def test_two_controls_of_one_name_are_refused() -> None:
    with pytest.raises(CodeError, match="the same id"):
        parse_controls(CONTROLS + CONTROLS, "controls.toml")
