"""How long one call took, stage by stage."""

import asyncio
import re

import pytest

from countenance.gate.timing import About, Stage, Watch, carried, noted, timed
from gate.fakes import Client, Fakes, body_of


def test_a_stage_that_comes_twice_counts_together() -> None:
    with Watch() as watch:
        for _ in range(2):
            with timed(Stage.INSPECT):
                pass
        with pytest.raises(ZeroDivisionError), timed(Stage.RECORD):
            raise ZeroDivisionError

    assert list(watch.seconds) == [Stage.INSPECT, Stage.RECORD]
    assert 0 < sum(watch.seconds.values()) <= watch.total
    assert re.fullmatch(r"inspect;dur=\d+\.\d, record;dur=\d+\.\d, total;dur=\d+\.\d", watch.header)


def test_where_nobody_looks_nothing_is_measured() -> None:
    with Watch() as watch:
        pass
    with timed(Stage.DECIDE):
        pass

    assert watch.seconds == {}


def test_calls_beside_each_other_have_watches_of_their_own() -> None:
    async def one(stage: Stage) -> Watch:
        with Watch() as watch, timed(stage):
            await asyncio.sleep(0)
        return watch

    async def both() -> tuple[Watch, Watch]:
        return await asyncio.gather(one(Stage.FETCH), one(Stage.DECIDE))

    first, second = asyncio.run(both())

    assert [*first.seconds] == [Stage.FETCH]
    assert [*second.seconds] == [Stage.DECIDE]


def test_where_no_spans_are_kept_nobody_is_told_of_any() -> None:
    about = About("chat.completions", "azure_openai", None, "sha256:c")

    noted(about)
    with Watch():
        noted(about)
        assert carried() == ()
    assert carried() == ()


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_says_what_it_waited_for(stream: bool) -> None:
    async def walk() -> list[str]:
        fakes = Fakes()
        asked = [
            Client(body_of("one: what is here?", b"face", stream=stream)),
            Client(body_of("two: hello", stream=stream)),
            Client(b"{", key="cnt_unknown"),
        ]
        for client in asked:
            await client.ask(fakes)
        await fakes.recorder.drain()
        return [client.headers["server-timing"] for client in asked]

    picture, text, unknown = asyncio.run(walk())

    names = [re.sub(r";dur=[\d.]+", "", told) for told in (picture, text, unknown)]
    assert names == [
        "inspect, decide, record, upstream, total", "decide, record, upstream, total", "total",
    ]  # fmt: skip
