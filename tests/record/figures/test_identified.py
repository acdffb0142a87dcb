"""Uses of biometric identification, put together from their entries."""

from types import SimpleNamespace
from typing import Any, cast

from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.figures.identified import Identified, Use, identifies
from countenance.record.make import Maker, PartSeen, Prepared
from countenance.record.uses import use_entry
from record.examples import CALLER, decided, digest, maker

ALLOWED = kinds.Act("identify", 1000, ("allow",), {"operation": ("biometric_identification",)})
PARTS = [
    PartSeen("faceIds[0]", "id", 36, digest("face"), ("bindings",)),
    PartSeen("faceIds[1]", "id", 36, digest("other"), ("bindings",)),
    PartSeen("personGroupId", "label", 5, digest("staff"), ("field-table",)),
]


def use(making: Maker, **more: Any) -> Prepared:
    return decided(making, acts=[ALLOWED], verdicts=("allow",), parts=PARTS, **more)


def of(*made: Prepared) -> list[Use]:
    found = Identified()
    for index, each in enumerate(made):
        found.add(index, parse_as(each.data, kinds.Entry))  # type: ignore[arg-type]  # a union
    return list(found.uses())


def test_a_use_has_its_period_its_database_and_what_matched() -> None:
    making = maker()
    first = use(making)
    told = use_entry(
        making, first.id, CALLER, reference=["personGroupId"], matched=["faceIds[1]"]
    )

    (found,) = of(first, making.outcome(first.id, "done", status=200), told)

    assert found.ended is not None
    assert found.began < found.ended
    assert [part.where for part in found.reference] == ["personGroupId"]
    assert [part.where for part in found.inputs] == ["faceIds[0]", "faceIds[1]"]
    assert found.matched is not None
    assert [part.where for part in found.matched] == ["faceIds[1]"]
    assert found.places == (0, 1, 2)


def test_a_use_whose_gate_was_killed_is_one_as_well() -> None:
    making = maker()
    first = use(making)

    (found,) = of(first, making.unknown_outcome(first.id))

    assert (found.ended, found.matched, found.reference) == (None, None, ())
    assert found.places == (0, 1)


def test_who_voted_to_allow_the_call_verified_it() -> None:
    making = maker()
    first = use(making)
    found = Identified()
    found.add(0, parse_as(first.data, kinds.Decision))
    hold = {"case": "x", "decision": first.id}
    for entry in (
        hold, {"case": "x", "vote": "allow", "person": "p-1"},
        {"case": "x", "vote": "allow", "person": "p-2"},
        {"case": "x", "vote": "refuse", "person": "p-3"},
        {"case": "x", "vote": "allow", "person": "p-1"},
        {"case": "other", "vote": "allow", "person": "p-4"},
    ):  # fmt: skip
        found.add(1, cast(kinds.Entry, SimpleNamespace(**entry)))

    (one,) = found.uses()

    assert one.verified_by == ["p-1", "p-2"]


def test_a_vote_about_another_question_is_void() -> None:
    making = maker()
    found = Identified()
    found.add(0, parse_as(use(making).data, kinds.Decision))
    (name,) = found._uses
    for entry in (
        {"case": "x", "vote": "allow", "person": "p-1"},
        {"case": "x", "change": "renewed", "decision": "d-0"},
        {"case": "x", "vote": "allow", "person": "p-2"},
        {"case": "x", "change": "used", "decision": name},
    ):
        found.add(1, cast(kinds.Entry, SimpleNamespace(**entry)))

    (one,) = found.uses()

    assert one.verified_by == ["p-2"]


def test_what_people_allowed_is_a_use_although_the_codes_leave_it_unclear() -> None:
    unclear = kinds.Act("identify", 1000, ("unclear",), dict(ALLOWED.facts))
    made = decided(maker(), acts=[unclear], row=6, reason="review-allowed", case="hold-1")

    assert identifies(parse_as(made.data, kinds.Decision))


def test_who_is_named_in_the_entry_of_the_use_verified_it() -> None:
    making = maker()
    first = use(making)
    told = use_entry(
        making, first.id, CALLER, reference=[], matched=None, is_over=False, verified_by=["p-1"]
    )

    (found,) = of(first, told)

    assert (found.verified_by, found.ended) == (["p-1"], None)


def test_what_was_not_let_through_or_not_allowed_is_no_use() -> None:
    unclear = kinds.Act("identify", 1000, ("unclear",), dict(ALLOWED.facts))
    other = kinds.Act("describe", 1000, ("allow",), {"operation": ("scene_description",)})
    for more in (
        {"acts": [ALLOWED], "outcome": "refuse", "row": 2},
        {"acts": [ALLOWED], "outcome": "redact", "row": 4},
        {"acts": [ALLOWED], "what_if": True},
        {"acts": [unclear]},
        {"acts": [other]},
    ):
        assert not identifies(parse_as(decided(maker(), **more).data, kinds.Decision)), more
