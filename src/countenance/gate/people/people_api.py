"""The HTTP interface for who may do what: operators change it, auditors read it.

    GET  /v1/people                   everybody who is there or was, and what each role may do
    POST /v1/people                   let somebody in; the token is told once
    POST /v1/people/NAME/new-token    another token; the one before is void
    POST /v1/people/NAME/remove       let somebody do nothing any more

Rules kept here:
 * A token is told in the answer that makes it, and never again.
 * Who keeps the gate or sits on the board is added, given a token and removed on the machine alone;
   one's own token is one's own. So no operator is somebody else, or the last one, by a request.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

from countenance.callers.keys import PlainKey
from countenance.dialects.call import Reply, Request
from countenance.errors import CallerError, ReviewError
from countenance.gate.people.door import refused, told
from countenance.gate.people.said import said_in
from countenance.review.people import MAY, May, Person, Role
from countenance.stores.people import Someone

__all__ = ["PeopleApiOf", "PeopleStore"]

_ACTS = ("new-token", "remove")


class PeopleStore(Protocol):
    """Keeps who is there; `CallerError` for what cannot be done, `RecordError` otherwise."""

    def add(
        self, name: str, role: Role, callers: Sequence[str] = (), *, by: str | None = None
    ) -> tuple[Person, PlainKey]:
        """Somebody from now on, and a token. `by`: who does it, from elsewhere."""
        ...

    def new_token(self, name: str, *, by: str | None = None) -> PlainKey:
        """Another token for somebody."""
        ...

    def remove(self, name: str, *, by: str | None = None) -> None:
        """Somebody may do nothing any more."""
        ...

    def all(self) -> tuple[Someone, ...]:
        """Everybody who is there or was."""
        ...


class _Added(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    role: Role
    belongs_to: tuple[str, ...] = ()


class PeopleApiOf:
    """Answers who keeps one gate about its people."""

    path = "/v1/people"

    def __init__(self, people: PeopleStore) -> None:
        self._people = people

    async def answer(self, request: Request, names: list[str], who: Person) -> Reply:
        """The answer to one request. Raises `ReviewError`."""
        who.check(May.READ_PEOPLE)
        if request.query:
            raise ReviewError("query: no query is read here")
        try:
            return await self._answer(request, names, who)
        except CallerError as error:
            raise ReviewError(str(error)) from error

    async def _answer(self, request: Request, names: list[str], who: Person) -> Reply:
        match request.method, names:
            case "GET", []:
                found = await asyncio.to_thread(self._people.all)
                roles = {
                    role.value: [what.value for what in May if role in MAY[what]] for role in Role
                }
                return told(
                    {"object": "list", "data": [_row(each) for each in found], "roles": roles}
                )
            case "POST", []:
                who.check(May.CHANGE_PEOPLE)
                wanted = said_in(request.body, _Added)
                person, token = await asyncio.to_thread(
                    self._people.add, wanted.name, wanted.role, wanted.belongs_to, by=who.ref
                )
                return told({"name": wanted.name, "ref": person.ref, "role": person.role.value,
                             "token": token.text})  # fmt: skip
            case "POST", [name, act] if act in _ACTS:
                who.check(May.CHANGE_PEOPLE)
                if request.body not in (b"", b"{}"):
                    raise ReviewError(f"body: `{act}` takes nothing")
                if act == "new-token":
                    token = await asyncio.to_thread(self._people.new_token, name, by=who.ref)
                    return told({"name": name, "token": token.text})
                await asyncio.to_thread(self._people.remove, name, by=who.ref)
                return told({"name": name, "removed": True})
            case _, [] | [_, "new-token" | "remove"]:
                says = "`GET` lists; `POST` adds, and what is done to somebody"
                return refused(405, "method_not_allowed", says, (("allow", "GET, POST"),))
            case _:
                says = f"there is no such route; somebody has: {', '.join(_ACTS)}"
                return refused(404, "unknown_route", says)


def _row(someone: Someone) -> dict[str, Any]:
    return {
        "name": someone.name,
        "ref": someone.person.ref,
        "role": someone.person.role.value,
        "belongs_to": sorted(someone.person.callers),
        "since": someone.made,
        "removed": someone.removed,
    }
