"""The pages about texts."""

import pytest

from console.desks import desk
from console.served import asked
from countenance.console.pages.codes import routes

ROUTES = routes(desk())
MAY = "from=ms-aoai-coc@2024-05-01&to=ms-aoai-coc@2024-05-03"


def test_every_code_leads_to_its_page() -> None:
    shown = asked(ROUTES, "/public/codes").text

    assert 'href="/public/codes/ms-aoai-coc"' in shown
    assert 'href="/public/codes/us-il-bipa/2024-08-02"' in shown


def test_a_code_leads_to_its_editions_and_to_what_changed() -> None:
    shown = asked(ROUTES, "/public/codes/ms-aoai-coc").text

    assert 'href="/public/codes/ms-aoai-coc/2024-05-03"' in shown
    assert "/public/diff?from=ms-aoai-coc@2024-05-01&amp;to=ms-aoai-coc@2024-05-03" in shown


def test_an_edition_tells_each_clause_with_its_source() -> None:
    shown = asked(ROUTES, "/public/codes/ms-aoai-coc/2024-05-03").text

    assert 'id="clause-2024-05-03-AOAI-ID"' in shown
    assert "press quotation" in shown
    assert "does the older sentence about every user still stand in this edition?" in shown


def test_words_that_a_document_has_to_carry_are_told() -> None:
    shown = asked(ROUTES, "/public/codes/us-ca-pen-13663/2026-01-01").text

    assert "<q>This report was written either fully or in part using artificial" in shown


def test_a_difference_tells_numbers_cases_and_both_texts() -> None:
    shown = " ".join(asked(ROUTES, f"/public/diff?{MAY}").text.split())

    assert "380,550 of 1,301,111,210 situations are answered otherwise: 380,550 less" in shown
    assert "<b>AOAI-USPD-OTHER</b>" in shown
    assert "Not in 2024-05-01." in shown


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/public/codes/ms-aoai-co", 404, "did you mean `ms-aoai-coc`?"),
        ("/public/codes/ms-aoai-coc/2024-05-04", 404, "did you mean"),
        ("/public/diff?from=ms-aoai-coc@2023&to=ms-aoai-coc@2023", 400, "compared with itself"),
        ("/public/diff?from=ms-aoai-coc@2023&to=x@1", 400, "no code is called `x`"),
        ("/public/diff?old=ms-aoai-coc@2023", 400, "each once"),
        (f"/public/diff?{MAY}&to=x", 400, "each once"),
    ],
)
def test_what_is_not_there_is_named(path: str, status: int, says: str) -> None:
    answer = asked(ROUTES, path)

    assert answer.status_code == status
    assert says in answer.text


def test_nothing_chosen_offers_a_choice() -> None:
    answer = asked(ROUTES, "/public/diff")

    assert answer.status_code == 200
    assert '<option value="ms-aoai-coc@2024-05-03">' in answer.text
