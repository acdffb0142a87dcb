"""Which editions apply to a call, compiled and kept.

Rules kept here:
 * `service` belongs to the configured upstream. Applied are the active editions in force on the
   day of the call: those that bind that service, the laws of places, and the codes that the
   registration added.
 * A law that an operator named as active applies to every call; whether it binds this one is then
   a matter of its scope. Where no code is named, a law applies to the calls that may be in its
   place: all of them, but for those that named another place. A registration for `US-CA` is under
   the laws of California alone, one for `US` under those of every state, one that names no place
   under every law. Who names a part of a country is also under the rules of its cities, until the
   city is known.
 * A pinned edition stands in for every provider edition of the service that it binds, whatever
   its dates; laws stay.
 * A site's own codes are always active and only ever add: those that bind the service, and those
   that name no service bind every call within their scope. A pin stands in for none of them, and
   none of them can be pinned.
 * An edition is read as the rulings that count on the day of the call read it, also a pinned one.
 * A gate with no code for a configured service does not start.
 * One call is decided under one compiled set, with one digest. Other codes of a site, and other
   rulings, are put in whole, between two calls.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from countenance.codes.model import Edition, Verdict
from countenance.decisions.compile import (
    Compiled,
    bound_editions,
    compile_editions,
    verdict_functions,
)
from countenance.decisions.diagram import NEVER, TRUE
from countenance.decisions.operations import AND, TERMINALS
from countenance.errors import SettingsError
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Cube, Vocabulary
from countenance.review.in_force import NO_RULINGS, Adopted, InForce

__all__ = ["Applied", "Codebook", "Named", "Ready", "named_places"]

_KEPT = 64
"""Compiled sets that are kept; one per day and kind of registration."""

_SAYS = {
    verdict: tuple(TRUE if found == verdict else NEVER for found in range(TERMINALS))
    for verdict in Verdict
}
"""For each verdict, the condition that a function gives it."""

_PLACES = ("use_jurisdiction", "use_locality", "agency_country")

_K = TypeVar("_K")

Named = frozenset[tuple[str, str]]
"""Facts about places, each with a value or group that somebody named."""


def named_places(evidence: Iterable[Evidence]) -> Named:
    """What this evidence says about places."""
    return frozenset(
        (piece.fact, value) for piece in evidence if piece.fact in _PLACES for value in piece.values
    )


@dataclass(frozen=True, slots=True)
class Applied:
    """The editions that one call is decided under. `pinned` names the one that was pinned,
    `rulings` are those by which an edition is read."""

    compiled: Compiled
    editions: tuple[str, ...]
    pinned: str | None
    rulings: Mapping[str, tuple[Adopted, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ready:
    """The site's own editions and rulings, and what was compiled together with them."""

    own: tuple[Edition, ...]
    rulings: InForce = NO_RULINGS
    compiled: dict[tuple[date, str | None, tuple[str, ...]], Applied] = field(default_factory=dict)
    kept: dict[tuple[object, ...], Applied] = field(default_factory=dict)


class Codebook:
    """The active editions of a gate."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        editions: Sequence[Edition],
        *,
        active: Iterable[str] = (),
        signed: frozenset[str] = frozenset(),
        own: Sequence[Edition] = (),
    ) -> None:
        self._codes = {edition.code for edition in editions}
        chosen = frozenset(active)
        if chosen - self._codes:
            raise SettingsError(
                f"codes.active: no code is called `{sorted(chosen - self._codes)[0]}`; "
                f"known: {', '.join(sorted(self._codes))}"
            )
        self.vocabulary = vocabulary
        self._all = {edition.name: edition for edition in editions}
        self._places = frozenset(map(vocabulary.index, _PLACES))
        self._named_active = chosen
        self._signed = signed
        self._ready = Ready(tuple(own))
        self._compiling = threading.Lock()

    def ready(
        self,
        own: Sequence[Edition],
        services: Iterable[str],
        day: date,
        rulings: InForce = NO_RULINGS,
    ) -> Ready:
        """The same packaged codes with these of the site's own, as these rulings read them,
        compiled for these services.

        Nothing counts until it is taken: this may run beside calls, in another thread. Raises
        `SettingsError` as `require` does, and `DecisionError`.
        """
        made = Ready(tuple(own), rulings)
        for service in services:
            self.require(service, day, made)
            self.by_default(made, service, day)
        return made

    def take(self, ready: Ready) -> None:
        """Let every call from now on be decided with these."""
        self._ready = ready

    def by_default(self, ready: Ready, service: str, day: date) -> Applied:
        """What applies wherever a caller is that neither pins nor adds a code; laws that apply to
        some places alone come to it."""
        return self._applied(ready, service, day, None, (), None)

    def laws(self, day: date) -> tuple[str, ...]:
        """The active editions in force on a day that name no service, by name."""
        return tuple(
            sorted(
                edition.name
                for edition in self._all.values()
                if edition.in_force_on(day)
                and self._is_active(edition)
                and not self._names(edition, "service")
            )
        )

    def binding(self, service: str, day: date) -> tuple[str, ...]:
        """The active editions in force on a day that bind a service by name, the site's own too."""
        active = [edition for edition in self._all.values() if self._is_active(edition)]
        return tuple(
            sorted(
                edition.name
                for edition in (*active, *self._ready.own)
                if edition.in_force_on(day) and self._binds(edition, service)
            )
        )

    def laws_at(self, day: date, named: Named) -> tuple[str, ...]:
        """The laws of places that apply on `day` to whoever names these places."""
        laws = (
            edition
            for edition in self._all.values()
            if edition.in_force_on(day) and not self._names(edition, "service")
        )
        nobody = frozenset[str]()
        return tuple(
            sorted(one.name for one in laws if self._applies(one, "", None, nobody, named))
        )

    def services_of(self, code: str, day: date, pin: str | None) -> tuple[str, ...]:
        """The services that a packaged code binds by name: its pinned edition, where it is the one
        that is pinned, else those that are in force on this day. Raises `SettingsError`."""
        if code not in self._codes:
            raise SettingsError(f"no code is called `{code}`")
        pinned = self._all.get(pin or "")
        if pinned is not None and pinned.code == code:
            found = [pinned]
        else:
            found = [e for e in self._all.values() if e.code == code and e.in_force_on(day)]
        service = self.vocabulary.fact("service")
        return tuple(each for each in service.values if any(self._binds(e, each) for e in found))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the packaged editions."""
        return tuple(self._all)

    def edition(self, name: str) -> Edition | None:
        """The packaged edition of that name."""
        return self._all.get(name)

    def require(self, service: str, day: date, ready: Ready | None = None) -> None:
        """Raise `SettingsError` when no active edition binds this service on that day."""
        active = [edition for edition in self._all.values() if self._is_active(edition)]
        if not any(
            self._binds(edition, service) and edition.in_force_on(day)
            for edition in (*active, *(ready or self._ready).own)
        ):
            raise SettingsError(
                f"upstream service `{service}`: no active code binds it on {day}; a gate without a "
                "code for its service does not start"
            )

    def applied(
        self,
        service: str,
        day: date,
        pin: str | None = None,
        added: Sequence[str] = (),
        named: Named = frozenset(),
    ) -> Applied:
        """The editions for a call to `service` on `day` by a registration with these choices.

        `named` is what the call and its registration say about places. Raises `SettingsError` when
        the pinned edition or an added code is not known.
        """
        return self._applied(self._ready, service, day, pin, added, named)

    def kept(
        self, service: str, day: date, pin: str | None, added: Sequence[str], named: Named
    ) -> Applied | None:
        """The same if it is there already; None when it would have to be compiled first, which
        takes up to a third of a second and may be done in another thread."""
        return self._ready.kept.get(_key(service, day, pin, added, named))

    def newly_allow(self, ready: Ready, service: str, day: date) -> frozenset[str]:
        """The site's own editions that allow something about which no packaged one speaks, for a
        registration in a place without laws, which neither pins nor adds a code."""
        _, packaged = self._chosen(service, day, None, frozenset(), None)
        own = self._own(ready, service, day)
        if not own:
            return frozenset()
        bound = [
            bound_editions([edition], day=day, signed=self._signed)[0]
            for edition in (*packaged, *own)
        ]
        work, verdicts, possible = verdict_functions(bound, self.vocabulary, at_gate=True)
        here = self.vocabulary.cube({"service": service}).masks
        silent = work.apply(AND, possible, work.cube(here, TRUE, NEVER))
        for verdict in verdicts[: len(packaged)]:
            silent = work.apply(AND, silent, work.mapped(verdict, _SAYS[Verdict.SILENT]))
        return frozenset(
            edition.name
            for edition, verdict in zip(own, verdicts[len(packaged) :], strict=True)
            if work.apply(AND, silent, work.mapped(verdict, _SAYS[Verdict.ALLOW])) != NEVER
        )

    def _applied(
        self,
        ready: Ready,
        service: str,
        day: date,
        pin: str | None,
        added: Sequence[str],
        named: Named | None,
    ) -> Applied:
        key = _key(service, day, pin, added, named)
        found = ready.kept.get(key)
        if found is not None:
            return found
        with self._compiling:  # calls that come together compile it once
            found = ready.kept.get(key)
            if found is None:
                pinned, packaged = self._chosen(service, day, pin, frozenset(added), named)
                chosen = [*packaged, *self._own(ready, service, day)]
                found = self._compile(ready, day, pinned, chosen)
                _keep(ready.kept, key, found)
            return found

    def _compile(
        self, ready: Ready, day: date, pinned: str | None, chosen: Sequence[Edition]
    ) -> Applied:
        """The editions compiled; what many places have in common is compiled once."""
        key = (day, pinned, tuple(edition.name for edition in chosen))
        found = ready.compiled.get(key)
        if found is not None:
            return found
        editions, by_ruling, rulings = ready.rulings.ruled(chosen, day, self.vocabulary)
        compiled = compile_editions(
            editions,
            self.vocabulary,
            day=day,
            signed=self._signed | by_ruling,
            at_gate=True,
            undated=frozenset[str]() if pinned is None else frozenset({pinned}),
        )
        found = Applied(compiled, compiled.editions, pinned, rulings)
        _keep(ready.compiled, key, found)
        return found

    def _own(self, ready: Ready, service: str, day: date) -> list[Edition]:
        """The site's own editions that apply: they bind the service, or name none."""
        return [
            edition
            for edition in ready.own
            if edition.in_force_on(day)
            and (not self._names(edition, "service") or self._binds(edition, service))
        ]

    def _chosen(
        self, service: str, day: date, pin: str | None, added: frozenset[str], named: Named | None
    ) -> tuple[str | None, list[Edition]]:
        """`named`: what was said about places; None leaves the laws of some places out."""
        pinned = self._pinned(pin, service)
        missing = added - self._codes
        if missing:
            raise SettingsError(f"no code is called `{sorted(missing)[0]}`")
        chosen = [
            edition
            for edition in self._all.values()
            if edition.in_force_on(day) and self._applies(edition, service, pinned, added, named)
        ]
        if pinned is None:
            return None, chosen
        return pinned.name, [each for each in chosen if each.name != pinned.name] + [pinned]

    def _pinned(self, pin: str | None, service: str) -> Edition | None:
        if pin is None:
            return None
        edition = self._all.get(pin)
        if edition is None:
            raise SettingsError(f"no edition is called `{pin}`")
        return edition if self._binds(edition, service) else None

    def _applies(
        self,
        edition: Edition,
        service: str,
        pinned: Edition | None,
        added: frozenset[str],
        named: Named | None,
    ) -> bool:
        if self._names(edition, "service"):
            chosen = self._is_active(edition) or edition.code in added
            return pinned is None and chosen and self._binds(edition, service)
        if edition.code in added:
            return True
        if self._named_active:
            is_law = any(self._names(edition, place) for place in _PLACES)
            return is_law and edition.code in self._named_active
        return named is not None and any(
            self._may_be_in(cube, named)
            for cube in edition.scope
            if not self._places.isdisjoint(level for level, _ in cube.masks)
        )

    def _is_active(self, edition: Edition) -> bool:
        return not self._named_active or edition.code in self._named_active

    def _may_be_in(self, cube: Cube, named: Named) -> bool:
        """Whether a call may be in this part of a scope, as far as it hangs on places.

        What nobody named may be any place.
        """
        facts, masks = self.vocabulary.facts, dict[int, int]()
        for fact, value in named:
            level = self.vocabulary.index(fact)
            masks[level] = masks.get(level, 0) | facts[level].mask([value])
        scope = dict(cube.masks)
        if any(level in masks and not masks[level] & mask for level, mask in scope.items()):
            return False
        part, city = (self.vocabulary.index(fact) for fact in _PLACES[:2])
        if city in scope and city not in masks and part in masks:
            # A rule of a city: whoever named the part of the country may be in the city.
            parts = {name.split("/")[0] for name in facts[city].names(scope[city])}
            return bool(masks[part] & facts[part].mask(parts - {"none"}))
        return True

    def _names(self, edition: Edition, fact: str) -> bool:
        index = self.vocabulary.index(fact)
        return any(index == found for cube in edition.scope for found, _ in cube.masks)

    def _binds(self, edition: Edition, service: str) -> bool:
        index = self.vocabulary.index("service")
        bit = self.vocabulary.fact("service").mask([service])
        return any(
            found == index and mask & bit for cube in edition.scope for found, mask in cube.masks
        )


def _key(
    service: str, day: date, pin: str | None, added: Sequence[str], named: Named | None
) -> tuple[object, ...]:
    """By what the set for a call is kept: calls that choose the same have it in common."""
    return service, day, pin, tuple(sorted(added)), named


def _keep(kept: dict[_K, Applied], key: _K, found: Applied) -> None:
    """Keep one more, and forget the oldest where there are too many."""
    if len(kept) >= _KEPT:
        kept.pop(next(iter(kept)))
    kept[key] = found
