"""The pages for everybody."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
from starlette.routing import BaseRoute

from console.desks import desk
from console.logs import Logged
from console.served import ADDRESS, asked
from countenance.console.pages.public import routes
from countenance.gate.codebook import Codebook
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from record.examples import decided, maker

SETTINGS = SimpleNamespace(address=ADDRESS, upstream=[SimpleNamespace(service="azure_openai")])


def served(folder: Path, *, entries: bool = False) -> tuple[Sequence[BaseRoute], Logged]:
    making = maker()
    made = (decided(making), making.unknown_outcome("a-1"))
    logged = Logged(folder, *made, entries=entries)
    lent = desk(
        settings=SETTINGS, folder=folder, log=logged.log, public=logged.public,
        codebook=Codebook(packaged_vocabulary(), packaged_editions()),
    )  # fmt: skip
    return routes(lent), logged


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sequence[BaseRoute], Logged]:
    return served(tmp_path_factory.mktemp("log"))


def pasted(
    routes: Sequence[BaseRoute], paper: str, origin: str = ADDRESS, **more: str
) -> httpx.Response:
    headers = {"origin": origin, "content-type": "application/x-www-form-urlencoded"}
    content = urlencode({"paper": paper, **more})
    return asked(routes, "/public/refused", "POST", headers=headers, content=content)


def test_the_front_says_by_what_calls_are_judged_and_how_to_verify(
    made: tuple[Sequence[BaseRoute], Logged],
) -> None:
    answer = asked(made[0], "/public")

    assert answer.status_code == 200
    assert 'href="/public/codes/ms-enterprise-ai-coc/4.0"' in answer.text
    assert "gate.example.org/record" in answer.text
    assert "<b>unwitnessed</b>" in answer.text
    assert "No month with calls is over yet." in answer.text


@pytest.mark.parametrize("query", ["month=2020-01", "month=2026-10&month=2026-09", "day=1"])
def test_a_month_that_is_not_there_is_said(
    made: tuple[Sequence[BaseRoute], Logged], query: str
) -> None:
    answer = asked(made[0], f"/public?{query}")

    assert answer.status_code == 400
    assert "These counts cannot be shown" in answer.text


def test_a_receipt_is_explained_and_verified(
    made: tuple[Sequence[BaseRoute], Logged],
) -> None:
    shown = pasted(made[0], made[1].receipt(0))

    assert shown.status_code == 200
    assert "It was let through." in shown.text
    assert "Verified: it is in the log of this gate" in shown.text
    assert made[1].receipt(0)[:40] not in shown.text
    assert shown.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("paper", "says"),
    [("nonsense <b>", "this is not JSON as it came"), ("", "paste a receipt or an answer")],
)
def test_what_cannot_be_read_is_said_and_kept_in_the_form(
    made: tuple[Sequence[BaseRoute], Logged], paper: str, says: str
) -> None:
    answer = pasted(made[0], paper)

    assert answer.status_code == 400
    assert says in answer.text
    assert "<b>nonsense" not in answer.text


def test_a_form_of_another_site_is_not_read(
    made: tuple[Sequence[BaseRoute], Logged],
) -> None:
    answer = pasted(made[0], made[1].receipt(0), origin="https://elsewhere.example")

    assert answer.status_code == 400
    assert "does not come from a page of this gate" in answer.text


def test_entries_are_looked_up_only_where_everybody_may_read_them(
    made: tuple[Sequence[BaseRoute], Logged], tmp_path: Path
) -> None:
    open_routes, _ = served(tmp_path, entries=True)

    assert asked(made[0], "/public/refused?entry=0").status_code == 400
    assert "It was let through." in asked(open_routes, "/public/refused?entry=0").text
    for odd in ("1", "99", "x", "9" * 30):
        assert asked(open_routes, f"/public/refused?entry={odd}").status_code == 400
