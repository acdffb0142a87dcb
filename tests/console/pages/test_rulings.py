"""The pages of rulings."""

from collections.abc import Iterator

import pytest

from console.inside import RULING, Inside
from countenance.review.motion import Kind


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    inside = Inside(tmp_path_factory.mktemp("rulings"))
    assert "There is none yet." in inside.get("", "/public/rulings").text
    sent = inside.send("board", "/console/rulings/propose/text", text=RULING, act="propose")
    assert sent.headers["location"] == "/console/rulings/station?done=proposed"
    yield inside
    inside.close()


def test_anybody_reads_a_ruling_and_nobody_outside_is_offered_to_do_anything(
    here: Inside,
) -> None:
    listed, shown = (here.get("", f"/public/rulings{more}").text for more in ("", "/station"))

    assert 'href="/public/rulings/station"' in listed
    assert "proposed: the board has not decided" in shown
    assert "1,200 of 1,301,111,210 situations" in shown
    assert "/public/map?edition=ms-aoai-coc@2024-05-03&amp;actor_kind" in shown
    assert "<form" not in shown


def test_the_page_of_an_edition_names_the_rulings_about_it(here: Inside) -> None:
    shown = here.get("", "/public/codes/ms-aoai-coc/2024-05-03").text

    assert 'href="/public/rulings/station"' in shown
    assert "How the board of this site reads it" in shown
    assert "rulings/station" not in here.get("", "/public/codes/ms-aoai-coc/2024-05-01").text


def test_who_may_is_led_to_the_board_and_who_proposed_it_may_take_it_back(here: Inside) -> None:
    assert "Ask the board to adopt it" in here.get("senior", "/console/rulings/station").text
    assert "Take it back" not in here.get("senior", "/console/rulings/station").text
    assert "Take it back" in here.get("board", "/console/rulings/station").text
    assert "Ask the board" not in here.get("auditor", "/console/rulings/station").text


def test_its_effect_is_worked_out_anew_and_calls_are_made_again(here: Inside) -> None:
    page = "/console/rulings/station"

    assert here.send("senior", f"{page}/check", on=page).status_code == 303
    replay = here.get("auditor", f"{page}/replay").text

    assert "decisions from" in replay
    assert here.get("operator", f"{page}/replay").status_code == 200


def test_while_the_board_votes_it_is_offered_neither_to_ask_it_nor_to_work_it_out_anew(
    here: Inside,
) -> None:
    text = RULING.replace('"station"', '"asked"')
    here.send("board", "/console/rulings/propose/text", text=text, act="propose")
    page = "/console/rulings/asked"
    before = here.get("senior", page).text
    digest = here.desk.rulings.rulings.find("asked").digest
    assert "Work its effect out anew" in before

    motion = here.desk.motions.open(
        Kind.RULING, here.who["senior"], "the question of May", digest=digest
    )

    asked = here.get("senior", page).text
    assert "Work its effect out anew" not in asked
    assert "Ask the board to adopt it" not in asked
    assert f'href="/console/board/{motion.id}"' in asked
    assert "The board votes on it now" not in here.get("", "/public/rulings/asked").text
    refused = here.send("senior", f"{page}/check", on="/console/rulings/station")
    assert (refused.status_code, "the board votes on it as it is" in refused.text) == (400, True)


def test_it_is_taken_back_with_a_reason(here: Inside) -> None:
    page = "/console/rulings/station"
    assert here.send("board", f"{page}/take-back", on=page, reason="").status_code == 400

    assert here.send("board", f"{page}/take-back", on=page, reason="too wide").status_code == 303

    assert "taken back by whoever proposed it" in here.get("", "/public/rulings/station").text
