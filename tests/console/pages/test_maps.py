"""The page of the map."""

import re
from types import SimpleNamespace

import pytest

from console.desks import desk
from console.served import asked
from countenance.console.pages.codes import routes
from countenance.console.pages.maps import MEANING
from countenance.gate.codebook import Codebook
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

ROUTES = routes(
    desk(
        settings=SimpleNamespace(upstream=[SimpleNamespace(service="azure_openai")]),
        codebook=Codebook(packaged_vocabulary(), packaged_editions()),
    )
)
MAP = "/public/map?edition=ms-aoai-coc@2024-05-03"


def test_a_map_is_a_table_with_headings_words_and_links() -> None:
    shown = asked(ROUTES, MAP).text

    assert shown.count('scope="row"') >= 9
    assert '<th scope="col">United States (US)</th>' in shown
    assert re.search(r'<a href="/public/map\?edition=[^"]+&amp;at=[^"]+#cell">', shown)
    for word, means in MEANING.items():
        if word != "depends":
            assert f'<span class="verdict is-{word}">{word}</span>' in shown
            assert means in shown


def test_the_cell_that_was_pressed_has_clause_citation_and_numbers() -> None:
    shown = asked(ROUTES, f"{MAP}&at=operation=report_drafting,agency_country=US").text

    cell = shown[shown.index('id="cell"') :]
    assert 'aria-current="true"' in shown
    assert "13,800 situations" in cell
    assert "AOAI-USPD-OTHER" in cell
    assert "readwrite.com" in cell


def test_two_editions_have_their_changes_marked() -> None:
    shown = asked(ROUTES, f"{MAP}&with=ms-aoai-coc@2024-05-01").text

    assert shown.count('<span class="marker">changed</span>') == 5
    assert "380,550 of 92,936,515 situations are answered otherwise" in shown


def test_what_a_form_leaves_empty_is_left_out_of_the_address() -> None:
    answer = asked(ROUTES, f"{MAP}&with=&rows=&actor_kind=court&agency_country=")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{MAP}&actor_kind=court"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("edition=ms-aoai-coc@2024-05-04", "did you mean `ms-aoai-coc@2024-05-03`?"),
        ("edition=ms-aoai-coc@2024-05-03&colums=operation", "did you mean `columns`?"),
        ("edition=ms-aoai-coc@2024-05-03&rows=operation&columns=operation", "named twice"),
        ("edition=ms-aoai-coc@2024-05-03&at=operation=detection", "no cell of this map"),
        ("edition=<script>", "no code is called `&lt;script&gt;`"),
    ],
)
def test_what_cannot_be_drawn_is_said_above_the_form(query: str, says: str) -> None:
    answer = asked(ROUTES, f"/public/map?{query}")

    assert answer.status_code == 400
    assert says in answer.text
    assert "<form" in answer.text


def test_whoever_chooses_no_text_sees_a_map_and_chooses_another_there() -> None:
    answer = asked(ROUTES, "/public/map")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/public/map?edition=ms-enterprise-ai-coc@4.0"
    first = asked(ROUTES, answer.headers["location"])
    assert first.status_code == 200
    assert "<table" in first.text
    assert "Choose other facts, another text" in first.text
