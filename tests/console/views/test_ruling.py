"""A ruling as its page shows it."""

from datetime import date

from countenance.console.views.asked import asked_in
from countenance.console.views.ruling import effect_told, ruling_told, template_of, year_after
from countenance.review.ruling_text import load_ruling
from countenance.stores.library import Library
from countenance.stores.packaged import edition, packaged_vocabulary

V = packaged_vocabulary()
MAY = edition("ms-aoai-coc@2024-05-03")
VIEW = {
    "edition": MAY.name, "clause": "AOAI-ID", "state": "adopted",
    "scope": {"agency_country": ["NO"], "environment": ["controlled"]},
}  # fmt: skip


def test_where_it_counts_is_told_and_leads_to_the_map() -> None:
    told = ruling_told(VIEW, V)

    assert [(each.fact, each.values) for each in told.scope] == [
        ("agency country", "Norway (NO)"), ("environment", "controlled"),
    ]  # fmt: skip
    words = [tuple(each.split("=", 1)) for each in told.map_query.split("&")]
    asked = asked_in(words, Library(), V)  # type: ignore[arg-type]  # pairs
    assert asked is not None
    assert asked.given == {"agency_country": ("NO",), "environment": ("controlled",)}
    assert told.state == "adopted by the board"


def test_a_scope_of_another_vocabulary_is_shown_as_it_is() -> None:
    told = ruling_told({**VIEW, "scope": {"shoe_size": ["44"]}}, V)

    assert [(each.fact, each.values) for each in told.scope] == [("shoe_size", "44")]
    assert told.map_query == ""


def test_an_effect_is_told_with_why_it_may_not_be_adopted() -> None:
    told = effect_told(
        {
            "situations": 9, "settled": 0, "beyond": 3, "silent_on_biometric_acts": 1,
            "moved": [{"old": "deny", "new": "allow", "situations": 3}],
            "may_be_adopted": False, "why_not": "it would move a deny",
        }
    )  # fmt: skip

    assert told.moved == (("deny", "allow", 3),)
    assert (told.may_be_adopted, told.why_not) == (False, "it would move a deny")


def test_the_text_to_begin_with_is_a_ruling() -> None:
    text = template_of(MAY, MAY.clause("AOAI-ID"), date(2028, 2, 29))

    ruling = load_ruling(text, MAY, V, "ruling")

    assert (ruling.clause, ruling.reading) == ("AOAI-ID", "older sentence")
    assert str(ruling.ends) == "2029-02-28"
    assert text.startswith("# Its readings: older sentence, reporter, publisher's answer\n")
    assert "CODE@EDITION" in template_of(None, None, date(2026, 1, 1))


def test_a_year_after_a_day_is_a_day() -> None:
    assert year_after(date(2028, 2, 29)) == date(2029, 2, 28)
    assert year_after(date(2026, 12, 31)) == date(2027, 12, 31)
