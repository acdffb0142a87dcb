"""Completion scripts."""

import pytest
from click.testing import CliRunner

from countenance.cli.completion import SHELLS, completion


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_printed_for_each_shell(shell: str) -> None:
    result = CliRunner().invoke(completion, [shell])

    assert result.exit_code == 0
    assert "_COUNTENANCE_COMPLETE" in result.output


def test_an_unknown_shell_is_wrong_usage() -> None:
    assert CliRunner().invoke(completion, ["tcsh"]).exit_code == 2
