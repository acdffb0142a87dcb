"""Reports in the hands of people who do anything at any time, and what must hold all the while.

Random steps by officers, supervisors and others go over reports; after each, nothing that was once
there may be gone, nothing open signed, nothing signed changed: what the machine of the tests says.
"""

from collections import Counter
from typing import ClassVar

import click
from figures import Row
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from of_the_tests import of_the_tests

with of_the_tests():
    from reports.report_machine import ReportMachine

__all__ = ["report_steps"]

EACH = 50
"""Steps of one run."""


def report_steps(count: int) -> list[Row]:
    """The rows about so many steps."""

    class Tried(ReportMachine):
        done: ClassVar[Counter[str]] = Counter()
        refused: ClassVar[Counter[str]] = Counter()

    chosen = settings(
        max_examples=-(-count // EACH), stateful_step_count=EACH, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    broken = ""
    try:
        run_state_machine_as_test(seed(1)(Tried), settings=chosen)
    except AssertionError as error:
        broken = str(error).splitlines()[0] if str(error) else "an assertion"
        click.echo(f"    {error}", err=True)
    told = ", ".join(f"{number} {what}" for what, number in Tried.done.most_common())
    tried = Tried.done.total() + Tried.refused.total()
    return [
        Row("reports: steps in any order", tried, "", count, told, at_least=True),
        Row("reports: signed", Tried.done["signed"], "", 1, "", at_least=True),
        Row("reports: rules broken", int(bool(broken)), "", 0, broken),
    ]
