"""The project speaks of itself alone: nothing about how it came to be, or on which machine."""

import re
from pathlib import Path

from house.source import ROOT

KINDS = {".py", ".md", ".toml", ".txt", ".in", ".lock", ".sh", ".yml", ".html", ".json", ".jsonl"}
KEPT = [
    path
    for top in ("src", "tests", "tools", "docs", "requirements", ".ci", ".")
    for path in sorted((ROOT / top).glob("*" if top == "." else "**/*"))
    if path.is_file()
    and (path.suffix in KINDS or path.parent.name == ".ci" or path.name in ("Makefile", "NOTICE"))
    and path.name != "demo.html"
    and "__pycache__" not in path.parts
]
# Written in two pieces, so that this file does not hold what it looks for.
MACHINE = re.compile("|".join(["/wo" + "rk/", "/ho" + r"me/\w", "/ro" + "ot/", "/tm" + r"p/\w+/"]))
REGISTRIES = ("py" + r"pi\.org", "pythonhos" + "ted", r"registry\.npm" + "js", "index-" + "url htt")
REGISTRY = re.compile("|".join(REGISTRIES))
MAKING = re.compile(
    "|".join(
        [
            r"\bissue" + r" #?\d", r"\bissue" + "s? (one|two|three|four|five|six)", "sub" + "agent",
            r"\b[Aa]s an AI\b" + " model", "lang" + "uage model wrote", r"\bCONTRACT" + r"\.md",
            r"\bresearch" + r"/\w+\.md", r"\b[Cc]lau" + "de", "this se" + r"ssion\b",
            "prev" + r"ious session",
        ]
    )
)  # fmt: skip


def test_it_speaks_of_itself_alone() -> None:
    wrong = []
    for path in KEPT:
        text = path.read_text(encoding="utf-8")
        for word in (MACHINE, REGISTRY, MAKING):
            found = word.search(text)
            wrong += [f"{path.relative_to(ROOT)}: {found}"] if found else []

    assert not wrong
    assert Path(__file__) in KEPT


def test_locks_name_no_place_to_download_from() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name
