"""Reading a desk: who finds what, and figures without content."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countenance.errors import NotForYouError, OutdatedError, UnknownReportError
from countenance.reports.reading import Sought
from countenance.review.people import Person, Role
from reports.acting import AUDITOR, CHIEF, DEFENSE, OFFICER, OTHER, SUPERVISOR
from reports.desk_site import KEEPER, Site, site_in


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as made:
        yield made


def test_others_see_nothing_of_it_and_outsiders_once_it_is_disclosed(site: Site) -> None:
    id_ = site.signed()

    for who in (OTHER, DEFENSE, KEEPER):
        with pytest.raises(UnknownReportError):
            site.desk.find(who, id_)
    assert site.desk.all(DEFENSE) == site.desk.all(OTHER) == ()
    site.desk.disclose(SUPERVISOR, id_, DEFENSE, "discovery")
    assert site.desk.find(DEFENSE, id_).state == "signed"
    assert [each.id for each in site.desk.all(DEFENSE)] == [id_]
    for who in (CHIEF, KEEPER):
        with pytest.raises(NotForYouError):
            site.desk.all(who)


def test_outside_a_list_says_nothing_of_a_new_version(site: Site) -> None:
    id_ = site.signed()
    site.desk.disclose(SUPERVISOR, id_, DEFENSE, "discovery")
    (before,) = site.desk.all(DEFENSE)
    site.desk.revise(OFFICER, id_, "a mistake")
    site.desk.add(OFFICER, id_, "It rained.", None, own_knowledge=True)

    assert site.desk.all(DEFENSE) == (before,)
    assert site.desk.all(DEFENSE, Sought(state="settled")) == ()
    assert [each.id for each in site.desk.all(DEFENSE, Sought(state="signed"))] == [id_]
    (own,) = site.desk.all(OFFICER)
    assert (own.state, own.counted.edits) == ("settled", before.counted.edits + 1)
    site.desk.hand_out(DEFENSE, id_, "the defense")
    assert site.entries()[-1]["number"] == 1


def test_reports_are_found_by_what_was_done_to_them(site: Site) -> None:
    first = site.signed(evidence="bwc-1")
    second = site.drafted(OTHER, incident="2026-9", evidence="bwc-2")
    third = site.new().id

    def found(**sought: Any) -> list[str]:
        return [each.id for each in site.desk.all(SUPERVISOR, Sought(**sought))]

    assert found() == [third, second, first]
    assert found(ai="part") == [second, first]
    assert found(officer="p-other") == [second]
    assert found(program="scripted") == [second, first]
    assert found(overridden="quotation") == found(overridden="any") == [first]
    assert found(incident="2026-9") == found(evidence="bwc-2") == [second]
    assert found(state="signed") == [first]
    assert [each.id for each in site.desk.all(OFFICER)] == [third, first]
    assert len(site.desk.all(AUDITOR)) == 3


def test_figures_are_for_a_chief_and_have_no_content(site: Site) -> None:
    site.signed()
    site.new(OTHER)

    figures = site.desk.figures(CHIEF)

    assert (figures.reports, figures.in_part_by_ai) == (2, 1)
    assert figures.by_state == {"signed": 1, "decided": 1}
    assert figures.officers["p-officer"]["overridden"] == 1
    assert b"radar" not in msgspec.json.encode(figures)
    with pytest.raises(NotForYouError):
        site.desk.figures(OFFICER)


def test_what_opens_an_entry_is_for_who_sees_the_report(site: Site) -> None:
    id_ = site.drafted()

    proofs = site.desk.proofs(OFFICER, id_)

    assert set(proofs) == {each["id"] for each in site.entries()}
    with pytest.raises(UnknownReportError):
        site.desk.proofs(OTHER, id_)


def test_that_a_report_was_expunged_is_told_to_whom_it_was_there_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = site.drafted()
    gone = replace(site.store.find(id_), state="expunged", document=None, drafts=())
    monkeypatch.setattr(site.store, "find", lambda _: gone)
    elsewhere = Person("p-8", Role.SUPERVISOR, frozenset({"c-2"}))

    for who in (OFFICER, SUPERVISOR, AUDITOR, KEEPER):
        with pytest.raises(OutdatedError, match="was expunged"):
            site.desk.find(who, id_)
    for who in (OTHER, elsewhere, DEFENSE, CHIEF):
        for reads in (site.desk.sound, site.desk.sound_size, site.desk.proofs, site.desk.lacking):
            with pytest.raises((UnknownReportError, NotForYouError)):
                reads(who, id_)
