"""Receipts at the gate: what a caller takes with it about an entry of its own.

    GET /v1/receipts/17          by index, as `x-countenance-entry` tells it
    GET /v1/receipts/0193...     by id

Rules kept here:
 * Only entries about the caller whose key asks; every other one is not there for it.
 * A suspended caller is answered here, and nowhere else: to contest what was entered about it, it
   has to have it.
 * Certificates are made from the entry, one receipt at a time, beside the calls.
 * Nothing is entered about it; only what fails, or cannot be read.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from countenance.callers.registration import Registration
from countenance.codes.own import OwnCodes
from countenance.dialects import replies
from countenance.dialects.call import Reply, Request
from countenance.dialects.replies import To
from countenance.dialects.routes import refuse_keys
from countenance.errors import CallError, UnpublishedError, UnsupportedCallError
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.certifying import certificates_of
from countenance.gate.people.case_answers import Answers, answers_by
from countenance.gate.recorder import Recorder
from countenance.gate.replaying import Replay
from countenance.gate.walk import Known, Walk
from countenance.record import entry as kinds
from countenance.record.canonical import is_token, parse, parse_as
from countenance.record.note import VerifierKey
from countenance.record.proof import Proof, proof_of
from countenance.record.receipt import Certified, receipt_of
from countenance.record.store import LogReader, Stored
from countenance.review.rulings import Ruling
from countenance.stores.packaged import packaged_editions
from countenance.stores.published import FOLDER, Published

__all__ = ["Receipts"]

_DIGITS = 18
_LONGEST = 160


class Receipts:
    """The receipts of one gate. `own`: the site's own codes as they are now; `ruled`: every ruling
    that ever counted, by its digest; `witnesses`: the keys of those that are asked to sign."""

    def __init__(
        self,
        walk: Walk,
        recorder: Recorder,
        log: LogReader,
        folder: Path,
        *,
        own: Callable[[], OwnCodes],
        vocabulary: Vocabulary,
        signed: frozenset[str],
        ruled: Callable[[], Mapping[str, Ruling]] = dict,
        witnesses: Sequence[VerifierKey] = (),
    ) -> None:
        self._walk = walk
        self._recorder = recorder
        self._log = log
        self._files = Published(folder / FOLDER)
        self._own = own
        self._vocabulary = vocabulary
        self._signed = signed
        self._turn = asyncio.Lock()
        self._ruled = ruled
        self._witnesses = tuple(witnesses)
        self._replay: tuple[OwnCodes, frozenset[str], Replay] | None = None

    def takes(self, path: str) -> bool:
        """Whether a request to this path is answered here."""
        return path.startswith(replies.RECEIPTS)

    async def answer(self, request: Request, known: Known | None = None) -> Reply:
        """The answer to one request; never raises for what was sent.

        `known`: who asks, where that was found out before there was a body.
        """
        who = known or await self._walk.admit(request)
        if isinstance(who, Reply):
            return who
        try:
            _check(request)
            return await self._receipt(request.path, who.registration, who.to)
        except CallError as error:
            entry = await self._recorder.unreadable(request, who.registration, error)
            return replies.call_error(who.to, error, entry)
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered and answered
            entry = await self._recorder.failed("receipt", error, who.registration)
            return replies.gate_failure(who.to, "the receipt could not be made", entry=entry)

    async def _receipt(self, path: str, registration: Registration, to: To) -> Reply:
        stored = await asyncio.to_thread(self._found, path.removeprefix(replies.RECEIPTS))
        if stored is None or _about(stored.data) != registration.ref:
            return replies.no_receipt(to)
        try:
            # Whether it is published is known first: certificates cost more.
            await asyncio.to_thread(receipt_of, stored, self._files.head(), self._files.tile, ())
        except UnpublishedError:
            return replies.not_published(to, stored.index)
        async with self._turn:
            body = await asyncio.to_thread(self._made, stored)
        headers = (
            ("content-type", "application/json"),
            ("cache-control", "no-store"),
            *replies.outcome_headers(to, replies.Decided.PASS, entry=stored.index),
        )
        return Reply(200, headers, body)

    def of(self, stored: Stored) -> bytes:
        """The receipt of an entry, for who may read the record. Raises `UnpublishedError`."""
        self.proof(stored)
        return self._made(stored)

    def proof(self, stored: Stored) -> Proof:
        """The proof of an entry, with the entry in it. Raises `UnpublishedError`."""
        return proof_of(stored.index, self._files.head(), self._files.tile, stored.data)

    def _found(self, which: str) -> Stored | None:
        if which.isascii() and which.isdecimal():
            plain = len(which) <= _DIGITS and str(int(which)) == which
            return self._log.entry(int(which)) if plain else None
        return self._log.entry(which) if len(which) <= _LONGEST and is_token(which) else None

    def _made(self, stored: Stored) -> bytes:
        certificates: tuple[Certified, ...] = ()
        if parse(stored.data)["kind"] == "decision":
            decision = parse_as(stored.data, kinds.Decision)
            named = frozenset(each.digest for each in decision.code.rulings)
            replay = self._replaying(named)
            certificates = certificates_of(decision, replay, self._vocabulary)
        head, tile = self._files.head(), self._files.tile
        return bytes(receipt_of(stored, head, tile, certificates, self._witnesses))

    def answers(self, entry: kinds.Decision, names: Sequence[str]) -> dict[str, Answers]:
        """What each answer to a fact that a decision lacked would give."""
        replay = self._replaying(frozenset(each.digest for each in entry.code.rulings))
        return answers_by(replay, self._vocabulary, entry, names)

    def _replaying(self, named: frozenset[str]) -> Replay:
        """What makes decisions again; read anew for other own codes, or rulings not seen yet."""
        own, kept = self._own(), self._replay
        if kept is None or kept[0] is not own or not named <= kept[1]:
            rulings = self._ruled() if named else {}
            editions = (*packaged_editions(), *own.editions)
            made = Replay(editions, self._vocabulary, self._signed, rulings)
            kept = self._replay = own, frozenset(rulings), made
        return kept[2]


def _check(request: Request) -> None:
    if request.method != "GET":
        raise UnsupportedCallError("`GET` is right here", status=405, allow=("GET",))
    refuse_keys(request.query)
    if request.query:
        raise UnsupportedCallError("query: no query is read here")
    if request.body:
        raise UnsupportedCallError("body: no body is read here")


def _about(entry: bytes) -> str | None:
    """The pseudonym of the caller that an entry is about."""
    caller = parse(entry).get("caller")
    return None if caller is None else str(caller["ref"])
