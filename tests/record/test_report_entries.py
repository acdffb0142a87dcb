import os

import pytest

from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.make import Maker, Prepared
from countenance.stores.head import row_of


def step(**changed: object) -> Prepared:
    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        given: dict[str, object] = {
            "caller": kinds.CallerRef("c-1", None, 0), "case": "report-1", "change": "generated",
            "state": "drafted", "person": "p-1", "decisions": ("e-1",), "incident_type": "traffic",
            "version": 1, "number": 1, "what": None, "how": None, "obligations": (),
            "verdicts": (), "tally": kinds.Tally(1, 2, 3, 4, 5, 6, 7),
            "programs": (kinds.ProgramRef("drafter", "extractive", "1", None, None, None),),
            **changed,
        }  # fmt: skip
        return kinds.ReportStep(id=id_, time=time, commit=commit, **given)  # type: ignore[arg-type]

    return Maker(lambda: 1_700_000_000_000_000_000, os.urandom).change(build, {"draft": b"d" * 32})


def test_a_step_reads_back_and_belongs_to_the_case_of_its_report() -> None:
    prepared = step()

    read = parse_as(prepared.data, kinds.ReportStep)

    assert (read.case, read.tally.human, read.programs[0].part) == ("report-1", 6, "drafter")
    row = row_of(prepared.data)
    assert (row.kind, row.ref, row.caller, row.awaits) == ("report", "report-1", "c-1", False)


@pytest.mark.parametrize(
    "changed", [{"state": "finished"}, {"change": "forged"}, {"version": 0}, {"how": "two words"}]
)
def test_what_an_entry_may_not_hold_makes_none(changed: dict[str, object]) -> None:
    with pytest.raises(RecordError):
        step(**changed)
