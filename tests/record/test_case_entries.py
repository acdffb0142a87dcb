"""The entries about what is personal: names and numbers, and nothing else."""

from typing import Any

import pytest

from countenance.record.canonical import canonical, parse_as
from countenance.record.case_entries import Erasure, LegalHold, OpeningsKeyEvent, Unsealed


@pytest.mark.parametrize(
    "entry",
    [
        Erasure(id="e-1", time="t", case="e-0", basis="objection", by="person", cases=1, entries=2,
                before=None),
        LegalHold(id="e-2", time="t", case="e-0", change="placed", basis="litigation"),
        Unsealed(id="e-3", time="t", what="shown", case="e-0", purpose="court", found=1),
        OpeningsKeyEvent(id="e-4", time="t", change="replaced", key="k-2", before="k-1"),
    ],
)  # fmt: skip
def test_each_reads_back_as_it_was_written(entry: Any) -> None:
    assert parse_as(canonical(entry), type(entry)) == entry
