"""The whole path of a report, as pages and commands take it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import (
    NotForYouError,
    NotHeardError,
    OutdatedError,
    ReviewError,
    TranscriptError,
)
from countenance.reports.draft import Omission
from countenance.reports.ports import Held, Refused
from countenance.reports.recording import Overlay
from countenance.reports.signing import verify_signature
from countenance.review.people import Person, Role
from countenance.stores.sqlite_database import open_file
from reports.acting import (
    OFFICER,
    SAMPLES,
    SUPERVISOR,
    ScriptedDrafter,
)
from reports.desk_site import KEEPER, Site, site_in


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as made:
        yield made


def test_the_whole_path_ends_with_an_approval(site: Site) -> None:
    id_ = site.signed()
    report = site.desk.review(SUPERVISOR, id_, "approved")

    assert report.state == "reviewed"
    assert report.signature is not None
    verify_signature(report.signature)
    assert report.signature.public == site.desk.public_key()
    assert [each["change"] for each in site.entries()] == [
        "begun", "transcribed", "account-sealed", "roles-confirmed", "generated", "listened",
        "settled", "settled", "settled", "signed", "approved",
    ]  # fmt: skip
    assert [each.step for each in report.entries] == [each["change"] for each in site.entries()]


def test_what_the_codes_ask_for_is_kept_by_the_signature(site: Site) -> None:
    site.signed()
    signed = site.entries()[-1]

    assert site.decider.facts == {
        "ai_disclosure_on_report": "true", "officer_signed_review": "true",
    }  # fmt: skip
    assert [each["what"] for each in signed["obligations"]] == ["ai_disclosure_on_report"]
    assert signed["verdicts"] == ["allow"]


def test_where_a_code_denies_the_finished_report_nothing_counts_as_kept(site: Site) -> None:
    site.decider.verdicts = ("deny",)
    id_ = site.signed()

    assert site.entries()[-1]["obligations"] == []
    assert site.desk.find(OFFICER, id_).decision.obligations[0].kept is None


@pytest.mark.parametrize(
    ("answer", "case"),
    [(Refused("no", 3, ("x y",)), None), (Held("people decide", 3, ("x y",), "hold-1"), "hold-1")],
)
def test_nothing_is_heard_or_kept_where_the_codes_do_not_let_it(
    site: Site, answer: Refused | Held, case: str | None
) -> None:
    site.decider.answer = answer

    with pytest.raises(NotHeardError) as caught:
        site.new()

    assert (caught.value.case, caught.value.is_held) == (case, case is not None)
    assert (caught.value.entry, caught.value.clauses) == (3, ("x y",))
    assert site.ear.heard == []
    assert site.desk.all(OFFICER) == ()
    assert not (site.folder / "reports").exists()


def test_only_an_officer_begins_a_report_and_for_their_own_organization(site: Site) -> None:
    both = Person("p-3", Role.OFFICER, frozenset({"c-1", "c-2"}))

    with pytest.raises(NotForYouError):
        site.new(SUPERVISOR)
    with pytest.raises(NotForYouError, match="which organization"):
        site.new(both)
    with pytest.raises(NotForYouError, match="which organization"):
        site.new(OFFICER, organization="c-9")
    assert site.new(both, organization="c-2").organization == "c-2"


def test_what_went_wrong_with_hearing_is_said_and_it_can_be_tried_again(site: Site) -> None:
    id_ = site.new().id
    site.ear.fails = TranscriptError("no words came")
    site.desk.hear(OFFICER, id_)
    with pytest.raises(TranscriptError, match="no words came"):
        site.desk.heard(OFFICER, id_, 30)
    assert site.desk.not_heard(OFFICER, id_) == "no words came"
    site.ear.fails = None
    site.desk.hear(OFFICER, id_)

    assert site.desk.heard(OFFICER, id_, 30).state == "transcribed"
    assert (site.desk.is_hearing(id_), site.desk.not_heard(OFFICER, id_)) == (False, "")
    with pytest.raises(NotForYouError, match=r"`reports\.write` is not for"):
        site.desk.hear(SUPERVISOR, id_)


def test_what_is_handed_out_is_entered_with_its_text_and_for_whom(site: Site) -> None:
    id_ = site.signed()
    report = site.desk.hand_out(OFFICER, id_, "the records unit")

    entry = site.entries()[-1]
    assert (entry["change"], entry["person"]) == ("handed-out", OFFICER.ref)
    opened = site.desk.proofs(OFFICER, id_)[report.entries[-1].id]
    assert bytes.fromhex(opened["reason"].value) == b"the records unit"
    assert set(opened) == {"reason", "text", "contents"}


def test_an_officer_sees_and_hears_nothing_before_the_account(site: Site) -> None:
    id_ = site.heard()

    assert site.desk.find(OFFICER, id_).transcripts == ()
    assert len(site.desk.find(SUPERVISOR, id_).transcripts) == 1
    with pytest.raises(NotForYouError, match="seal your own account"):
        site.desk.sound(OFFICER, id_)
    site.desk.seal_account(OFFICER, id_, "I stopped a car.")
    assert site.desk.sound(OFFICER, id_, 2, 9) == SAMPLES[2:9]
    assert site.desk.sound_size(OFFICER, id_) == len(SAMPLES)


def test_a_draft_is_refused_too_early_and_nothing_is_drafted(site: Site) -> None:
    id_ = site.heard()

    with pytest.raises(OutdatedError, match="who speaks is confirmed, first"):
        site.desk.generate(OFFICER, id_)
    assert site.desk.find(OFFICER, id_).generations == ()


def test_every_generation_is_kept_and_their_differences_are_told(site: Site) -> None:
    id_ = site.drafted()
    again = site.desk.generate(OFFICER, id_, {"case": "26-1"})

    assert [each.settings for each in again.generations] == [{"run": 1}, {"run": 2, "case": "26-1"}]
    assert [each.fields for each in again.generations] == [{}, {"case": "26-1"}]
    assert {each.what for each in site.desk.differences(OFFICER, id_, 1, 2)} == {"same"}
    assert [each["number"] for each in site.entries() if each["change"] == "generated"] == [1, 2]


def test_text_is_changed_with_what_the_check_says(site: Site) -> None:
    id_ = site.drafted()

    with pytest.raises(ReviewError, match="nobody said so"):
        site.desk.edit(OFFICER, id_, "d2", "He said wrong things.")
    edited = site.desk.edit(OFFICER, id_, "d2", "The driver refused a search.")
    known = site.desk.edit(OFFICER, id_, "d2", "He said wrong things.", own_knowledge=True)
    removed = site.desk.remove(OFFICER, id_, "d2")
    told = site.desk.tell(OFFICER, id_, "o2", "The driver refused.", "d1")
    added = site.desk.add(OFFICER, id_, "It rained.", "h1", own_knowledge=True)
    left = site.desk.dismiss(OFFICER, id_, "b1", "no stop was made")

    assert edited.sentence("d2").origin == "ai_edited"
    assert known.sentence("d2").origin == "human"
    assert [each.kind for each in removed.omissions] == ["denial", "refusal"]
    assert told.sentence("h1").support
    assert [each.id for each in added.sentences] == ["d1", "h1", "h2"]
    assert site.desk.lacking(OFFICER, id_) == ("omission `o1` (denial) is open",)
    assert [each.id for each in site.desk.open_items(OFFICER, id_).omissions] == ["o1"]
    assert left.settled[-1].how == "does-not-apply"


def test_a_report_that_is_signed_begins_anew_as_another_version(site: Site) -> None:
    id_ = site.signed()

    with pytest.raises(OutdatedError, match="begin a new version"):
        site.desk.generate(OFFICER, id_)
    site.desk.review(SUPERVISOR, id_, "sent-back", "a wrong street")
    revised = site.desk.revise(OFFICER, id_, "the street was wrong")

    assert (revised.version, len(revised.earlier)) == (2, 1)


def test_the_decision_is_expunged_with_its_report_by_who_keeps_the_gate(site: Site) -> None:
    report = site.new(overlay=Overlay("2026-11-22T10:00:00Z", "unit 12"))

    with pytest.raises(NotForYouError):
        site.desk.expunge(SUPERVISOR, report.id, "legal-duty")
    assert site.desk.expunge(KEEPER, report.id, "legal-duty", "order 12") == 7
    assert site.erasing.names == [(report.id, report.decision.entry)]
    assert report.recording.overlay == Overlay("2026-11-22T10:00:00Z", "unit 12")


def test_a_recording_with_a_draft_is_not_heard_again(site: Site) -> None:
    id_ = site.drafted()

    with pytest.raises(OutdatedError, match="there is a draft"):
        site.desk.hear(OFFICER, id_)
    assert len(site.ear.heard) == 1


def test_a_text_that_changes_while_the_codes_are_asked_is_not_signed(site: Site) -> None:
    id_ = site.drafted()
    site.desk.listen(OFFICER, id_, {"d2": 5000})
    site.desk.fill(OFFICER, id_, "b1", "My radar showed 52.")
    site.desk.override(OFFICER, id_, "f1", "I am sure")
    site.desk.leave_out(OFFICER, id_, "o1", "it is in the citation")
    site.decider.meanwhile = lambda: site.desk.edit(OFFICER, id_, "d2", "He refused.")

    with pytest.raises(OutdatedError, match="was changed while it was signed"):
        site.desk.sign(OFFICER, id_, "R. Reyes")
    assert site.desk.find(OFFICER, id_).signature is None


def test_what_a_change_is_checked_for_keeps_nobody_from_writing_meanwhile(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of hours of words it takes seconds, and no call passes before its entry is written."""
    id_ = site.drafted()
    omissions, checked = ScriptedDrafter.omissions, []

    def looked(drafter: ScriptedDrafter, *of: Any) -> tuple[Omission, ...]:
        with closing(open_file(site.folder)) as other:
            other.patience = 0.0
            with other.writing("an entry of a call"):
                checked.append(len(of[0]))
        return omissions(drafter, *of)

    monkeypatch.setattr(ScriptedDrafter, "omissions", looked)
    site.desk.edit(OFFICER, id_, "d2", "The driver said no.")
    site.desk.tell(OFFICER, id_, "o1", "The driver did not agree to a search.")
    site.desk.remove(OFFICER, id_, "d2")

    assert checked == [2, 3, 2]


def test_a_report_that_is_another_by_its_turn_is_checked_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = site.drafted()
    omissions, checked = ScriptedDrafter.omissions, []

    def looked(drafter: ScriptedDrafter, *of: Any) -> tuple[Omission, ...]:
        checked.append(len(of[0]))
        if len(checked) == 1:  # somebody writes a sentence meanwhile
            site.desk.add(OFFICER, id_, "It rained.", None, own_knowledge=True)
        return omissions(drafter, *of)

    monkeypatch.setattr(ScriptedDrafter, "omissions", looked)
    report = site.desk.edit(OFFICER, id_, "d2", "The driver said no.")

    assert checked == [2, 3]
    assert len(report.sentences) == 3
