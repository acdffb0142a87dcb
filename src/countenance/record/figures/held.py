"""What held when an entry was made: registrations, settings, codes, keys, as the record tells it.

Rules kept here:
 * Everything is read out of the entries of changes, in their order; the registry of today, which
   may say something else, is not asked.
 * Names of cameras and places stand in a registration as commitments, fresh in every entry. So one
   that is gone is told from the others by what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from countenance.record import entry as kinds

__all__ = ["Held", "Registered"]


@dataclass(slots=True)
class Registered:
    """What a registration said at some time. `entries`: the places of its changes so far."""

    ref: str
    facts: dict[str, kinds.FactState] = field(default_factory=dict)
    may_state: tuple[str, ...] = ()
    pin: str = "none"
    codes: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    assets: list[kinds.AssetState] = field(default_factory=list)
    attesting: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    suspended: int | None = None
    is_removed: bool = False
    entries: list[int] = field(default_factory=list)

    def change(self, entry: kinds.RegistrationChange) -> None:
        """Take up a change."""
        for fact in (entry.before.facts if entry.before else None) or ():
            self.facts.pop(fact.name, None)
        for asset in (entry.before.assets if entry.before else None) or ():
            gone = next((each for each in self.assets if _alike(each, asset)), None)
            if gone is not None:
                self.assets.remove(gone)
        after = entry.after
        self.is_removed = after is None
        if after is None:
            return
        for fact in after.facts or ():
            self.facts[fact.name] = fact
        self.assets += after.assets or ()
        self.may_state = self.may_state if after.may_state is None else after.may_state
        self.pin = self.pin if after.pin is None else after.pin
        self.codes = self.codes if after.codes is None else after.codes
        self.obligations = self.obligations if after.obligations is None else after.obligations
        self.attesting = self.attesting if after.attesting is None else after.attesting

    def says(self) -> list[str]:
        """What it says, in lines."""
        told = [f"{fact.name}: {_values(fact)}" for _, fact in sorted(self.facts.items())]
        told += [f"{asset.asset}: {_asset(asset)}" for asset in self.assets]
        for name, values in (
            ("may state", self.may_state), ("added codes", self.codes),
            ("accepted obligations", self.obligations), ("attesting keys", self.attesting),
            ("keys", self.keys),
        ):  # fmt: skip
            if values:
                told.append(f"{name}: {', '.join(values)}")
        if self.pin != "none":
            told.append(f"pinned to: {self.pin}")
        if self.suspended is not None:
            told.append(f"suspended by entry {self.suspended}")
        return [*told, "removed"] if self.is_removed else told


@dataclass(slots=True)
class Held:
    """What held after the entries so far. Feed it every entry in order.

    `settings`, `codes`, `startup`: the place of the newest entry about each.
    """

    registrations: dict[str, Registered] = field(default_factory=dict)
    settings: int | None = None
    codes: int | None = None
    startup: int | None = None
    log_keys: list[int] = field(default_factory=list)

    def add(self, index: int, entry: kinds.Entry) -> None:
        """One more entry."""
        match entry:
            case kinds.RegistrationChange():
                one = self.of(entry.caller.ref)
                one.change(entry)
                one.entries.append(index)
            case kinds.KeyEvent():
                one = self.of(entry.caller.ref)
                left = tuple(key for key in one.keys if key != entry.key)
                one.keys = (*left, entry.key) if entry.change == "made" else left
                one.entries.append(index)
            case kinds.StandingChange():
                one = self.of(entry.caller.ref)
                if entry.change in ("suspended", "lifted"):
                    one.suspended = index if entry.change == "suspended" else None
                one.entries.append(index)
            case kinds.SettingsChange():
                self.settings = index
            case kinds.CodesActivated():
                self.codes = index
            case kinds.Startup():
                self.startup = index
            case kinds.LogKeyEvent():
                self.log_keys.append(index)

    def of(self, ref: str) -> Registered:
        """What a registration says; an empty one where nothing was entered about it."""
        return self.registrations.setdefault(ref, Registered(ref))

    def places(self, ref: str | None) -> tuple[int, ...]:
        """The places of the entries that say what held, for a call of this caller."""
        found = {each for each in (self.settings, self.codes, self.startup) if each is not None}
        found.update(self.log_keys)
        if ref is not None and ref in self.registrations:
            found.update(self.registrations[ref].entries)
        return tuple(sorted(found))


def _alike(one: kinds.AssetState, other: kinds.AssetState) -> bool:
    return (one.asset, one.facts, one.begins, one.ends) == (
        other.asset, other.facts, other.begins, other.ends,
    )  # fmt: skip


def _values(fact: kinds.FactState) -> str:
    return f"{'/'.join(fact.values)}{_days(fact.begins, fact.ends)}"


def _asset(asset: kinds.AssetState) -> str:
    facts: Sequence[tuple[str, Sequence[str]]] = asset.facts
    told = ", ".join(f"{name}={'/'.join(values)}" for name, values in facts)
    return f"{told or 'no facts'}{_days(asset.begins, asset.ends)}"


def _days(begins: str | None, ends: str | None) -> str:
    told = f" from {begins}" if begins else ""
    return f"{told} until (not including) {ends}" if ends else told
