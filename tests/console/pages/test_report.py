from collections.abc import Iterator
from pathlib import Path

import pytest

from console.report_pages import ReportPages, report_pages
from countenance.errors import TranscriptError
from countenance.review.people import Person
from reports.acting import AUDITOR, DEFENSE, OFFICER, OTHER, SUPERVISOR

ROLES = {
    "standing-A": "officer", "called-A": "the officer", "name-A": "Officer Reyes",
    "standing-B": "community", "called-B": "the driver", "name-B": "", "moved": "",
}  # fmt: skip


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[ReportPages]:
    with report_pages(tmp_path) as made:
        yield made


def _page(pages: ReportPages, id_: str, who: Person = OFFICER) -> str:
    answer = pages.get(who, f"/console/reports/{id_}")
    assert answer.status_code == 200
    return answer.text


def test_the_whole_path_is_walked_by_forms(pages: ReportPages) -> None:
    id_ = pages.site.new().id
    sent = pages.send(OFFICER, id_, "hear")
    assert sent.status_code == 303
    pages.site.desk.heard(OFFICER, id_, 30)
    told = _page(pages, id_)
    assert "fifty" not in told
    assert "sound.wav" not in told

    for act, fields in (
        ("account", {"text": "I stopped a car."}),
        ("roles", ROLES),
        ("draft", {"field-case": "26-1"}),
        ("edit", {"sentence": "d1", "text": "I asked about the stop.", "own": "yes"}),
        ("add", {"after": "d1", "text": "It was dark.", "own": "yes"}),
        ("remove", {"sentence": "d1"}),
        ("fill", {"bracket": "b1", "text": "My radar showed 52."}),
        ("listen", {"sentence": "d2", "milliseconds": "5000"}),
        ("override", {"flag": "f1", "reason": "I am sure"}),
        ("leave-out", {"omission": "o1", "reason": "it is in the citation"}),
    ):
        pages.site.clock.now += 10_000
        answer = pages.send(OFFICER, id_, act, **fields)
        assert answer.status_code == (204 if act == "listen" else 303), (act, answer.text)
    for left in pages.site.desk.open_items(OFFICER, id_).omissions:
        answer = pages.send(OFFICER, id_, "leave-out", omission=left.id, reason="it is told")
        assert answer.status_code == 303
    answer = pages.send(OFFICER, id_, "sign", name="R. Reyes")
    assert answer.headers["location"].endswith("?done=sign#sign")
    report = pages.site.desk.find(OFFICER, id_)
    assert report.state == "signed"
    assert [each.text for each in report.sentences][:1] == ["My radar showed 52."]

    assert '<input type="hidden" name="version" value="1">' in _page(pages, id_, SUPERVISOR)
    read = {"version": "1"}
    sent = pages.send(SUPERVISOR, id_, "send-back", reason="the time is missing", **read)
    assert sent.status_code == 303
    assert pages.send(SUPERVISOR, id_, "approve", reason="").status_code == 400
    assert pages.send(SUPERVISOR, id_, "approve", reason="", version="2").status_code == 409
    assert pages.send(SUPERVISOR, id_, "approve", reason="", **read).status_code == 303
    sent = pages.send(SUPERVISOR, id_, "disclose", to=DEFENSE.ref, reason="asked for")
    assert sent.status_code == 303
    assert "the time is missing" in pages.get(DEFENSE, f"/console/reports/{id_}").text
    assert pages.send(OFFICER, id_, "revise", reason="a mistake in it").status_code == 303
    assert pages.site.desk.find(OFFICER, id_).version == 2


def test_what_is_open_stands_in_the_text_and_keeps_it_from_being_signed(
    pages: ReportPages,
) -> None:
    id_ = pages.site.drafted()
    told = _page(pages, id_)

    assert "[ Officer to state: the reason for the stop ]" in told
    assert "these are not the words that are heard" in told
    assert "a denial" in told
    assert "bracket <code>b1</code> is open" in told
    assert "Sign the report" not in told
    answer = pages.send(OFFICER, id_, "sign", name="R. Reyes")
    assert answer.status_code == 409
    assert "cannot be signed yet" in answer.text


def test_what_is_wrong_is_said_where_it_was_typed(pages: ReportPages) -> None:
    id_ = pages.site.drafted()
    answer = pages.send(OFFICER, id_, "edit", sentence="d2", text="Something wrong <i>.")

    assert answer.status_code == 400
    assert "the recording does not bear these words out" in answer.text
    assert 'id="wrong-edit-d2-text"' in answer.text
    assert "Something wrong &lt;i&gt;." in answer.text
    answer = pages.send(OFFICER, id_, "override", flag="f1", reason="I am sure")
    assert answer.status_code == 409
    assert "listen to `d2` first" in answer.text


@pytest.mark.parametrize(
    ("act", "fields", "says"),
    [
        ("fill", {"bracket": "b1", "text": ""}, "write what is asked for"),
        ("dismiss", {"bracket": "b1", "reason": ""}, "say why it does not apply"),
        ("tell", {"omission": "o1", "text": "", "after": ""}, "write the sentence"),
        ("listen", {"sentence": "d1", "milliseconds": "0"}, "from 1 to"),
        ("roles", {**ROLES, "standing-A": "suspect"}, "choose what voice A is"),
        ("roles", {**ROLES, "moved": "s1 to B"}, "like this: s4 = B"),
        ("roles", {**ROLES, "called-B": "", "standing-B": ""}, "nobody has said who `B` is"),
        ("draft", {"field-plate": "x" * 301}, "at most 300"),
        ("sign", {"name": ""}, "type your name"),
    ],
)
def test_a_form_says_what_it_lacks(
    pages: ReportPages, act: str, fields: dict[str, str], says: str
) -> None:
    answer = pages.send(OFFICER, pages.site.drafted(), act, **fields)

    assert answer.status_code == 400
    assert says in answer.text


def test_a_field_that_a_form_does_not_have_is_refused(pages: ReportPages) -> None:
    answer = pages.send(OFFICER, pages.site.drafted(), "fill", bracket="b1", text="a", origin="ai")

    assert answer.status_code == 400
    assert "no field called `origin`" in answer.text


def test_a_report_of_somebody_else_is_not_there(pages: ReportPages) -> None:
    id_ = pages.site.drafted()

    assert pages.get(OTHER, f"/console/reports/{id_}").status_code == 404
    assert pages.get(OTHER, f"/console/reports/{id_}/history").status_code == 404
    assert pages.get(DEFENSE, f"/console/reports/{id_}").status_code == 404


def test_who_only_reads_is_shown_no_form(pages: ReportPages) -> None:
    id_ = pages.site.drafted()
    told = pages.get(AUDITOR, f"/console/reports/{id_}").text

    assert "fifty" in told
    assert "<textarea" not in told
    assert "/fill" not in told


def test_why_nothing_was_heard_is_said(pages: ReportPages) -> None:
    pages.site.ear.fails = TranscriptError("no words came")
    id_ = pages.site.new().id
    pages.send(OFFICER, id_, "hear")
    with pytest.raises(TranscriptError):
        pages.site.desk.heard(OFFICER, id_, 30)

    assert "no words came" in _page(pages, id_)


def test_the_history_has_every_draft_and_what_they_differ_in(pages: ReportPages) -> None:
    id_ = pages.site.drafted()
    pages.send(OFFICER, id_, "edit", sentence="d1", text="I asked why.", own="yes")
    pages.site.desk.generate(OFFICER, id_, {"case": "1"})
    told = pages.get(OFFICER, f"/console/reports/{id_}/history").text

    assert "generated <b>2 times</b>" in told
    assert "From draft 1 to draft 2" in told
    assert "<ins>I asked why.</ins>" in told
    assert "had a draft made" in told
