"""Compiled codes kept on the disk between two commands, never for a gate.

    countenance-compiled 2 <key> <SHA-256 of the rest>
    {"after": [...], "edges": 789, "masks": [...], "nodes": 456, "roots": [123]}
    of each node: its level, the verdicts below it, where its edges end; of each edge: which of the
    masks, which child; of each node that is no terminal: its digest

Rules kept here:
 * It is numbers that are read, never a pickle: nothing in it can be run.
 * The key is the digest of everything that decides what was compiled: the program, its texts, which
   clauses count, the sign-offs. Another program or text has another key.
 * Whoever can write a file here can say what a code answers. So a folder or a file is used only if
   it is this user's own, no link, and nobody else can write to it; and **a gate never reads one**.
 * What is damaged, cut short or of another key is compiled anew and written anew. Nothing that goes
   wrong with the cache is an error: it is only slower without.

Own codes of a site are not kept: their texts are no part of the program.
"""

import datetime
import hashlib
import json
import os
import stat
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path
from typing import cast, overload

from countenance.codes.model import Edition
from countenance.decisions.compile import (
    Bound,
    Compiled,
    assembled,
    bound_editions,
    compile_editions,
)
from countenance.decisions.diagram import Diagram, Edges
from countenance.decisions.operations import TERMINALS
from countenance.facts.vocabulary import Vocabulary
from countenance.stores.packaged import program_digest

__all__ = ["CompiledCache", "cache_folder"]

_HEAD = "countenance-compiled 2"
_NUMBER = "I"
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
        return _restored(body, bound, vocabulary)
    except (OSError, ValueError, LookupError, TypeError, ArithmeticError):
        return None


def _write(folder: Path, key: str, made: Compiled) -> None:
    diagram = made.diagram
    flat = [edge for edges in diagram.edges for edge in edges]
    masks = {mask: i for i, mask in enumerate(dict.fromkeys(mask for mask, _ in flat))}
    told = {
        "after": made.after,
        "edges": len(flat),
        "masks": list(masks),
        "nodes": len(diagram.levels),
        "roots": made.roots,
    }
    parts = (
        array(_NUMBER, diagram.levels),
        array(_NUMBER, diagram.below),
        array(_NUMBER, accumulate(map(len, diagram.edges))),
        array(_NUMBER, (masks[mask] for mask, _ in flat)),
        array(_NUMBER, (child for _, child in flat)),
    )
    numbers = b"".join(map(array.tobytes, parts)) + b"".join(made.node_digests)
    body = json.dumps(told, separators=(",", ":")).encode() + b"\n" + numbers
    head = f"{_HEAD} {key} {hashlib.sha256(body).hexdigest()}\n".encode()
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _put(folder, f"{key}.compiled", head + body)


def _key(bound: Sequence[Bound]) -> str:
    """SHA-256 over the program with its texts, and what of them counts."""
    written = f"{_HEAD} {sys.byteorder} {array(_NUMBER).itemsize}"
    whole = hashlib.sha256(f"{written}\n{program_digest()}\n".encode())
    for one in bound:
        whole.update(f"{one.edition.name}\n".encode())
        for clause in one.clauses:
            whole.update(f" {clause.digest} {one.is_signed(clause)}\n".encode())
    return whole.hexdigest()


def _restored(body: bytes, bound: Sequence[Bound], vocabulary: Vocabulary) -> Compiled | None:
    """What was kept, as it was; None where it is no diagram over this vocabulary."""
    first, _, numbers = body.partition(b"\n")
    told = json.loads(first)
    nodes, count, roots = int(told["nodes"]), int(told["edges"]), tuple(map(int, told["roots"]))
    size = array(_NUMBER).itemsize
    ends = list(accumulate((0, *(n * size for n in (nodes, nodes, nodes, count, count)))))
    rooted = len(roots) in (1, 2) and all(0 <= root < nodes for root in roots)
    if len(numbers) != ends[-1] + 32 * (nodes - TERMINALS) or not rooted:
        return None
    parts = [array(_NUMBER, numbers[start:end]) for start, end in pairwise(ends)]
    diagram = Diagram([len(fact.values) for fact in vocabulary.facts])
    levels = parts[0].tolist()
    if levels[:TERMINALS] != diagram.levels:
        return None
    diagram.levels = levels
    diagram.below = parts[1].tolist()
    # Asked for by place alone, as a list would be: a frozen diagram adds nothing to it.
    diagram.edges = cast("list[Edges]", _LaterEdges(told["masks"], *parts[2:]))
    diagram.freeze()
    return assembled(
        bound, vocabulary, diagram, roots, _LaterDigests(numbers[ends[-1] :], nodes),
        after=tuple(told["after"]), at_gate=False,
    )  # fmt: skip


class _LaterEdges(Sequence[Edges]):
    """The edges of every node, each made when it is first asked for: one question asks for few."""

    def __init__(
        self, masks: Sequence[int], ends: "array[int]", which: "array[int]", child: "array[int]"
    ) -> None:
        self._masks, self._ends, self._which, self._child = masks, ends, which, child
        self._made: dict[int, Edges] = {}

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> Edges: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Edges]: ...
    def __getitem__(self, at: int | slice) -> Edges | Sequence[Edges]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if not 0 <= at < len(self._ends):
            raise IndexError(at)
        found = self._made.get(at)
        if found is None:
            start, end = self._ends[at - 1] if at else 0, self._ends[at]
            found = self._made[at] = tuple(
                (self._masks[self._which[i]], self._child[i]) for i in range(start, end)
            )
        return found


class _LaterDigests(Sequence[bytes]):
    """The digest of every node; that of a terminal is empty (see `decisions.digests`)."""

    def __init__(self, digests: bytes, nodes: int) -> None:
        self._digests, self._nodes = digests, nodes

    def __len__(self) -> int:
        return self._nodes

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if not 0 <= at < self._nodes:
            raise IndexError(at)
        start = 32 * (at - TERMINALS)
        return b"" if at < TERMINALS else self._digests[start : start + 32]


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
