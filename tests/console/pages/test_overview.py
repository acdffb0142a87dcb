"""The first page for who is signed in."""

from collections.abc import Iterator

import pytest

from console.inside import RULING, Inside


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    inside = Inside(tmp_path_factory.mktemp("overview"))
    yield inside
    inside.close()


def test_each_role_is_shown_what_it_may_read(here: Inside) -> None:
    senior, operator = (here.get(who, "/console").text for who in ("senior", "operator"))

    assert "Held calls" in senior
    assert "Held calls" not in operator
    assert "What runs here" in operator
    assert "What runs here" not in senior
    assert "Everything is as it should be." in operator


def test_what_waits_for_somebody_is_counted(here: Inside) -> None:
    docket = here.desk.rulings.propose(RULING, here.who["senior"])
    here.send("senior", "/console/board/ask", about="ruling", digest=docket.digest,
              reason="a case waits")  # fmt: skip

    shown = here.get("board", "/console").text

    assert "<b>1 wait for your vote</b>" in shown
    assert "<b>1</b> proposed and not decided." in shown


def test_what_is_wrong_comes_first_with_what_to_do(here: Inside) -> None:
    here.desk.own_codes.wrong = "my-org@1: no clause"
    try:
        shown = here.get("operator", "/console").text
    finally:
        here.desk.own_codes.wrong = ""

    assert "my-org@1: no clause" in shown
    assert "countenance_codes_refused" in shown


def test_who_is_not_signed_in_is_led_to_the_sign_in(here: Inside) -> None:
    assert here.get("", "/console").status_code == 303
