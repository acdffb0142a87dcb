"""The docs: a word on every command and every setting, and links that lead somewhere."""

import re
from pathlib import Path

import msgspec
import pytest

from countenance.cli.tree import COMMANDS
from countenance.gate import settings
from house.source import ROOT

PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
TABLES: dict[str, type[msgspec.Struct]] = {
    "gate": settings.GateSettings,
    "tls": settings.TlsSettings,
    "upstream": settings.UpstreamSettings,
    "faces": settings.FacesSettings,
    "codes": settings.CodesSettings,
}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_docs(command: str) -> None:
    assert re.search(rf"countenance {command}\b", TEXT)


@pytest.mark.parametrize(
    "key",
    [
        f"{table}.{field.name}"
        for table, struct in TABLES.items()
        for field in msgspec.structs.fields(struct)
    ],
)
def test_every_setting_has_its_row(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_the_settings_that_are_shown_are_good_settings() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)

    assert settings.parse_settings(shown, {}).upstream[0].service == "azure_openai"


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of one machine, no registry, nothing about how it came to be."""
    words = ("/work/", "pypi.org", "files.pythonhosted", "registry.npmjs")
    kept = [*(ROOT / "src").rglob("*.py"), *(ROOT / "requirements").iterdir(), *PAGES]

    for path in kept:
        text = path.read_text(encoding="utf-8")
        for word in words:
            assert word not in text, f"{path}: {word}"
