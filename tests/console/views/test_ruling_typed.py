"""What somebody typed into the form of a ruling."""

from collections.abc import Mapping

import pytest

from countenance.console.form import Form
from countenance.console.views.ruling_typed import (
    OWN,
    TYPED,
    check_said_once,
    check_typed,
    chosen_of,
    draft_of,
    fields_of,
)
from countenance.review.ruling_draft import written
from countenance.review.ruling_text import load_ruling
from countenance.review.rulings import Ruling
from countenance.stores.packaged import edition, packaged_vocabulary

V = packaged_vocabulary()
MAY = edition("ms-aoai-coc@2024-05-03")
ID = next(each for each in MAY.clauses if each.id == "AOAI-ID")
RIGHT = {
    "id": "station", "reading": chosen_of("reporter"), "cites": chosen_of("identify or verify"),
    "says": "A station is\r\nno place in the wild.", "begins": "2026-01-01", "ends": "2028-01-01",
    "where-agency_country": "Norway", "where-environment": "controlled", "where-service": "",
}  # fmt: skip
CHOICES = ("reading", "cites")
OURS = {
    "reading": OWN, "own-says": "Inside it does not reach.", "own-verdict": "allow",
    "own-source": "https://board.example/12", "cites": TYPED, "cites-typed": "Any user",
}  # fmt: skip


def typed(changed: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """What is wrong with it, and the text that it makes."""
    form = Form({**RIGHT, **changed})
    draft = draft_of(form, MAY, ID, V)
    check_typed(form, draft, MAY, ID, V, {"taken"})
    return form.problems, written(draft)


def read(changed: Mapping[str, str]) -> Ruling:
    problems, text = typed(changed)
    assert problems == {}
    return load_ruling(text, MAY, V, "a form")


def test_what_was_typed_is_a_ruling() -> None:
    ruling = read({})

    assert (ruling.id, ruling.edition, ruling.clause) == ("station", MAY.name, "AOAI-ID")
    assert (ruling.reading, ruling.cites, ruling.added) == ("reporter", "identify or verify", None)
    assert ruling.says == "A station is\nno place in the wild."
    assert ruling.scope == {"agency_country": ("NO",), "environment": ("controlled",)}
    assert (str(ruling.begins), str(ruling.ends)) == ("2026-01-01", "2028-01-01")
    assert read({"ends": ""}).ends is None


def test_a_reading_of_ones_own_is_added_under_a_name_that_is_free() -> None:
    ruling = read(OURS)

    assert (ruling.reading, ruling.cites) == ("board", "Any user")
    assert ruling.added is not None
    assert (ruling.added.name, ruling.added.source) == ("board", "https://board.example/12")


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"id": ""}, "id", "give it a name"),
        ({"id": "A Station"}, "id", "such as `station-in-norway`"),
        ({"id": "taken"}, "id", "is there already"),
        ({"reading": ""}, "reading", "choose how"),
        ({"reading": chosen_of("nobody's")}, "reading", "choose how"),
        ({"reading": chosen_of("publisher's answer")}, "reading", "stays unclear"),
        ({"reading": OWN}, "own-says", "say how"),
        ({"reading": OWN}, "own-verdict", "choose what it answers"),
        ({"reading": OWN}, "own-source", "give the address"),
        ({**OURS, "own-source": "page 12"}, "own-source", "such as https://"),
        ({**OURS, "own-verdict": "unclear"}, "own-verdict", "choose what"),
        ({"own-says": "otherwise"}, "reading", "clear its fields"),
        ({"cites": ""}, "cites", "choose the words"),
        ({"cites": TYPED}, "cites", "choose the words"),
        ({"cites": "anything"}, "cites", "choose one of these"),
        ({"cites-typed": "any user"}, "cites", "clear what you typed"),
        ({"cites": TYPED, "cites-typed": "any usr"}, "cites-typed", "did you mean “any user”"),
        ({"cites": TYPED, "cites-typed": "zebra"}, "cites-typed", "copy them from the clause"),
        ({"says": " "}, "says", "say why"),
        ({"says": "a\u202eb"}, "says", "nobody sees"),
        ({"begins": ""}, "begins", "from which day"),
        ({"begins": "1 May"}, "begins", "such as 2026-11-28"),
        ({"ends": "2028-02-30"}, "ends", "`2028-02-30` is no day"),
        ({"ends": "2026-01-01"}, "ends", "a day after 2026-01-01"),
        ({"where-agency_country": "Norwai"}, "where-agency_country", "did you mean `Norway (NO)`"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    changed: dict[str, str], field: str, says: str
) -> None:
    problems, text = typed(changed)

    assert says in problems[field]
    written_down = {word.strip() for name, word in changed.items() if name not in CHOICES}
    assert "clear" in says or all(word in text for word in written_down)


def test_what_says_two_things_is_refused_before_one_of_them_is_lost() -> None:
    form = Form({**RIGHT, "own-source": "https://board.example", "cites-typed": "any user"})

    check_said_once(form)

    assert set(form.problems) == {"reading", "cites"}


def test_a_reading_that_was_typed_and_not_chosen_is_kept() -> None:
    draft = draft_of(Form({**RIGHT, **OURS, "reading": ""}), MAY, ID, V)

    assert draft.added is not None
    assert draft.added.says == "Inside it does not reach."


def test_every_fact_has_its_field() -> None:
    names = fields_of(V)

    assert len(set(names)) == len(names) == 14 + len(V.facts)
