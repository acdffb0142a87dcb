"""Who may do what."""

import pytest

from countenance.errors import NotForYouError
from countenance.review.people import MAY, May, Person, Role


def every(role: Role) -> set[str]:
    return {what.value for what, roles in MAY.items() if role in roles}


def test_everything_that_may_be_done_may_be_done_by_somebody() -> None:
    assert set(MAY) == set(May)
    assert all(MAY.values())


def test_two_roles_decide_cases_and_two_sit_on_the_board() -> None:
    assert {role for role in Role if role.decides} == {Role.REVIEWER, Role.SENIOR}
    assert {role for role in Role if role.on_board} == {Role.BOARD, Role.ETHICS}


def test_who_keeps_the_gate_sees_no_case_and_decides_nothing() -> None:
    assert every(Role.OPERATOR) == {
        "callers.read", "callers.change", "capabilities.ask", "motions.read", "people.read",
        "people.change", "record.read", "reports.expunge", "rulings.read", "settings.read",
    }  # fmt: skip


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    reads = {what.value for what in May if what.value.endswith(".read")}

    assert every(Role.AUDITOR) == reads - {"own.read"} | {"reports.figures"}


def test_nobody_who_decides_changes_who_calls() -> None:
    changes = MAY[May.CHANGE_CALLERS] | MAY[May.CHANGE_PEOPLE]

    assert not changes & (MAY[May.DECIDE_CASES] | MAY[May.VOTE_MOTIONS] | MAY[May.VETO_CASES])


def test_a_veto_is_for_the_ethics_seat_alone() -> None:
    assert MAY[May.VETO_CASES] == MAY[May.VETO_MOTIONS] == {Role.ETHICS}


def test_a_contact_sees_its_own_alone() -> None:
    assert every(Role.CONTACT) == {"own.read", "own.appeal", "rulings.read"}


def test_who_may_not_is_told_who_may() -> None:
    keeper = Person("p-1", Role.OPERATOR)

    keeper.check(May.CHANGE_CALLERS)
    with pytest.raises(NotForYouError, match=r"`cases\.decide` is not for the role `operator`; "
                       "it is for: reviewer, senior"):  # fmt: skip
        keeper.check(May.DECIDE_CASES)


def test_who_is_there_for_reports_sees_reports_alone() -> None:
    assert every(Role.OFFICER) == {"reports.write", "reports.read", "rulings.read"}
    assert every(Role.SUPERVISOR) == {
        "reports.review", "reports.read", "reports.figures", "rulings.read",
    }  # fmt: skip
    assert every(Role.CHIEF) == {"reports.figures", "rulings.read"}
    for outside in (Role.PROSECUTOR, Role.DEFENSE):
        assert every(outside) == {"reports.read-signed", "rulings.read"}


def test_who_works_on_reports_belongs_to_whose_they_are() -> None:
    assert {role for role in Role if role.of_callers} == {
        Role.CONTACT, Role.OFFICER, Role.SUPERVISOR, Role.CHIEF,
    }  # fmt: skip
