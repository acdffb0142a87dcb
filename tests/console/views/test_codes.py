"""Codes and editions as their pages show them."""

from datetime import date

import pytest

from countenance.console.views.codes import code_rows, code_view, edition_view, paragraphs
from countenance.errors import UnknownEditionError
from countenance.stores.library import Library
from countenance.stores.packaged import packaged_vocabulary

V = packaged_vocabulary()
TODAY = date(2026, 11, 22)


def test_every_code_is_listed_with_whom_it_binds_and_what_is_in_force() -> None:
    rows = code_rows(Library(), TODAY, V)

    found = {row.code: row for row in rows}
    assert list(found) == list(Library().code_names())
    assert found["us-il-bipa"].in_force[0].edition == "2024-08-02"
    assert found["ms-aoai-coc"].in_force == ()
    assert all(row.binds for row in rows)
    assert found["axon-ethics-board"].binds == ("everybody: it names no service and no place",)
    assert found["ms-aoai-coc"].title == "Code of conduct for Azure OpenAI Service"


def test_a_code_has_its_editions_and_their_differences_the_newest_first() -> None:
    found = code_view(Library(), "ms-aoai-coc", TODAY)

    assert found.rows[-1].edition == "2023"
    assert found.pairs[-1] == ("ms-aoai-coc@2023", "ms-aoai-coc@2024-05-01")
    assert len(found.line.lines) == len(found.rows) == len(found.pairs) + 1
    assert found.rows[-1].begins == "a day between 2023-01-01 and 2023-11-03"


def test_an_edition_has_its_clauses_terms_note_and_neighbors() -> None:
    found = edition_view(Library(), "ms-aoai-coc@2024-05-03", TODAY, V)

    assert (found.older, found.newer) == ("ms-aoai-coc@2024-05-01", "ms-aoai-coc@2024-genai")
    assert len(found.clauses) == len(found.edition.clauses)
    assert [told.values for told in found.binds[0]] == ["azure openai"]
    assert any(value == "drone" for term in found.terms for value, _ in term.open)
    lead, items = found.note
    assert len(lead) == 1
    assert len(items) == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ()),
        ("one\ntwo", (("one two",),)),
        ("one\n\n- a\n  b\n- c", (("one",), ("", "a b", "c"))),
        ("lead:\n- a", (("lead:",), ("", "a"))),
    ],
)
def test_a_note_is_told_in_paragraphs_and_lists(text: str, told: object) -> None:
    assert paragraphs(text) == told


def test_a_name_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownEditionError, match="did you mean `ms-aoai-coc`"):
        code_view(Library(), "ms-aoai-co", TODAY)
