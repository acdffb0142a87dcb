"""The pages for everybody."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

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
