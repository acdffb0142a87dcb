"""What two editions differ in, as its page shows it."""

from countenance.console.views.differences import DiffView, diff_view
from countenance.decisions.compare import compare
from countenance.stores.packaged import edition, packaged_vocabulary

V = packaged_vocabulary()


def shown(old: str, new: str) -> DiffView:
    return diff_view(compare(edition(old), edition(new), V), V)


def test_the_two_editions_of_may_2024() -> None:
    found = shown("ms-aoai-coc@2024-05-01", "ms-aoai-coc@2024-05-03")

    (part,) = found.parts
    assert [(move.old, move.new, move.count) for move in part.moves] == [
        ("unclear", "allow", 13_800), ("unclear", "silent", 366_750),
    ]  # fmt: skip
    assert [(by.id, by.fate) for by in part.moves[0].by] == [
        ("AOAI-USPD-OTHER", "new"), ("AOAI-USPD-ANY", "gone"),
    ]  # fmt: skip
    assert part.moved == part.milder == 380_550
    facts = {told.fact for case in part.moves[0].cases for told in case}
    assert "service" not in facts
    assert [told.values for told in found.scope] == ["azure openai"]


def test_clauses_come_before_and_after_and_what_stands_is_only_named() -> None:
    found = shown("ms-aoai-coc@2024-05-01", "ms-aoai-coc@2024-05-03")

    kinds = [change.kind for change in found.changes]
    assert kinds == sorted(kinds, key=["added", "removed", "changed", "reworded"].index)
    by_id = {change.id: change for change in found.changes}
    assert by_id["AOAI-USPD-OTHER"].old is None
    assert by_id["AOAI-USPD-ANY"].new is None
    changed = by_id["AOAI-ID"]
    assert changed.old is not None
    assert changed.new is not None
    assert (len(changed.old.readings), len(changed.new.readings)) == (2, 3)
    assert sum(number for _, number in found.counts) == len(found.changes) + len(found.same)


def test_what_moved_whichever_reading_is_right_is_told_once() -> None:
    found = shown("ms-aoai-coc@2023", "ms-aoai-coc@2024-05-03")

    assert [part.reading for part in found.parts] == [
        "older sentence", "reporter", "publisher's answer",
    ]  # fmt: skip
    shared = {(move.old, move.new, move.cases) for move in found.shared}
    own = {(move.old, move.new, move.cases) for part in found.parts for move in part.moves}
    assert shared
    assert not shared & own
    assert dict(found.idle)["AOAI-MOBILE"] == 59_760


def test_a_clause_that_goes_on_under_another_number_says_which_it_was() -> None:
    found = shown("openai-usage@2025-01-29", "openai-usage@2025-10-29")

    by_id = {change.id: change for change in found.changes}
    assert by_id["privacy.remote"].was == "universal.1.7"
    assert by_id["privacy.remote"].span == "reaches further than before"
