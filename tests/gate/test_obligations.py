"""Who keeps which obligation."""

from countenance.gate.obligations import Keeper, duties


def test_duties_are_named_once_in_a_fixed_order() -> None:
    owed = duties(["inform_the_person", "cover_faces", "cover_faces"], frozenset())

    assert [duty.name for duty in owed] == ["cover_faces", "inform_the_person"]


def test_what_the_caller_took_on_is_accepted() -> None:
    (duty,) = duties(["inform_the_person"], frozenset({"inform_the_person"}))

    assert duty.keeper is Keeper.CALLER
    assert duty.accepted


def test_what_is_known_only_afterwards_has_a_due_date() -> None:
    (duty,) = duties(["officer_signed_review"], frozenset())

    assert duty.keeper is Keeper.LATER
    assert duty.due_days == 30


def test_a_name_that_nobody_knows_has_no_keeper() -> None:
    (duty,) = duties(["cover_face"], frozenset())

    assert duty.keeper is Keeper.NOBODY
