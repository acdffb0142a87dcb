"""The reports of a gate, put together with what the gate lends.

Rules kept here:
 * Nothing of it is opened twice: pages and commands ask for the desk of the gate that is open.
 * What is left of expunged reports beside the database goes at every start.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import CallerError, ReviewError, SettingsError
from countenance.gate.desk import Desk
from countenance.gate.people.door import Room
from countenance.gate.rooms import OpenedRoom, Opens
from countenance.gate.secrets import REPORTS, secret
from countenance.record.cases import Person as CasePerson
from countenance.record.members import ErasureWord
from countenance.reports.api import ReportApi
from countenance.reports.deciding import Codes
from countenance.reports.desk import ReportDesk
from countenance.reports.desk_reading import ReportReads
from countenance.reports.keeping import Keeper
from countenance.reports.open_items import Terms
from countenance.reports.out.handing import Hands
from countenance.reports.ports import Drafter, Ear
from countenance.review.people import Person
from countenance.stores.cases import Cases
from countenance.stores.people import People
from countenance.stores.reports import FOLDER, Reports

__all__ = ["NAME", "hands_of", "named_in", "opens", "report_desk"]

_UNSIGNED = ("decided", "transcribed", "accounted", "attributed", "drafted", "settled")

NAME = "reports"
"""Under which the desk stands among the rooms of a gate."""


def report_desk(desk: Desk) -> ReportDesk:
    """The desk of the reports of an open gate. Raises `SettingsError` where it has none."""
    found = desk.rooms.get(NAME)
    if not isinstance(found, ReportDesk):
        raise SettingsError("this gate was started without reports")
    return found


def hands_of(desk: Desk, made: ReportReads, now: Callable[[], str]) -> Hands:
    """What hands out the reports of an open gate."""
    return Hands(made, desk.folder, desk.own_codes.edition, _names(desk), now)


def opens(ear: Callable[[Desk], Ear], drafter: Callable[[Desk], Drafter]) -> Opens:
    """Opens the reports of a gate, with an ear and a drafter that are made for it."""

    def opened(desk: Desk, stack: AsyncExitStack) -> OpenedRoom:
        settings = desk.settings.reports
        store = Reports(desk.folder)
        stack.callback(store.close)
        store.sweep()
        hears = ear(desk)
        codes = Codes(
            desk.deciding, desk.codebook, desk.callers, desk.own_codes.edition, desk.clock,
            service=hears.service, keeps=settings.keeps,
        )  # fmt: skip
        key = Ed25519PrivateKey.from_private_bytes(secret(desk.folder / REPORTS, desk.random))
        keeper = Keeper(store, desk.clock, desk.random)
        made = ReportDesk(
            keeper, hears, drafter(desk), codes,
            _Erases(desk.folder, desk.clock, desk.random), key, Terms(settings.account_first),
            settings.certification, asyncio.get_running_loop(),
        )  # fmt: skip
        # The loop turns on meanwhile: what is heard now may be waiting for an answer of this gate.
        stack.push_async_callback(asyncio.to_thread, made.close)
        desk.metrics.watch_value(
            "reports_unsigned",
            "Reports that were begun and are not signed.",
            lambda: float(sum(store.count().get(each, 0) for each in _UNSIGNED)),
        )
        desk.metrics.watch_value(
            "reports_hearing",
            "Recordings that this process puts into words, or that wait for it.",
            lambda: float(made.hearing()),
        )
        hands = hands_of(desk, made, keeper.now)
        api = ReportApi(
            made, desk.folder / FOLDER, named_in(desk.people), _organization(desk), hands
        )
        stack.callback(api.close)
        return OpenedRoom(NAME, made, Room(api, desk.settings.gate.max_body_bytes))

    return opened


@dataclass(frozen=True, slots=True)
class _Erases:
    """Destroys cases of the record in one folder."""

    folder: Path
    clock: Callable[[], int]
    random: Callable[[int], bytes]

    def erase(self, names: Sequence[str], basis: ErasureWord, who: str, note: str) -> int:
        """See `Erases`."""
        first, *others = names
        with closing(Cases(self.folder, self.clock, self.random)) as cases:
            done = cases.erase_all((first,), basis, CasePerson(who, note), others=others)
        return done[0].entry


def _names(desk: Desk) -> Callable[[], dict[str, str]]:
    def names() -> dict[str, str]:
        return {each.person.ref: each.name for each in desk.people.all()}

    return names


def named_in(people: People) -> Callable[[str], Person]:
    """Who is here under a name or a pseudonym; what finds them raises `ReviewError`."""

    def named(name: str) -> Person:
        for each in people.all():
            if each.removed is None and name in (each.name, each.person.ref):
                return each.person
        raise ReviewError(f"nobody here is called `{name}`")

    return named


def _organization(desk: Desk) -> Callable[[str], str]:
    def organization(name: str) -> str:
        try:
            return desk.callers.ref_of(name)
        except CallerError as error:
            raise ReviewError(str(error)) from error

    return organization
