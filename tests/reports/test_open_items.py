import msgspec

from countenance.reports import settling
from countenance.reports.open_items import Terms, open_items, state_of, still_lacking
from countenance.reports.report import Confirmed
from countenance.reports.speakers import Speakers
from reports.acting import OFFICER, TERMS, begun, drafted, settled
from reports.made import SPEAKERS
from reports.made_report import AT, REPORT


def test_what_is_open_is_what_nobody_settled() -> None:
    report = drafted()
    after = settling.dismiss(report, OFFICER, "b1", "I was not there", AT, TERMS).report

    assert open_items(begun()).count == 0
    assert open_items(report).count == 3
    assert [each.id for each in open_items(after).brackets] == []
    assert open_items(after).count == 2


def test_everything_that_is_lacking_is_said() -> None:
    assert [each.split(":")[0] for each in still_lacking(drafted(), TERMS)] == [
        "bracket `b1` is open", "flag `f1` on `d2` is open", "omission `o1` (denial) is open",
    ]  # fmt: skip
    assert len(still_lacking(begun(), TERMS)) == 4
    assert len(still_lacking(begun(), Terms(account_first=False))) == 3
    assert still_lacking(settled(), TERMS) == ()


def test_who_speaks_is_not_confirmed_otherwise_behind_a_draft() -> None:
    other = Speakers((SPEAKERS.people[0], msgspec.structs.replace(SPEAKERS.people[1], name="X")))
    report = settled()
    changed = msgspec.structs.replace(
        report, speakers=(*report.speakers, Confirmed(other, OFFICER.ref, AT))
    )

    assert "confirmed otherwise" in still_lacking(changed, TERMS)[0]


def test_an_approval_of_another_text_counts_no_more() -> None:
    assert state_of(REPORT, TERMS) == "signed"  # what was approved has another digest
