from collections.abc import Callable

import pytest

from callers.examples import STATION, police, private, rows
from countenance.callers import alter
from countenance.callers.registration import Asset, AssetKind, AttestingKey, Registration
from countenance.errors import CallerError

Change = Callable[[Registration], Registration]
DESK = AttestingKey("ab" * 16, "desk", bytes(32))


def test_facts_are_replaced_added_and_taken_away() -> None:
    before = private(use_jurisdiction="NO")
    new = rows(actor_kind="court", environment="controlled")

    after = alter.with_facts(before, new, ["use_jurisdiction"])

    assert [row.fact for row in after.facts] == ["actor_kind", "on_behalf_of", "environment"]
    assert after.values("actor_kind") == ("court",)


def test_what_is_done_can_be_undone() -> None:
    before = private()
    pairs: list[tuple[Change, Change]] = [
        (lambda one: alter.pinned(one, "a@1"), alter.unpinned),
        (lambda one: alter.with_code(one, "a"), lambda one: alter.without_code(one, "a")),
        (lambda one: alter.accepted(one, "x"), lambda one: alter.not_accepted(one, "x")),
        (
            lambda one: alter.with_asset(one, STATION),
            lambda one: alter.without_asset(one, "station"),
        ),
        (
            lambda one: alter.with_attesting_key(one, DESK),
            lambda one: alter.without_attesting_key(one, "desk"),
        ),
    ]

    for do, undo in pairs:
        changed = do(before)
        assert changed != before
        assert undo(changed) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda one: alter.with_facts(one, (), ["agency_contry"]), "did you mean `agency_country`"),
        (lambda one: alter.without_code(one, "x"), "no added code is called `x`"),
        (lambda one: alter.not_accepted(one, "x"), "no accepted obligation is called `x`"),
        (lambda one: alter.without_asset(one, "statoin"), "did you mean `station`?"),
        (lambda one: alter.without_asset(one, "station", AssetKind.APPROVAL), "no approval"),
        (lambda one: alter.without_attesting_key(one, "x"), "no attesting key is called `x`"),
        (
            lambda one: alter.with_asset(one, Asset(AssetKind.PERMIT, "station", ())),
            "is a camera already",
        ),
    ],
)
def test_what_is_not_there_is_named(change: Change, message: str) -> None:
    with pytest.raises(CallerError, match=message):
        change(police())


def test_nothing_is_added_twice() -> None:
    with pytest.raises(CallerError, match="added before"):
        alter.with_code(alter.with_code(private(), "a"), "a")
    with pytest.raises(CallerError, match="registered already"):
        alter.with_attesting_key(alter.with_attesting_key(private(), DESK), DESK)


def test_a_name_and_what_may_be_stated_are_replaced() -> None:
    after = alter.renamed(alter.with_stated(police(), ["consent"]), "Oslo politidistrikt")

    assert after.organisation == "Oslo politidistrikt"
    assert after.may_state == {"consent"}
