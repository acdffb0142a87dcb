"""Compiled codes on the disk: the same as compiled anew, and never what somebody else put there."""

import hashlib
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from countenance.codes.model import Edition
from countenance.decisions.certificate import certify
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.decide import decide
from countenance.facts.known import Facts
from countenance.stores import compiled_cache
from countenance.stores.compiled_cache import CompiledCache, cache_folder
from countenance.stores.packaged import editions_of, packaged_vocabulary

V = packaged_vocabulary()
EDITIONS = (*editions_of("ms-aoai-coc"), *editions_of("ms-enterprise-ai-coc"))
DAY = date(2026, 11, 22)
FACTS = Facts.open(V).narrowed({"service": "azure_openai", "operation": "emotion_recognition"})
COLD = compile_editions(EDITIONS, V, day=DAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def compiles(monkeypatch: pytest.MonkeyPatch) -> list[date | None]:
    """The days for which something was compiled anew."""
    days: list[date | None] = []

    def counted(
        editions: tuple[Edition, ...], vocabulary: object, *, day: date | None, **more: object
    ) -> Compiled:
        days.append(day)
        return compile_editions(editions, V, day=day, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(compiled_cache, "compile_editions", counted)
    return days


def kept(folder: Path, day: date | None = DAY, **more: frozenset[str]) -> Compiled:
    return CompiledCache(folder).compiled(EDITIONS, V, day=day, **more)


def the_file(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def test_what_is_kept_is_what_is_compiled(folder: Path, compiles: list[date | None]) -> None:
    kept(folder)
    again = kept(folder)

    assert compiles == [DAY]
    assert (again.digest, again.roots, again.after) == (COLD.digest, COLD.roots, COLD.after)
    assert list(again.node_digests) == list(COLD.node_digests)
    assert list(again.diagram.edges) == COLD.diagram.edges
    assert again.diagram.edges[-3:] == COLD.diagram.edges[-3:]
    assert again.node_digests[2:40] == list(COLD.node_digests[2:40])
    for sequence in (again.node_digests, again.diagram.edges):
        for at in (len(sequence), -1):
            with pytest.raises(IndexError):
                sequence[at]
    assert certify(again, FACTS) == certify(COLD, FACTS)
    assert decide(again, FACTS).verdicts == decide(COLD, FACTS).verdicts
    assert decide(again, FACTS).next_question == decide(COLD, FACTS).next_question


def test_other_texts_days_and_signatures_have_other_keys(
    folder: Path, compiles: list[date | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = frozenset(clause.digest for each in EDITIONS for clause in each.clauses)
    kept(folder)
    kept(folder, date(2026, 11, 23))  # the same clauses count
    kept(folder, date(2024, 5, 2))
    kept(folder, signed=everything)
    monkeypatch.setattr(compiled_cache, "program_digest", lambda: "sha256:another program")
    kept(folder)

    assert compiles == [DAY, date(2024, 5, 2), DAY, DAY]
    assert len(list(folder.iterdir())) == 4


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def nonsense(path: Path) -> None:
    path.write_bytes(b"\x80\x04cposix\nsystem\n(S'true'\ntR.")


def from_another_key(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(path.stem[:8].encode(), b"00000000", 1))


def of_another_shape(path: Path) -> None:
    body = b'{"after": [], "edges": 0, "masks": [], "nodes": 1, "roots": [0]}\n'
    head = f"countenance-compiled 2 {path.stem} {hashlib.sha256(body).hexdigest()}\n"
    path.write_bytes(head.encode() + body)


@pytest.mark.parametrize("damage", [cut, flip, empty, nonsense, from_another_key, of_another_shape])
def test_what_is_damaged_is_compiled_and_written_anew(
    folder: Path, compiles: list[date | None], damage: Callable[[Path], None]
) -> None:
    kept(folder)
    before = the_file(folder).read_bytes()
    damage(the_file(folder))

    again = kept(folder)

    assert compiles == [DAY, DAY]
    assert again.digest == COLD.digest
    assert the_file(folder).read_bytes() == before


def others_may_write(path: Path) -> None:
    path.chmod(0o666)


def a_link(path: Path) -> None:
    elsewhere = path.parent.parent / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def a_second_name(path: Path) -> None:
    os.link(path, path.parent.parent / "second")


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def a_folder_for_all(path: Path) -> None:
    path.parent.chmod(0o777)


@pytest.mark.parametrize(
    "change", [others_may_write, a_link, a_second_name, a_pipe, a_folder_for_all]
)
def test_what_somebody_else_may_have_put_there_is_not_read(
    folder: Path, compiles: list[date | None], change: Callable[[Path], None]
) -> None:
    kept(folder)
    change(the_file(folder))

    assert kept(folder).digest == COLD.digest
    assert compiles == [DAY, DAY]


def test_what_belongs_to_somebody_else_is_not_read(
    folder: Path, compiles: list[date | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(folder)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    kept(folder)

    assert compiles == [DAY, DAY]


def test_only_its_owner_can_read_and_write_what_is_kept(folder: Path) -> None:
    kept(folder)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert the_file(folder).stat().st_mode & 0o777 == 0o600


def test_a_cache_that_cannot_be_is_no_error(tmp_path: Path, compiles: list[date | None]) -> None:
    (tmp_path / "file").write_text("")

    for folder in (tmp_path / "file" / "cache", tmp_path / "file"):
        assert kept(folder).digest == COLD.digest
    assert CompiledCache(None).compiled(EDITIONS, V, day=DAY).digest == COLD.digest
    assert compiles == [DAY] * 3


def test_only_so_many_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_cache, "_KEPT", 2)

    for year in (2023, 2024, 2025, 2026):
        kept(folder, date(year, 6, 1))

    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"XDG_CACHE_HOME": "/a", "HOME": "/h"}, Path("/a/countenance")),
        ({"XDG_CACHE_HOME": "a", "HOME": "/h"}, Path("/h/.cache/countenance")),
        ({"HOME": "/h"}, Path("/h/.cache/countenance")),
        ({"HOME": "h"}, None),
        ({}, None),
        ({"XDG_CACHE_HOME": "/a", "COUNTENANCE_CACHE": "off"}, None),
    ],
)
def test_it_lies_where_caches_lie(environment: dict[str, str], found: Path | None) -> None:
    assert cache_folder(environment) == found


def test_no_gate_reads_it() -> None:
    """A file that somebody put there can change what a command says, never what passes."""
    source = Path(compiled_cache.__file__).parent.parent
    rooms = ("gate", "evidence", "bulk", "console", "reports", "review")

    users = [
        path.name
        for room in rooms
        for path in (source / room).rglob("*.py")
        if "compiled_cache" in path.read_text(encoding="utf-8")
    ]

    assert users == []
