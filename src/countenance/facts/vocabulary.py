"""The vocabulary: every fact that a code may ask about, and the values it can have.

Rules kept here:
 * A domain is finite and closed. It has no value for "not known": `unknown` and `absent` are words
   for the whole domain.
 * The order of the facts is the order of the decision diagram, and part of the digest.
 * A set of values is a bit mask: bit `i` stands for the `i`-th value of the fact.
 * Combinations that cannot happen are cubes; a situation inside one of them is impossible.

Where the text of the vocabulary lies is the matter of `countenance.stores`; what a call proves
about a fact is the matter of `countenance.facts.known`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum

from countenance.errors import FactError, UnknownFactError, UnknownValueError

__all__ = [
    "WHOLE_DOMAIN",
    "Axiom",
    "Basis",
    "Cube",
    "Fact",
    "Known",
    "Vocabulary",
    "fact_digest",
    "nearest",
    "vocabulary_digest",
]

WHOLE_DOMAIN = frozenset({"unknown", "absent"})
"""The words that stand for every value of a domain."""


class Basis(Enum):
    """How a fact is known."""

    MEASURED = "measured"
    REGISTERED = "registered"
    ATTESTED = "attested"
    INFERRED = "inferred"


class Known(Enum):
    """Whether a fact can be known before the call, or only after it."""

    BEFORE = "before"
    AFTER = "after"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that looks most like `word`; None when none looks like it."""
    found = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Cube:
    """A box of situations: for some facts, the values they may have. The other facts are free.

    `masks` are pairs of a fact's index and a mask of its values, in the order of the facts.
    """

    masks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Axiom:
    """One reason why some combinations cannot happen, in words and as cubes."""

    says: str
    cubes: tuple[Cube, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be known, with the closed list of its values.

    `kept` are the values that count as kept for a fact known only after the call; `cost` is how
    hard it is to prove (1 easy); `groups` are names for several values; `read_as` says how the
    unlisted part `XX-...` of a place is read, by `XX-`; `otherwise` is what an unlisted city
    `XX/...` is read as; `called` are names in words for values that are codes.
    """

    name: str
    values: tuple[str, ...]
    meaning: str = ""
    standard: str = ""
    ask: str = ""
    established_by: frozenset[Basis] = frozenset()
    known: Known = Known.BEFORE
    kept: tuple[str, ...] = ()
    cost: int = 1
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    read_as: Mapping[str, str] = field(default_factory=dict, hash=False)
    otherwise: str = ""
    called: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)
    _bits: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        bits = self._bits
        for i, value in enumerate(self.values):
            if value in WHOLE_DOMAIN:
                raise FactError(
                    f"`{self.name}`: `{value}` stands for every value, it cannot be one"
                )
            if value in bits:
                raise FactError(f"`{self.name}` has the value `{value}` twice")
            bits[value] = 1 << i
        if not bits:
            raise FactError(f"`{self.name}` has no values")
        for group, members in self.groups.items():
            if group in bits or group in WHOLE_DOMAIN:
                raise FactError(f"`{self.name}`: the group `{group}` has the name of a value")
            mask = 0
            for member in members:
                if member not in bits:
                    raise UnknownValueError(
                        self.name, member, nearest(member, bits), f"group `{group}`"
                    )
                mask |= bits[member]
            bits[group] = mask
        self.mask(self.kept)

    @property
    def full(self) -> int:
        """The mask of the whole domain."""
        return (1 << len(self.values)) - 1

    def mask(self, names: Iterable[str]) -> int:
        """The mask of what `names` stand for together: values, groups, or the whole domain.

        Raises `UnknownValueError`, which knows the nearest right word.
        """
        mask = 0
        for name in names:
            bits = self._bits.get(name)
            mask |= self._read(name) if bits is None else bits
        return mask

    def names(self, mask: int) -> tuple[str, ...]:
        """The values in `mask`, in the order of the domain."""
        return tuple(value for i, value in enumerate(self.values) if mask >> i & 1)

    def says(self, mask: int) -> str:
        """`mask` in as few words as there are: one group or the list of the values."""
        if mask == self.full:
            return "any"
        for group, members in self.groups.items():
            if len(members) > 1 and self._bits[group] == mask:
                return group
        return "|".join(self.names(mask))

    @property
    def digest(self) -> bytes:
        """SHA-256 of the name and the values in their order (32 bytes)."""
        return fact_digest(self.name, self.values)

    def _read(self, name: str) -> int:
        """The mask of a name that is no value and no group of its own."""
        if name in WHOLE_DOMAIN:
            return self.full
        country, dash, _ = name.partition("-")
        if dash and "/" not in name and country + dash in self.read_as:
            return self._bits[self.read_as[country + dash]]
        if self.otherwise and "/" in name:
            return self._bits[self.otherwise]
        raise UnknownValueError(self.name, name, nearest(name, self._bits))


def fact_digest(name: str, values: Iterable[str]) -> bytes:
    """SHA-256 that binds the name of a fact to its values in their order (32 bytes)."""
    return hashlib.sha256("\n".join(("fact", name, *values)).encode()).digest()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts in their order, and the combinations of values that cannot happen."""

    facts: tuple[Fact, ...]
    impossible: tuple[Cube, ...] = ()
    version: str = "1"
    axioms: tuple[Axiom, ...] = ()
    _indexes: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for i, fact in enumerate(self.facts):
            if fact.name in self._indexes:
                raise FactError(f"two facts are called `{fact.name}`")
            self._indexes[fact.name] = i

    @property
    def open(self) -> tuple[int, ...]:
        """A mask for every fact, each the whole domain."""
        return tuple(fact.full for fact in self.facts)

    def index(self, name: str) -> int:
        """The place of a fact in the order. Raises `UnknownFactError` with the nearest word."""
        index = self._indexes.get(name)
        if index is None:
            raise UnknownFactError(name, nearest(name, self._indexes))
        return index

    def fact(self, name: str) -> Fact:
        """The fact of that name. Raises `UnknownFactError` with the nearest word."""
        return self.facts[self.index(name)]

    def cube(self, values: Mapping[str, Iterable[str] | str]) -> Cube:
        """The cube in which each fact named has one of the values named.

        Raises `UnknownFactError` or `UnknownValueError`; a fact with no value at all is a
        `FactError`.
        """
        masks = []
        for name, names in values.items():
            index = self.index(name)
            mask = self.facts[index].mask((names,) if isinstance(names, str) else names)
            if not mask:
                raise FactError(f"`{name}` is given no value; leave it out if any value will do")
            if mask != self.facts[index].full:
                masks.append((index, mask))
        return Cube(tuple(sorted(masks)))

    def contradicted(self, masks: tuple[int, ...]) -> tuple[str, ...]:
        """What the axioms say that leave nothing of the situations in `masks`, each by itself."""
        return tuple(
            axiom.says
            for axiom in self.axioms
            if any(all(not masks[i] & ~mask for i, mask in cube.masks) for cube in axiom.cubes)
        )

    @property
    def digest(self) -> bytes:
        """SHA-256 of the version and of every fact in its order (32 bytes)."""
        return vocabulary_digest(self.version, (fact.digest for fact in self.facts))


def vocabulary_digest(version: str, facts: Iterable[bytes]) -> bytes:
    """SHA-256 that binds a version to the digests of its facts in their order (32 bytes)."""
    whole = hashlib.sha256(f"vocabulary\n{version}\n".encode())
    for digest in facts:
        whole.update(digest)
    return whole.digest()
