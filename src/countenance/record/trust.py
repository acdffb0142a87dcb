"""Whom a reader of the record trusts: https://c2sp.org/tlog-policy.

    log gate.example.org/record+0a1b2c3d+AQ...
    witness court court.example.org/w1+...
    witness paper paper.example.org/w1+...
    group outsiders any court paper
    quorum outsiders

Rules kept here:
 * A name is used after the line that makes it, as a member at most once; one quorum, exactly.
 * Two lines with the same public key are refused, whatever their names.
 * Bytes beyond ASCII are no letters of ours: names are compared byte by byte.
"""

from collections.abc import Collection
from dataclasses import dataclass

from countenance.errors import ProofError
from countenance.record.note import KeyType, VerifierKey, read_key

__all__ = ["Group", "Log", "Trust", "Witness", "read_trust", "witness_keys"]

NOBODY = "none"
"""The quorum that asks for no witness."""

_LINES = 4096
_WORDS = {"all", "any"}


@dataclass(frozen=True, slots=True)
class Log:
    """A log whose checkpoints are accepted, and where it is served."""

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who watches the log, and where it is asked."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group that has seen a checkpoint when at least `least` of its members have."""

    name: str
    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """Logs, witnesses, groups, and which of them has to have seen a checkpoint."""

    logs: tuple[Log, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = NOBODY

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """Every key."""
        return (*(log.key for log in self.logs), *(each.key for each in self.witnesses))

    def is_enough(self, keys: Collection[VerifierKey]) -> bool:
        """Whether these keys, whose signatures verify, make the quorum."""
        seen = {each.name for each in self.witnesses if each.key in keys}
        for group in self.groups:
            if sum(member in seen for member in group.members) >= group.least:
                seen.add(group.name)
        return self.quorum == NOBODY or self.quorum in seen


def read_trust(data: bytes) -> Trust:
    """Read a policy of trust. Raises `ProofError` that names the line."""
    reader = _Reader()
    lines = data.split(b"\n")
    if len(lines) > _LINES:
        raise ProofError(f"trust: {len(lines)} lines; at most {_LINES} are read")
    for number, line in enumerate(lines, start=1):
        where = f"trust, line {number}"
        if any(byte < 0x20 and byte != 0x09 for byte in line) or 0x7F in line:
            raise ProofError(f"{where}: a control character")
        # Latin-1 gives each byte one letter, so that names stay what they are.
        words = line.decode("latin-1").replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if words and not words[0].startswith("#"):
            try:
                reader.read(words)
            except ProofError as error:
                raise ProofError(f"{where}: {error}") from error
    return reader.trust()


def witness_keys(trust: Trust | None) -> tuple[VerifierKey, ...]:
    """The keys of the witnesses of a policy; none without one."""
    return () if trust is None else tuple(each.key for each in trust.witnesses)


class _Reader:
    """The lines that were read so far."""

    def __init__(self) -> None:
        self._logs: list[Log] = []
        self._witnesses: list[Witness] = []
        self._groups: list[Group] = []
        self._names: set[str] = set()
        self._members: set[str] = set()
        self._quorum: str | None = None

    def trust(self) -> Trust:
        if self._quorum is None:
            raise ProofError("trust: a line `quorum` is needed (`quorum none` asks for no witness)")
        return Trust(tuple(self._logs), tuple(self._witnesses), tuple(self._groups), self._quorum)

    def read(self, words: list[str]) -> None:
        match words:
            case ["log", key, *url] if len(url) <= 1:
                log = Log(self._key(key, KeyType.LOG), *url)
                if log.key.public in {each.key.public for each in self._logs}:
                    raise ProofError("this key of a log was given before")
                self._logs.append(log)
            case ["witness", name, key, *url] if len(url) <= 1:
                witness = Witness(self._new(name), self._key(key, KeyType.WITNESS), *url)
                if witness.key.public in {each.key.public for each in self._witnesses}:
                    raise ProofError("this key of a witness was given before")
                self._witnesses.append(witness)
            case ["group", name, least, *members] if members:
                self._groups.append(self._group(name, least, members))
            case ["quorum", name]:
                if self._quorum is not None:
                    raise ProofError("a quorum was given before")
                if name != NOBODY and name not in self._names:
                    raise ProofError("the quorum names nobody of the lines above")
                self._quorum = name
            case _:
                raise ProofError(
                    "expected `log KEY [URL]`, `witness NAME KEY [URL]`, "
                    "`group NAME all|any|NUMBER MEMBER...` or `quorum NAME`"
                )

    def _group(self, name: str, least: str, members: list[str]) -> Group:
        for member in members:
            if member not in self._names:
                raise ProofError("a member is named by none of the lines above")
            if member in self._members:
                raise ProofError("a member belongs to one group, once")
            self._members.add(member)
        if least not in _WORDS and not (least.isascii() and least.isdigit()):
            raise ProofError("a group needs `all`, `any` or a number")
        count = {"all": len(members), "any": 1}.get(least) or int(least)
        if not 1 <= count <= len(members):
            raise ProofError(f"a group of {len(members)} needs a number from 1 to {len(members)}")
        return Group(self._new(name), count, tuple(members))

    def _new(self, name: str) -> str:
        if name == NOBODY or name in self._names:
            raise ProofError("this name is taken")
        self._names.add(name)
        return name

    @staticmethod
    def _key(text: str, kind: KeyType) -> VerifierKey:
        # Names of keys may be beyond ASCII: back to the bytes that stood there.
        try:
            key = read_key(text.encode("latin-1").decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ProofError("key: not UTF-8") from error
        if key.type is not kind:
            raise ProofError(f"`{key.name}` is no key of a {kind.name.lower()}")
        return key
