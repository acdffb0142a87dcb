"""Compiled codes kept on the disk between two commands, never for a gate.

    countenance-compiled 1 <key> <SHA-256 of the rest>
    {"below": [...], "digests": "...", "edges": [...], "levels": [...], "root": 123}

Rules kept here:
 * It is text that is parsed, never a pickle: nothing in it can be run.
 * The key is the digest of everything that decides what was compiled: the program, its texts, which
   clauses count, the sign-offs. Another program or text has another key.
 * Whoever can write a file here can say what a code answers. So a folder or a file is used only if
   it is this user's own, no link, and nobody else can write to it; and **a gate never reads one**.
 * What is damaged, cut short or of another key is compiled anew and written anew. Nothing that goes
   wrong with the cache is an error: it is only slower without.

Own codes of a site are not kept: their texts are no part of the program.
"""

import datetime
import gc
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from countenance.codes.model import Edition
from countenance.decisions.compile import (
    Bound,
    Compiled,
    assembled,
    bound_editions,
    compile_editions,
)
from countenance.decisions.diagram import Diagram
from countenance.decisions.operations import TERMINALS
from countenance.facts.vocabulary import Vocabulary
from countenance.stores.packaged import program_digest

__all__ = ["CompiledCache", "cache_folder"]

_HEAD = "countenance-compiled 1"
_LARGEST = 64 << 20
_KEPT = 16
"""Files that are kept; the oldest go."""


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """Where compiled codes lie; None where `COUNTENANCE_CACHE=off`, or there is no home."""
    if environment.get("COUNTENANCE_CACHE") == "off":
        return None
    named, home = environment.get("XDG_CACHE_HOME"), environment.get("HOME")
    # The standard of these folders: a path that is not absolute does not count.
    if named and Path(named).is_absolute():
        return Path(named, "countenance")
    return Path(home, ".cache", "countenance") if home and Path(home).is_absolute() else None


class CompiledCache:
    """The cache in a folder; None: there is none, and everything is compiled."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def compiled(
        self,
        editions: Iterable[Edition],
        vocabulary: Vocabulary,
        *,
        day: datetime.date | None,
        signed: frozenset[str] = frozenset(),
        undated: frozenset[str] = frozenset(),
    ) -> Compiled:
        """What `compile_editions` gives for packaged editions. Raises as that does."""
        editions = tuple(editions)
        if self._folder is None:
            return compile_editions(
                editions, vocabulary, day=day, signed=signed, undated=undated
            )
        bound = bound_editions(editions, day=day, signed=signed, undated=undated)
        key = _key(bound)
        found = _read(self._folder, key, bound, vocabulary)
        if found is None:
            found = compile_editions(
                editions, vocabulary, day=day, signed=signed, undated=undated
            )
            _write(self._folder, key, found)
        return found


def _read(
    folder: Path, key: str, bound: Sequence[Bound], vocabulary: Vocabulary
) -> Compiled | None:
    try:
        data = _bytes(folder, f"{key}.compiled")
        head, _, body = data.partition(b"\n")
        if head.decode("ascii") != f"{_HEAD} {key} {hashlib.sha256(body).hexdigest()}":
            return None
        with _uncollected():
            return _restored(json.loads(body), bound, vocabulary)
    except (OSError, ValueError, LookupError, TypeError, ArithmeticError):
        return None


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: ten thousands of small tuples are made, and none is any."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _write(folder: Path, key: str, made: Compiled) -> None:
    diagram = made.diagram
    kept = {
        "levels": diagram.levels,
        "edges": diagram.edges,
        "below": diagram.below,
        "digests": b"".join(made.node_digests).hex(),
        "root": made.root,
    }
    body = json.dumps(kept, separators=(",", ":")).encode()
    head = f"{_HEAD} {key} {hashlib.sha256(body).hexdigest()}\n".encode()
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _put(folder, f"{key}.compiled", head + body)


def _key(bound: Sequence[Bound]) -> str:
    """SHA-256 over the program with its texts, and what of them counts."""
    whole = hashlib.sha256(f"{_HEAD}\n{program_digest()}\n".encode())
    for one in bound:
        whole.update(f"{one.edition.name}\n".encode())
        for clause in one.clauses:
            whole.update(f" {clause.digest} {one.is_signed(clause)}\n".encode())
    return whole.hexdigest()


def _restored(kept: object, bound: Sequence[Bound], vocabulary: Vocabulary) -> Compiled | None:
    """What was kept, as it was; None where it is no diagram over this vocabulary."""
    if not isinstance(kept, dict):
        return None
    diagram = Diagram([len(fact.values) for fact in vocabulary.facts])
    levels, edges, below = kept["levels"], kept["edges"], kept["below"]
    digests, root = bytes.fromhex(kept["digests"]), kept["root"]
    count = len(levels)
    whole = len(edges) == len(below) == count and len(digests) == 32 * (count - TERMINALS)
    if not whole or not 0 <= root < count or levels[:TERMINALS] != diagram.levels:
        return None
    diagram.levels = levels
    diagram.edges = [tuple([(mask, child) for mask, child in each]) for each in edges]
    diagram.below = below
    diagram.freeze()
    # The digest of a terminal is empty (see `decisions.digests`).
    each = [digests[i : i + 32] for i in range(0, len(digests), 32)]
    whole_digests = (*[b""] * TERMINALS, *each)
    return assembled(bound, vocabulary, diagram, root, whole_digests, at_gate=False)


def _opened(folder: Path) -> int:
    """The folder, where it is this user's own. Raises `OSError`."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    if not _own(os.fstat(opened)):
        os.close(opened)
        raise PermissionError(f"{folder}: others may write to it")
    return opened


def _own(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _bytes(folder: Path, name: str) -> bytes:
    within = _opened(folder)
    try:
        # O_NONBLOCK: a pipe of that name is not waited for.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        opened = os.open(name, flags, dir_fd=within)
    finally:
        os.close(within)
    with os.fdopen(opened, "rb") as file:
        found = os.fstat(opened)
        plain = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
        if not plain or not _own(found) or found.st_size > _LARGEST:
            raise PermissionError(f"{name}: others may write to it")
        return file.read(_LARGEST)


def _put(folder: Path, name: str, data: bytes) -> None:
    """Write a file whole, and let the oldest go. Raises `OSError`."""
    within = _opened(folder)
    beside = f".{os.urandom(8).hex()}"
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(beside, flags, 0o600, dir_fd=within), "wb") as file:
            file.write(data)
        os.replace(beside, name, src_dir_fd=within, dst_dir_fd=within)
        # By its descriptor: a path would be looked up again.
        there = [each for each in os.listdir(within) if each.endswith(".compiled")]  # noqa: PTH208
        newest = sorted(
            there, key=lambda each: -os.stat(each, dir_fd=within, follow_symlinks=False).st_mtime_ns
        )
        for each in newest[_KEPT:]:
            os.unlink(each, dir_fd=within)
    finally:
        with suppress(OSError):
            os.unlink(beside, dir_fd=within)
        os.close(within)
