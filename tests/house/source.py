"""The source of the house as text and syntax trees, for the tests that keep its order."""

import ast
from functools import cache
from pathlib import Path

__all__ = ["PACKAGE", "ROOMS", "ROOT", "imports_of", "modules", "room_of"]

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "countenance"

ROOMS = (
    "facts", "codes", "decisions", "media", "faces", "callers", "dialects", "evidence", "record",
    "review", "stores", "gate", "reports", "bulk", "console", "cli",
)  # fmt: skip
"""The rooms in the order of their imports: each may import only from those before it."""


def modules() -> list[Path]:
    """Every Python file of the package, in order."""
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str | None:
    """The room a file stands in; None for the files above all rooms."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else None


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    """The dotted name of everything a file imports, wherever in the file it does."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found.append(node.module)
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)
