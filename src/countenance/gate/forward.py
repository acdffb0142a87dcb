"""Sending a call that may pass, and letting its answer out.

Rules kept here:
 * Only what was inspected goes upstream: our own writing of the call, with pictures made anew from
   the inspected pixels, covered unless the outcome says otherwise.
 * The answer is checked before it leaves wherever a picture went up; how strictly, says what was
   found in it. Its pictures are opened like those of the request, and covered where those would be.
 * Whatever comes of it is entered: done, withheld, refused or broken by the upstream, or that the
   client left.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import cache

from msgspec.structs import replace

from countenance.dialects import replies
from countenance.dialects.answer_pictures import Shown
from countenance.dialects.call import Outgoing, Part, PartKind, Reply
from countenance.dialects.check import Check
from countenance.dialects.forms import FORMS
from countenance.dialects.replies import To
from countenance.dialects.upstream_replies import upstream_failed, upstream_refusal
from countenance.dialects.write import write
from countenance.errors import UpstreamError, UpstreamTimeoutError
from countenance.gate.asgi import Streamed
from countenance.gate.explain import clause_named, told
from countenance.gate.issuing import Issuer
from countenance.gate.judged_by import JudgedBy, judged_by
from countenance.gate.judging import Decided
from countenance.gate.looking import Looker
from countenance.gate.outcome import Action
from countenance.gate.ports import Eyes, IdStore, PictureSource
from countenance.gate.recorder import Recorder
from countenance.gate.recording import obligations_done
from countenance.gate.timing import Stage, carried, timed
from countenance.gate.upstream import UpstreamReply
from countenance.gate.upstreams import Behind
from countenance.record import entry as kinds

__all__ = ["Forwarder"]

HEARTBEAT = 5.0
"""Seconds after which a client that got nothing hears that the answer is still on its way: all of
it is held, or the upstream pauses."""
_LOOKS = 5
"""How often in that time a pause of the upstream is looked at."""
_BEAT = b":\n\n"
CHECK = "names-not-in-the-request"
"""The name of the check of answers, in the entries."""


class Forwarder:
    """Sends decided calls upstream."""

    def __init__(
        self,
        eyes: Eyes,
        recorder: Recorder,
        ids: IdStore,
        pictures: PictureSource,
        *,
        address: str,
        clock: Callable[[], int],
    ) -> None:
        """`address` is the gate's own, for what an answer says about where to ask next."""
        self._eyes = eyes
        self._recorder = recorder
        self._issuer = Issuer(ids, clock)
        self._looker = Looker(eyes, pictures)
        self._address = address

    async def forward(self, decided: Decided, behind: Behind, to: To) -> Reply | Streamed:
        """The answer of the upstream, checked; or why there is none."""
        sending = _Sending(decided, self._recorder, to, self._looker)
        way = _Way()
        try:
            sending.prepare()
            pictures = await self._rendered(decided)
            outgoing = write(decided.call, pictures, behind.target(decided.call.operation))
            with timed(Stage.UPSTREAM):
                if traced := carried():
                    outgoing = replace(outgoing, headers=(*outgoing.headers, *traced))
                answer = await way.begin(behind.upstream.send(outgoing))
            if answer.status >= 400:
                body = await answer.read()
                sending.enter("upstream-refused", status=answer.status)
                await way.end()
                return upstream_refusal(
                    to, answer.status, body, sending.word, told(decided.judgement, decided.entry)
                )
            if decided.call.stream:
                # A client that left by now is noticed here, while this can still end the call.
                await asyncio.sleep(0)
                chunks = _Chunks(sending, answer, way)
                headers = (*sending.headers, ("content-type", "text/event-stream"))
                return Streamed(200, (*headers, ("cache-control", "no-store")), chunks)
            reply = await sending.plain(answer, self._issuer, behind.name, self._address)
            await way.end()
            return reply
        except asyncio.CancelledError:
            sending.enter("client-gone")
            await way.end()
            raise
        except UpstreamError as error:
            late = isinstance(error, UpstreamTimeoutError)
            sending.enter("upstream-timeout" if late else "upstream-broken")
            await way.end()
            why = told(decided.judgement, decided.entry)
            return upstream_failed(to, str(error), sending.word, why)
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered, and nothing leaves
            sending.enter("gate-failure")
            await way.end()
            await sending.failed(error)
            says = "the gate failed while it sent this call"
            return replies.gate_failure(to, says, entry=decided.entry)

    async def handed_over(
        self, decided: Decided
    ) -> tuple[Outgoing, JudgedBy | None] | Reply:
        """Our own writing of a call that another gateway sends on, and what judges its answer.

        Its outcome says that it was handed over. A reply instead: we failed, and nothing may pass.
        """
        try:
            judged = judged_by(decided)
            outgoing = write(decided.call, await self._rendered(decided))
        except asyncio.CancelledError:
            self._recorder.outcome(decided.id, "client-gone")
            raise
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered, and nothing leaves
            self._recorder.outcome(decided.id, "gate-failure")
            await self._recorder.failed("hand-over", error, decided.registration, decided.id)
            to = To(decided.call.dialect, decided.call.client_request_id)
            return replies.gate_failure(to, entry=decided.entry)
        done = obligations_done(decided.judgement.outcome.duties)
        self._recorder.outcome(decided.id, "handed-over", obligations=done)
        self._recorder.identified(decided, None, is_over=False)
        return outgoing, judged

    def withheld(self, decision: str) -> None:
        """Enter that the answer to a call that was handed over may not leave."""
        self._recorder.outcome(decision, "withheld", answer=kinds.AnswerCheck(CHECK, "withheld", 1))

    async def _rendered(self, decided: Decided) -> dict[str, tuple[str, bytes]]:
        made = {}
        for part in decided.call.media:
            if part.kind is PartKind.SOUND:
                heard = decided.media.heard[part.where]
                made[part.where] = (heard.kind.leaves_as.media_type, heard.data)
                continue
            rendered = await self._eyes.render(
                part.data,
                decided.media.inspections[part.where],
                cover=decided.judgement.outcome.cover,
                mask=part.kind is PartKind.MASK,
                digest=part.digest,
            )
            made[part.where] = (rendered.media_type, rendered.data)
        return made


class _Sending:
    """One call on its way: what its caller is told, and the one outcome that is entered."""

    def __init__(self, decided: Decided, recorder: Recorder, to: To, looker: Looker) -> None:
        self._decided = decided
        self._recorder = recorder
        self._looker = looker
        self._shown: dict[str, Shown] = {}
        self._entered = False
        outcome = decided.judgement.outcome
        self.word = replies.Decided(outcome.action.value)
        clause = clause_named(decided.judgement)
        self.headers = replies.outcome_headers(to, self.word, clause, decided.entry)
        if decided.case is not None:
            self.headers += (("x-countenance-case", decided.case.id),)
        self._check: Callable[[], Check] | None = None

    def prepare(self) -> None:
        """Make ready what its answer is judged by."""
        judged = judged_by(self._decided)
        # One serves every choice: it is made of the request, and keeps nothing of an answer.
        self._check = None if judged is None else cache(judged.check)

    def enter(self, result: str, *, status: int | None = None, bytes_out: int | None = None,
              withheld: int = 0, matched: tuple[str, ...] | None = None) -> None:  # fmt: skip
        """Enter what came of it, once. `matched`: what the answer says led to a match."""
        if self._entered:
            return
        self._entered = True
        reached = result in ("done", "withheld")
        if self._check is None:
            word = "not-needed"
        elif withheld:
            word = "withheld"
        else:
            word = "passed" if reached else "stopped" if bytes_out else "not-reached"
        kept = result != "gate-failure"
        self._recorder.outcome(
            self._decided.id,
            result,
            status=status,
            bytes_out=bytes_out,
            answer=kinds.AnswerCheck(
                CHECK,
                word,  # type: ignore[arg-type]  # words of the entry
                withheld,
            ),
            pictures=_counted(self._shown),
            obligations=obligations_done(self._decided.judgement.outcome.duties) if kept else (),
        )
        if result != "upstream-refused":
            self._recorder.identified(self._decided, matched)

    async def _look(self, parts: tuple[Part, ...]) -> dict[str, Shown]:
        cover = self._decided.judgement.outcome.cover
        shown = await self._looker.look(parts, cover=cover)
        self._shown |= shown
        return shown

    async def failed(self, error: Exception) -> None:
        """Enter that it was we who failed."""
        await self._recorder.failed(
            "forward", error, self._decided.registration, self._decided.id
        )

    async def plain(
        self, answer: UpstreamReply, issuer: Issuer, upstream: str, address: str
    ) -> Reply:
        """An answer that comes at once."""
        with timed(Stage.UPSTREAM):
            body = await answer.read()
        covered = self._decided.judgement.outcome.action is Action.REDACT
        form = FORMS[self._decided.call.operation]
        read = form.answer(body, self._decided.call, self._check, covered=covered)
        if read.pictures:
            read = read.filled(await self._look(read.pictures))
        read = await issuer.issued(self._decided, read, upstream)
        self.enter(
            "withheld" if read.withheld else "done",
            status=answer.status,
            bytes_out=len(read.body),
            withheld=len(read.withheld),
            matched=read.matched,
        )
        said = (("content-type", read.content_type),) if read.body else ()
        more = tuple(
            (name, address + value if name == "operation-location" else value)
            for name, value in read.headers
        )
        return Reply(answer.status, (*said, *more, *self.headers), read.body)

    async def stream(
        self, answer: UpstreamReply, way: "_Way"
    ) -> AsyncGenerator[bytes, None]:
        """An answer that comes in pieces; closing this ends the call upstream."""
        covered = self._decided.judgement.outcome.action is Action.REDACT
        stream = FORMS[self._decided.call.operation].stream
        if stream is None:
            raise UpstreamError("the upstream answered in pieces where nobody asked for them")
        reading = stream(self._decided.call, self._check, covered=covered)
        sent = 0
        result = "client-gone"
        clock = asyncio.get_running_loop().time
        heard = clock()
        begun = False
        try:
            async for chunk in answer.chunks(HEARTBEAT / _LOOKS):
                begun = begun or bool(chunk)
                out = reading.feed(chunk) if chunk else b""
                if begun and not out and not reading.is_done and clock() - heard >= HEARTBEAT:
                    # All of it is held, or the upstream pauses: a client must not give up.
                    out = _BEAT
                if out:
                    heard = clock()
                    sent += len(out)
                    yield out
                while parts := reading.pictures():
                    if out := reading.show(await self._look(parts)):
                        sent += len(out)
                        yield out
                if reading.is_done:
                    break
            if out := reading.end():
                sent += len(out)
                yield out
            result = "upstream-broken" if reading.is_broken else "done"
        except UpstreamError as error:
            result = (
                "upstream-timeout" if isinstance(error, UpstreamTimeoutError) else "upstream-broken"
            )
            if out := reading.fail("the upstream broke off its answer"):
                sent += len(out)
                yield out
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered, and nothing more leaves
            result = "gate-failure"
            await self.failed(error)
            if out := reading.fail("the gate failed while it read this answer"):
                sent += len(out)
                yield out
        finally:
            if result == "done" and reading.withheld:
                result = "withheld"
            self.enter(
                result, status=answer.status, bytes_out=sent, withheld=len(reading.withheld)
            )
            await way.end()


class _Way:
    """The way upstream of one call: begun once, and ended once however often that is said."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        self._open: AbstractAsyncContextManager[UpstreamReply] | None = None

    async def begin(self, sent: AbstractAsyncContextManager[UpstreamReply]) -> UpstreamReply:
        """Send the call; the answer, once it begins."""
        answer = await sent.__aenter__()
        self._open = sent
        return answer

    async def end(self) -> None:
        """End it, wherever it stands."""
        was, self._open = self._open, None
        if was is not None:
            await was.__aexit__(None, None, None)


class _Chunks:
    """A streamed answer that ends its call upstream also when nobody ever reads it."""

    def __init__(self, sending: _Sending, answer: UpstreamReply, way: "_Way") -> None:
        self._sending = sending
        self._way = way
        self._pieces = sending.stream(answer, way)
        self._begun = False

    def __aiter__(self) -> "_Chunks":
        return self

    async def __anext__(self) -> bytes:
        self._begun = True
        return await anext(self._pieces)

    async def aclose(self) -> None:
        """End the call, wherever it stands."""
        if self._begun:
            await self._pieces.aclose()
        # Where they were never begun, or could not be.
        self._sending.enter("client-gone")
        await self._way.end()


def _counted(shown: Mapping[str, Shown]) -> kinds.AnswerPictures | None:
    """What came of the pictures of the answer, for its entry."""
    if not shown:
        return None
    withheld = sum(bool(each.withheld) for each in shown.values())
    covered = sum(each.covered for each in shown.values())
    return kinds.AnswerPictures(len(shown) - withheld, covered, withheld)
