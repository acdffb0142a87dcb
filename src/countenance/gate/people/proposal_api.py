"""The HTTP interface for changes of registrations that take two operators.

    GET  /v1/proposals              those that wait; `?all=yes`: every one
    POST /v1/proposals              propose a change
    GET  /v1/proposals/ID           what it would change
    POST /v1/proposals/ID/confirm   let it count
    POST /v1/proposals/ID/refuse    let it not count; take it back

Rules kept here:
 * What takes no second operator is no proposal, and is refused by name.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from countenance.callers.registration import Registration
from countenance.dialects.call import Reply, Request
from countenance.errors import CallerError, CodeError, FactError, ReviewError
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.people.door import refused, told
from countenance.gate.people.proposal_acts import (
    alteration,
    parse_proposed,
    row_of_proposal,
    view_of_proposal,
)
from countenance.gate.people.said import said_in
from countenance.record.entry import ChangeWord
from countenance.review.people import May, Person
from countenance.review.proposal import Proposal

__all__ = ["ProposalApi", "ProposalStore"]


class ProposalStore(Protocol):
    """Keeps proposals, and the registrations that they are about."""

    def propose(
        self, id_: str, change: ChangeWord, alter: Callable[[Registration], Registration],
        who: Person,
    ) -> Proposal:
        """Put a change before another operator."""
        ...  # fmt: skip

    def confirm(self, id_: str, who: Person) -> Proposal:
        """Let a change count."""
        ...

    def refuse(self, id_: str, who: Person, reason: str) -> Proposal:
        """Let a change not count."""
        ...

    def proposal(self, id_: str) -> Proposal:
        """The proposal of this id."""
        ...

    def proposals(self, *, waiting: bool = ...) -> tuple[Proposal, ...]:
        """Those that wait, or all."""
        ...

    def registrations(self) -> tuple[Registration, ...]:
        """All registrations, by id."""
        ...


class _Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: str


class ProposalApi:
    """Answers the operators of one gate. `editions`: the name of an edition that is there."""

    path = "/v1/proposals"

    def __init__(
        self, store: ProposalStore, vocabulary: Vocabulary, editions: Callable[[str], str]
    ) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._editions = editions

    async def answer(self, request: Request, names: list[str], who: Person) -> Reply:
        """The answer to one request. Raises `ReviewError`."""
        who.check(May.READ_CALLERS)
        every = request.query == (("all", "yes"),)
        if request.query and not (every and request.method == "GET" and not names):
            raise ReviewError("query: `all=yes` goes with the list, and nothing else")
        try:
            return await self._answer(request, names, who, every=every)
        except (CallerError, FactError, CodeError) as error:
            raise ReviewError(str(error)) from error

    async def _answer(
        self, request: Request, names: list[str], who: Person, *, every: bool
    ) -> Reply:
        match request.method, names:
            case "GET", []:
                found = await asyncio.to_thread(self._store.proposals, waiting=not every)
                return told({"object": "list", "data": [row_of_proposal(each) for each in found]})
            case "POST", []:
                who.check(May.CHANGE_CALLERS)
                asked = parse_proposed(request.body)
                word, alter = alteration(asked, self._vocabulary, self._editions)
                made = await asyncio.to_thread(
                    self._store.propose, asked.caller, word, alter, who
                )
                return await self._view(made)
            case "GET", [id_]:
                return await self._view(await asyncio.to_thread(self._store.proposal, id_))
            case "POST", [id_, "confirm"]:
                if request.body not in (b"", b"{}"):
                    raise ReviewError("body: `confirm` takes nothing")
                return await self._view(await asyncio.to_thread(self._store.confirm, id_, who))
            case "POST", [id_, "refuse"]:
                reason = said_in(request.body, _Refused).reason
                done = await asyncio.to_thread(self._store.refuse, id_, who, reason)
                return await self._view(done)
            case _, [] | [_] | [_, "confirm" | "refuse"]:
                says = "`GET` reads; `POST` proposes, confirms and refuses"
                return refused(405, "method_not_allowed", says, (("allow", "GET, POST"),))
            case _:
                says = "there is no such route; a proposal has: confirm, refuse"
                return refused(404, "unknown_route", says)

    async def _view(self, proposal: Proposal) -> Reply:
        known = await asyncio.to_thread(self._store.registrations)
        now = next((each for each in known if each.ref == proposal.caller), None)
        body: dict[str, Any] = view_of_proposal(proposal, now)
        return told(body)
