"""The order of the rooms, the purity of the pure ones, and one test file per module."""

import ast
from pathlib import Path

import pytest

from house.source import PACKAGE, ROOMS, ROOT, imports_of, modules, room_of

PURE = ("facts", "codes", "decisions", "callers", "dialects", "record", "review")
OUTSIDE = {
    "aiohttp", "asyncio", "asyncpg", "http", "httpx", "io.open", "os", "pathlib", "pyreqwest",
    "random", "requests", "secrets", "shutil", "socket", "sqlite3", "subprocess", "tempfile",
    "threading", "time", "urllib.request", "uuid", "uvicorn",
}  # fmt: skip
NO_NETWORK = ("media", "faces", "evidence")
NETWORK = {"aiohttp", "http.client", "http.server", "httpx", "pyreqwest", "requests", "urllib.request", "uvicorn"}  # noqa: E501


def _name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_every_folder_is_a_room() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}

    assert folders <= set(ROOMS)


@pytest.mark.parametrize("path", modules(), ids=_name)
def test_a_room_imports_only_from_rooms_above_it(path: Path) -> None:
    room = room_of(path)
    allowed = set(ROOMS[: ROOMS.index(room) + 1]) if room else set()

    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "countenance" and len(parts) > 1 and parts[1] in ROOMS:
            assert parts[1] in allowed, f"{_name(path)} imports {name}"


@pytest.mark.parametrize(
    "path", [path for path in modules() if room_of(path) in PURE], ids=_name
)
def test_a_pure_room_reads_no_clock_file_socket_or_chance(path: Path) -> None:
    touched = [
        name for name in imports_of(path) if name in OUTSIDE or name.split(".")[0] in OUTSIDE
    ]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    opened = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"
    ]
    clocks = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
    ]

    assert not touched
    assert not opened
    assert not clocks


@pytest.mark.parametrize(
    "path", [path for path in modules() if room_of(path) in NO_NETWORK], ids=_name
)
def test_the_rooms_that_see_call_nobody(path: Path) -> None:
    assert not [
        name for name in imports_of(path) if name in NETWORK or name.split(".")[0] in NETWORK
    ]


@pytest.mark.parametrize(
    "path", [path for path in modules() if path.name != "__init__.py"], ids=_name
)
def test_every_module_has_its_own_test_file(path: Path) -> None:
    mirrored = path.relative_to(PACKAGE).with_name(f"test_{path.name}")

    assert (ROOT / "tests" / mirrored).is_file(), f"{_name(path)} has no tests/{mirrored}"


@pytest.mark.parametrize("path", modules(), ids=_name)
def test_every_module_says_what_it_knows_and_offers(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    offered = [
        node
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)
    ]

    assert ast.get_docstring(tree), f"{_name(path)} has no docstring"
    if path.name != "__init__.py":
        assert len(offered) == 1, f"{_name(path)} has no `__all__`"


@pytest.mark.parametrize("path", modules(), ids=_name)
def test_no_module_grows_past_what_one_can_hold(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 430
