"""Which editions apply to a call, compiled and kept.

Rules kept here:
 * `service` belongs to the configured upstream. Applied are the active editions in force on the
   day of the call: those that bind that service, the laws of places, and the codes that the
   registration added.
 * A pinned edition stands in for every provider edition of the service that it binds, whatever
   its dates; laws stay.
 * A gate with no code for a configured service does not start.
 * One call is decided under one compiled set, with one digest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from countenance.codes.model import Edition
from countenance.decisions.compile import Compiled, compile_editions
from countenance.errors import SettingsError
from countenance.facts.vocabulary import Vocabulary

__all__ = ["Applied", "Codebook"]

_KEPT = 64
"""Compiled sets that are kept; one per day and kind of registration."""

_PLACES = ("use_jurisdiction", "use_locality", "agency_country")


@dataclass(frozen=True, slots=True)
class Applied:
    """The editions that one call is decided under. `pinned` names the one that was pinned."""

    compiled: Compiled
    editions: tuple[str, ...]
    pinned: str | None


class Codebook:
    """The active editions of a gate."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        editions: Sequence[Edition],
        *,
        active: Iterable[str] = (),
        signed: frozenset[str] = frozenset(),
    ) -> None:
        known = {edition.code for edition in editions}
        chosen = set(active) or known
        if chosen - known:
            raise SettingsError(
                f"codes.active: no code is called `{sorted(chosen - known)[0]}`; "
                f"known: {', '.join(sorted(known))}"
            )
        self.vocabulary = vocabulary
        self._all = {edition.name: edition for edition in editions}
        self._active = tuple(edition for edition in editions if edition.code in chosen)
        self._signed = signed
        self._kept: dict[tuple[object, ...], Applied] = {}

    def require(self, service: str, day: date) -> None:
        """Raise `SettingsError` when no active edition binds this service on that day."""
        if not any(
            self._binds(edition, service) and edition.in_force_on(day) for edition in self._active
        ):
            raise SettingsError(
                f"upstream service `{service}`: no active code binds it on {day}; a gate without a "
                "code for its service does not start"
            )

    def applied(
        self, service: str, day: date, pin: str | None = None, added: Sequence[str] = ()
    ) -> Applied:
        """The editions for a call to `service` on `day` by a registration with these choices.

        Raises `SettingsError` when the pinned edition or an added code is not known.
        """
        key = (service, day, pin, tuple(sorted(added)))
        found = self._kept.get(key)
        if found is None:
            found = self._compile(service, day, pin, frozenset(added))
            if len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = found
        return found

    def _compile(
        self, service: str, day: date, pin: str | None, added: frozenset[str]
    ) -> Applied:
        pinned = self._pinned(pin, service)
        missing = added - {edition.code for edition in self._all.values()}
        if missing:
            raise SettingsError(f"no code is called `{sorted(missing)[0]}`")
        chosen = [
            edition
            for edition in self._all.values()
            if edition.in_force_on(day) and self._applies(edition, service, pinned, added)
        ]
        undated = frozenset[str]()
        if pinned is not None:
            chosen = [edition for edition in chosen if edition.name != pinned.name] + [pinned]
            undated = frozenset({pinned.name})
        compiled = compile_editions(
            chosen,
            self.vocabulary,
            day=day,
            signed=self._signed,
            at_gate=True,
            undated=undated,
        )
        return Applied(compiled, compiled.editions, pinned.name if pinned is not None else None)

    def _pinned(self, pin: str | None, service: str) -> Edition | None:
        if pin is None:
            return None
        edition = self._all.get(pin)
        if edition is None:
            raise SettingsError(f"no edition is called `{pin}`")
        return edition if self._binds(edition, service) else None

    def _applies(
        self, edition: Edition, service: str, pinned: Edition | None, added: frozenset[str]
    ) -> bool:
        if self._names(edition, "service"):
            chosen = edition in self._active or edition.code in added
            return pinned is None and chosen and self._binds(edition, service)
        is_law = any(self._names(edition, place) for place in _PLACES)
        return edition.code in added or (is_law and edition in self._active)

    def _names(self, edition: Edition, fact: str) -> bool:
        index = self.vocabulary.index(fact)
        return any(index == found for cube in edition.scope for found, _ in cube.masks)

    def _binds(self, edition: Edition, service: str) -> bool:
        index = self.vocabulary.index("service")
        bit = self.vocabulary.fact("service").mask([service])
        return any(
            found == index and mask & bit for cube in edition.scope for found, mask in cube.masks
        )
