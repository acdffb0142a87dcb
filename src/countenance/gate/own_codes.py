"""The codes of a gate kept what the site's own texts, its rulings and the day say, while it runs.

    look:   has the folder or the bundle changed, and come to rest?   has a new day begun?
            does another ruling count than before?
    read:   all texts, their signature, every edition compiled        (in a thread, beside calls)
    enter:  `code-activated`
    take:   every call from now on is decided with them

Rules kept here:
 * A state that is wrong in any way is not taken: those before stay, the log says what was wrong,
   and so does an entry. At the start there are none before, and the gate does not start.
 * What was not entered does not count: an entry that cannot be written is tried again, and the
   codes before stay meanwhile.
 * A ruling on words that are not there any more lapses: the log names it, the entry does not.
 * Own codes may allow what no packaged code speaks about. They never do it unseen: the entry and
   the log name the editions that do.
 * An edition that is closer to allowing something than the one before it is not taken before the
   board has said yes to it (see `loosening`).
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from countenance.codes.model import Edition
from countenance.codes.own import NO_OWN_CODES, OwnCodes
from countenance.errors import (
    BundleError,
    CodeError,
    CountenanceError,
    DecisionError,
    LooserError,
    MissingCodesError,
    RecordError,
    UnknownEditionError,
)
from countenance.facts.vocabulary import nearest
from countenance.gate.codebook import Codebook, Ready
from countenance.gate.loosening import Loosening
from countenance.gate.settings.settings import CodesSettings
from countenance.record.codes import CodesState
from countenance.review.docket import Docket
from countenance.review.in_force import NO_RULINGS, InForce, read_rulings
from countenance.stores.noted_codes import NotedCodes
from countenance.stores.own_codes import load_own, public_keys, seen_state
from countenance.stores.packaged import program_digest

__all__ = ["OwnCodesKeeper", "keeper_of"]

_log = structlog.get_logger("countenance.codes")


class OwnCodesKeeper:
    """Keeps the codes of one gate. `clock`: nanoseconds since 1970, UTC.

    `load` reads the site's own codes, `seen` what a look at them shows; None: there are none.
    `dockets` are the rulings that the board has adopted. `noted` enters what counts; None for a
    command beside a gate, which only reads.
    """

    def __init__(
        self,
        codebook: Codebook,
        noted: NotedCodes | None,
        *,
        packaged: str,
        services: Iterable[str],
        clock: Callable[[], int],
        load: Callable[[], OwnCodes] | None = None,
        seen: Callable[[], object] = lambda: None,
        dockets: Callable[[], tuple[Docket, ...]] = tuple,
        loosening: Loosening | None = None,
    ) -> None:
        self._codebook = codebook
        self._noted = noted
        self._packaged = packaged
        self._services = tuple(sorted(set(services)))
        self._clock = clock
        self._load = load
        self._seen = seen
        self._dockets = dockets
        self._loosening = loosening
        self._awaits = ""
        """The edition that waits for a yes of the board."""
        self._own = NO_OWN_CODES
        self._counting: tuple[str, ...] = ()
        """The digests of the rulings that were taken."""
        self._rulings = NO_RULINGS
        self._day: date | None = None
        self._read: object = None
        """What was seen when the texts were read last, good or wrong."""
        self._last: object = None
        """What the last look showed: only what two looks show has come to rest."""
        self.wrong = ""
        """What is wrong with the texts that lie there now; nothing while they are in force."""

    @property
    def own(self) -> OwnCodes:
        """The site's own codes that are in force."""
        return self._own

    @property
    def rulings(self) -> InForce:
        """The rulings that count, on their days."""
        return self._rulings

    def edition(self, name: str) -> Edition:
        """The edition of a name, the site's own or a packaged one. Raises `UnknownEditionError`."""
        mine = {edition.name: edition for edition in self._own.editions}
        found = mine.get(name) or self._codebook.edition(name)
        if found is None:
            there = (*self._codebook.names, *mine)
            raise UnknownEditionError("edition", name, there, nearest(name, there))
        return found

    def begin(self) -> None:
        """Take what is there, before the first call.

        Raises the error of what is wrong with it, or `RecordError`.
        """
        self._read = self._last = self._seen()
        found = self._prepared(self._dockets(), True, self._today())
        if self._loosening is not None:
            self._loosening.check(found.own)
        self._note(found)
        self._take(found)

    async def run(self, seconds: float) -> None:
        """Look every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.look()
            except RecordError as error:
                _log.error("codes-not-entered", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - the next look may do better; calls go on
                _log.error("codes-not-looked-at", error=type(error).__name__)

    async def look(self) -> None:
        """Take what changed, if it is good. Raises `RecordError` when that cannot be entered."""
        seen, day = await asyncio.to_thread(self._seen), self._today()
        dockets = await asyncio.to_thread(self._dockets)
        rested, self._last = seen == self._last, seen
        granted = await asyncio.to_thread(self._is_granted)
        changed = rested and (seen != self._read or granted)
        if not changed and day == self._day and _digests(dockets) == self._counting:
            return
        try:
            found = await asyncio.to_thread(self._checked, dockets, changed, day)
        except RecordError:
            raise
        except CountenanceError as error:
            await asyncio.to_thread(self._refuse, error)
            self._read = seen
            return
        await asyncio.to_thread(self._note, found)
        self._take(found)
        if changed:
            self._read = seen

    def _is_granted(self) -> bool:
        """Whether the board has said yes since to what was not taken for want of it."""
        if not self._awaits or self._loosening is None:
            return False
        return not self._loosening.lacking([self._awaits])

    def _checked(self, dockets: tuple[Docket, ...], changed: bool, day: date) -> "_Prepared":
        """The same as `_prepared`, where the board has nothing to say about it."""
        found = self._prepared(dockets, changed, day)
        if changed and self._loosening is not None:
            self._loosening.check(found.own, self._own)
        return found

    def _prepared(self, dockets: tuple[Docket, ...], changed: bool, day: date) -> "_Prepared":
        own = self._loaded() if changed else self._own
        mine = {edition.name: edition for edition in own.editions}
        rulings = read_rulings(
            dockets, lambda name: mine.get(name) or self._codebook.edition(name),
            self._codebook.vocabulary,
        )  # fmt: skip
        ready = self._codebook.ready(own.editions, self._services, day, rulings)
        return _Prepared(
            own, rulings, _digests(dockets), ready, day, self._state(own, ready, day)
        )

    def _loaded(self) -> OwnCodes:
        return NO_OWN_CODES if self._load is None else self._load()

    def _take(self, found: "_Prepared") -> None:
        self._codebook.take(found.ready)
        self._own, self._day, self.wrong, self._awaits = found.own, found.day, "", ""
        if found.rulings.lapsed and found.rulings.lapsed != self._rulings.lapsed:
            _log.error("rulings-lapsed", rulings=dict(found.rulings.lapsed))
        self._rulings, self._counting = found.rulings, found.counting

    def _note(self, found: "_Prepared") -> None:
        state = found.state
        if self._noted is not None and self._noted.activated(state, found.own.texts):
            _log.info(
                "codes-activated", own=state.own, signed_by=state.signed_by,
                newly_allow=list(state.newly_allow), rulings=[name for _, name, _ in state.rulings],
                in_force=sorted({name for _, _, names in state.in_force for name in names}),
            )  # fmt: skip

    def _refuse(self, error: CountenanceError) -> None:
        self.wrong = str(error)
        self._awaits = error.name if isinstance(error, LooserError) else ""
        if self._noted is not None:
            self._noted.refused(_kind(error), str(error))
        _log.error("codes-refused", wrong=str(error), in_force=self._own.digest)

    def _state(self, own: OwnCodes, ready: Ready, day: date) -> CodesState:
        in_force, opened = [], set[str]()
        for service in self._services:
            applied = self._codebook.by_default(ready, service, day)
            in_force.append((service, applied.compiled.digest, applied.editions))
            opened |= self._codebook.newly_allow(ready, service, day)
        return CodesState(
            packaged=self._packaged,
            own=own.digest,
            signed_by=own.signed_by,
            in_force=tuple(in_force),
            laws=self._codebook.laws(day),
            newly_allow=tuple(sorted(opened)),
            rulings=tuple(sorted(
                (edition, each.ruling.id, each.digest)
                for edition in ready.rulings.rulings for each in ready.rulings.on(edition, day)
            )),
        )  # fmt: skip

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock() // 1_000_000_000, UTC).date()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Codes and rulings that may be taken; `counting` are the digests of all that were adopted."""

    own: OwnCodes
    rulings: InForce
    counting: tuple[str, ...]
    ready: Ready
    day: date
    state: CodesState


def _digests(dockets: Iterable[Docket]) -> tuple[str, ...]:
    return tuple(sorted(each.digest for each in dockets))


def keeper_of(
    settings: CodesSettings,
    codebook: Codebook,
    noted: NotedCodes | None,
    services: Iterable[str],
    clock: Callable[[], int],
    dockets: Callable[[], tuple[Docket, ...]] = tuple,
    loosening: Loosening | None = None,
) -> OwnCodesKeeper:
    """What keeps the codes that the settings name. Raises `SettingsError` for what is no key."""
    path, keys = Path(settings.own), public_keys(settings.own_keys)
    return OwnCodesKeeper(
        codebook,
        noted,
        packaged=program_digest(),
        services=services,
        clock=clock,
        load=(lambda: load_own(path, keys)) if settings.own else None,
        seen=lambda: seen_state(path) if settings.own else None,
        dockets=dockets,
        loosening=loosening,
    )


def _kind(error: CountenanceError) -> str:
    """What was wrong, as a word of the entry."""
    match error:
        case MissingCodesError():
            return "missing"
        case BundleError():
            return "signature"
        case LooserError():
            return "looser"
        case CodeError():
            return "text"
        case DecisionError():
            return "decision"
        case _:
            return "service"
