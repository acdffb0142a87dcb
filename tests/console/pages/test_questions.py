"""The pages of questions."""

import unicodedata
from collections.abc import Iterator

import pytest

from console.inside import Inside
from countenance.stores.packaged import edition

ASK = "/public/questions/ask?edition=ms-aoai-coc@2024-05-03"
ASKED = {
    "edition": "ms-aoai-coc@2024-05-03", "clause": "AOAI-MOBILE", "term": "",
    "asks": "Is a camera on a drone <b>mobile</b>?", "contact": "reporter@press.example",
}  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    inside = Inside(tmp_path_factory.mktemp("questions"))
    yield inside
    inside.close()


@pytest.fixture(scope="module")
def link(here: Inside) -> str:
    """The permanent link of a question that somebody asked."""
    sent = here.send("", "/public/questions/ask", on=ASK, **ASKED)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"].partition("?")[0]


def test_anybody_asks_and_the_question_is_there_at_once(here: Inside, link: str) -> None:
    listed, shown = here.get("", "/public/questions").text, here.get("", link).text

    assert f'href="{link}"' in listed
    assert "Unanswered for <b>0 days</b>" in shown
    assert "&lt;b&gt;mobile&lt;/b&gt;" in shown
    assert "reporter@press.example" not in listed + shown
    assert "reporter@press.example" not in here.get("board", link.replace("public", "console")).text


def test_a_question_leads_to_others_about_the_same(here: Inside, link: str) -> None:
    station = here.get("", "/public/questions/ms-aoai-coc-older-sentence").text
    wild = here.get("", "/public/questions/ms-aoai-coc-in-the-wild").text

    assert 'href="/public/questions/ms-aoai-coc-in-the-wild"' in station
    assert 'href="/public/questions/ms-aoai-coc-older-sentence"' in wild
    assert f'href="{link}"' in wild
    inside = here.get("board", "/console/questions/ms-aoai-coc-in-the-wild").text
    assert 'href="/console/questions/ms-aoai-coc-older-sentence"' in inside


def test_the_form_says_who_answers_and_when_and_texts_have_titles(here: Inside) -> None:
    shown, listed = here.get("", ASK).text, here.get("", "/public/questions").text

    assert "Who answers, and when?" in shown
    assert "the oldest for" in shown
    title = edition("ms-aoai-coc@2024-05-03").title
    assert f"{title} <span" in listed
    assert f'<optgroup label="{title}' in shown
    assert '<option value="ms-aoai-coc@2024-05-03" selected>' in shown


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b"])
def test_a_sign_that_nobody_sees_is_named_at_its_field(here: Inside, sign: str) -> None:
    asks = f"Is a {sign}drone one?"
    answer = here.send("", "/public/questions/ask", on=ASK, **{**ASKED, "asks": asks})

    assert answer.status_code == 400
    assert unicodedata.name(sign) in answer.text


def test_the_clauses_and_terms_of_the_text_are_offered(here: Inside) -> None:
    shown = here.get("", ASK).text

    assert '<option value="AOAI-MOBILE">' in shown
    assert "which cameras are mobile cameras?" in shown
    assert here.get("", ASK).headers["cache-control"] == "no-store"
    assert "Which clause?" not in here.get("", "/public/questions/ask").text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"asks": ""}, "write the question"),
        ({"clause": "NONE"}, "clause"),
        ({"edition": "ms-aoai-coc@2024-05-04"}, "did you mean"),
    ],
)
def test_what_cannot_be_asked_is_said(here: Inside, changed: dict[str, str], says: str) -> None:
    answer = here.send("", "/public/questions/ask", on=ASK, **{**ASKED, **changed})

    assert answer.status_code == 400
    assert says in answer.text


def test_people_take_it_up_and_answer_it(here: Inside, link: str) -> None:
    page = link.replace("public", "console")
    assert "Take it up" not in here.get("auditor", page).text

    assert here.send("board", f"{page}/take-up", on=page).status_code == 303
    assert here.send("board", f"{page}/answer", on=page, says="").status_code == 400
    answered = here.send("board", f"{page}/answer", on=page, says="The text does not say.",
                         source="https://board.example/1")  # fmt: skip

    assert answered.status_code == 303
    shown = here.get("", link).text
    assert "The text does not say." in shown
    assert "Unanswered" not in shown


def test_one_that_is_not_there_is_said(here: Inside) -> None:
    assert here.get("", "/public/questions/q-none").status_code == 404
