"""What another gateway hears: always 200, in words of its own, with the headers of the outcome.

That calls are judged, entered and written as everywhere is tried from outside, in the tests of
each gateway beside this one.
"""

import asyncio

import msgspec
import pytest

from countenance.dialects.call import Dialect, Reply, Request
from countenance.dialects.replies import To
from countenance.faces.settings import Inspection, Rendered
from countenance.gate.plugins.handing import hand_over, retold, stopped
from gate.fakes import FakeEyes, Fakes, body_of

TO = To(Dialect.OPENAI)


def says(why: str) -> dict[str, str]:
    return {"no": why}


def test_a_refusal_is_retold_with_its_own_headers_alone() -> None:
    headers = (("x-countenance-decision", "refuse"), ("x-should-retry", "false"))
    refusal = Reply(400, headers, msgspec.json.encode({"error": {"message": "barred"}}))

    told = retold(refusal, says)

    assert told.status == 200
    assert msgspec.json.decode(told.body) == {"no": "barred"}
    names = {name for name, _ in told.headers}
    assert "x-countenance-decision" in names
    assert "x-should-retry" not in names


def test_an_answer_that_may_not_leave_says_refuse() -> None:
    reply = stopped(TO, says("withheld"))

    assert reply.status == 200
    assert msgspec.json.decode(reply.body) == {"no": "withheld"}
    assert ("x-countenance-decision", "refuse") in reply.headers
    assert ("x-countenance-clause", "answer") in reply.headers


class _SlowEyes(FakeEyes):
    """Eyes that never end making a picture anew."""

    def __init__(self) -> None:
        super().__init__()
        self.rendering = asyncio.Event()

    async def render(
        self,
        data: bytes,
        inspection: Inspection,
        *,
        cover: bool,
        mask: bool = False,
        digest: bytes | None = None,
    ) -> Rendered:
        self.rendering.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody waits for this")


def test_who_leaves_while_its_pictures_are_made_anew_was_handed_nothing() -> None:
    async def work() -> None:
        fakes, eyes = Fakes(), _SlowEyes()
        forwarder = fakes.walk._ports.forwarder
        forwarder._eyes = eyes
        body = body_of("Describe this picture.", b"a field")
        headers = (("content-type", "application/json"),)
        request = Request("POST", "/v1/chat/completions", (), headers, body)
        handing = asyncio.ensure_future(
            hand_over(fakes.walk, forwarder, request, fakes.callers.registration, TO)
        )
        await eyes.rendering.wait()
        handing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await handing
        await fakes.recorder.drain()

        assert [each["result"] for each in fakes.log.read("outcome")] == ["client-gone"]
        assert fakes.log.awaiting() == ()

    asyncio.run(work())
