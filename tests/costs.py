"""What the test files cost: time of the processor, which a busy machine hardly changes.

Of processes that a file starts counts what ended while it ran; of benches that are kept for the
next file (`kept_benches`) nothing is known until they end.
"""

import resource
from collections import defaultdict
from collections.abc import Generator
from typing import Any

import pytest

__all__ = ["Costs"]


class Costs:
    """Adds up what each file costs, in every worker, and says which are the dearest."""

    def __init__(self, most: int) -> None:
        """`most`: how many files are named."""
        self._most = most
        self._seconds: defaultdict[str, float] = defaultdict(float)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Count what one test takes."""
        before = _used()
        try:
            return (yield)
        finally:
            self._seconds[item.location[0]] += _used() - before

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A worker tells whoever started it."""
        if (told := getattr(session.config, "workeroutput", None)) is not None:
            told["costs"] = dict(self._seconds)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker has ended."""
        for name, seconds in getattr(node, "workeroutput", {}).get("costs", {}).items():
            self._seconds[name] += seconds

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the dearest files."""
        write = terminalreporter.write_line
        write(f"The dearest of {len(self._seconds)} files, in seconds of the processor:")
        dearest = sorted(self._seconds.items(), key=lambda each: -each[1])
        for name, seconds in dearest[: self._most]:
            write(f"{seconds:8.1f}  {name}")


def _used() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)
