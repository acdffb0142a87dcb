"""The order of the rooms, the purity of the pure ones, and one test file per module."""

import ast
from collections.abc import Collection
from pathlib import Path

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


def _touches(path: Path, names: Collection[str]) -> list[str]:
    return [
        f"{_name(path)} imports {name}"
        for name in imports_of(path)
        if name in names or name.split(".")[0] in names
    ]


def test_a_room_imports_only_from_rooms_above_it() -> None:
    wrong = []
    for path in modules():
        room = room_of(path)
        allowed = set(ROOMS[: ROOMS.index(room) + 1]) if room else set()
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] == "countenance" and len(parts) > 1 and parts[1] in ROOMS:
                wrong += [] if parts[1] in allowed else [f"{_name(path)} imports {name}"]

    assert not wrong


def test_a_pure_room_reads_no_clock_file_socket_or_chance() -> None:
    wrong = []
    for path in (path for path in modules() if room_of(path) in PURE):
        wrong += _touches(path, OUTSIDE)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today"):
                wrong.append(f"{_name(path)}:{node.lineno} reads a clock")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                wrong += [f"{_name(path)}:{node.lineno} opens"] if node.func.id == "open" else []

    assert not wrong


def test_the_rooms_that_see_call_nobody() -> None:
    assert not [
        found
        for path in modules()
        if room_of(path) in NO_NETWORK
        for found in _touches(path, NETWORK)
    ]


def test_every_module_has_its_own_test_file() -> None:
    mirrored = [
        path.relative_to(PACKAGE).with_name(f"test_{path.name}")
        for path in modules()
        if path.name != "__init__.py"
    ]

    assert not [str(path) for path in mirrored if not (ROOT / "tests" / path).is_file()]


def test_every_module_says_what_it_knows_and_offers() -> None:
    wrong = []
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        offered = [
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and target.id == "__all__"
        ]
        if not ast.get_docstring(tree):
            wrong.append(f"{_name(path)} has no docstring")
        if path.name != "__init__.py" and len(offered) != 1:
            wrong.append(f"{_name(path)} has no `__all__`")

    assert not wrong


def test_no_module_grows_past_what_one_can_hold() -> None:
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}

    assert {name: size for name, size in sizes.items() if size > 430} == {}


def test_these_tests_see_the_modules() -> None:
    assert {"errors.py", "gate/walk.py", "record/tree.py"} <= {_name(path) for path in modules()}
