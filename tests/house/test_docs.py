"""The docs: a place for every command, option, setting, exit code, fact and clause of the gate."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from countenance.cli.tree import COMMANDS
from countenance.dialects import replies
from countenance.dialects.replies import GateClause
from countenance.gate.settings import settings
from countenance.gate.settings.board import BoardSettings
from countenance.gate.settings.console import ConsoleSettings
from countenance.gate.settings.media import FacesSettings, FilmsSettings, PicturesSettings
from countenance.gate.settings.notices import NoticesSettings
from countenance.gate.settings.oidc import OidcSettings
from countenance.gate.settings.people import PeopleSettings
from countenance.gate.settings.record import RecordSettings
from countenance.gate.settings.reports import ReportsSettings
from countenance.gate.settings.review import ReviewSettings
from countenance.gate.settings.said import said, said_in
from countenance.gate.settings.upstream import UpstreamSettings
from countenance.reports import api as reports_api
from countenance.stores.packaged import code_names, packaged_vocabulary
from house.pages import PAGES, anchors_of, name_of
from house.source import ROOT

DOCS = ROOT / "docs"
TABLES: dict[str, type[msgspec.Struct]] = {
    "gate": settings.GateSettings,
    "tls": settings.TlsSettings,
    "upstream": UpstreamSettings,
    "faces": FacesSettings,
    "films": FilmsSettings,
    "pictures": PicturesSettings,
    "limits": settings.LimitsSettings,
    "offences": settings.OffencesSettings,
    "codes": settings.CodesSettings,
    "trial": settings.TrialSettings,
    "spans": settings.SpansSettings,
    "record": RecordSettings,
    "review": ReviewSettings,
    "console": ConsoleSettings,
    "board": BoardSettings,
    "people": PeopleSettings,
    "notices": NoticesSettings,
    "oidc": OidcSettings,
    "reports": ReportsSettings,
}
SETTINGS = [
    f"{table}.{field.name}"
    for table, struct in TABLES.items()
    for field in msgspec.structs.fields(struct)
]
SAID_ONCE_FOR_ALL = {"--help", "--data", "--json"}


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that can be typed, with its words."""
    for name, (module, attribute, _) in sorted(COMMANDS.items()):
        command = getattr(importlib.import_module(module), attribute)
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", each) for sub, each in command.commands.items())
        else:
            yield name, command


def test_operators_are_shown_what_the_page_of_the_settings_says() -> None:
    assert said() == said_in(_page("settings.md")), "run `make pages`"


def test_every_command_is_in_the_docs_with_its_options() -> None:
    text = " ".join(_page("commands.md").split())
    missing = []
    for words, command in _commands():
        if not re.search(rf"countenance {words}\b", text):
            missing.append(words)
        missing += [
            f"{words} {option}"
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for option in parameter.opts
            if option.startswith("--") and option not in SAID_ONCE_FOR_ALL
            if f"`{option}" not in text
        ]

    assert not missing


def test_every_setting_has_its_row() -> None:
    page = _page("settings.md")

    assert not [
        key
        for key in SETTINGS
        if not re.search(rf"^\|[^|]*`{re.escape(key)}`", page, re.MULTILINE)
    ]


def test_the_settings_page_names_no_setting_that_is_not_there() -> None:
    named = re.findall(r"`(\w+\.\w+)`", _page("settings.md"))

    assert [key for key in named if key not in SETTINGS and not key.endswith(".toml")] == []


def test_the_settings_that_are_shown_are_good_settings() -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", _page("settings.md"), re.DOTALL)

    assert settings.parse_settings(shown, {}).upstream[0].service == "azure_openai"


def test_every_reason_of_the_gate_has_its_row() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| \d{3}", _page("errors.md"), re.MULTILINE)

    assert {clause.value for clause in GateClause} <= set(rows)


def test_every_word_of_an_error_is_in_the_docs() -> None:
    """A reader looks for the `code` that the client shows."""
    source = Path(replies.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'"?code"?[:=] ?"([a-z]\w+)"', source))
    codes |= set(re.findall(r'^        \d{3}: "(\w+)",$', source, re.MULTILINE))
    codes |= set(re.findall(r'Wrong\(\s*\d{3},\s*"(\w+)"', source))

    assert len(codes) >= 10
    assert [code for code in sorted(codes) if f"`{code}`" not in _page("errors.md")] == []


def test_every_answer_about_reports_has_its_row() -> None:
    source = Path(reports_api.__file__).read_text(encoding="utf-8")
    told = set(re.findall(r'refused\(\s*(\d{3}), "(\w+)"', source))
    section = _page("errors.md").partition("## About a report")[2].partition("\n## ")[0]
    rows = {
        (status, code)
        for statuses, codes in re.findall(r"^\| ([\d, ]+) \| ([^|]+) \|", section, re.MULTILINE)
        for status in statuses.split(", ")
        for code in re.findall(r"`(\w+)`", codes)
    }

    assert len(told) >= 7
    assert sorted(told - rows) == []


def test_every_exit_code_has_its_row() -> None:
    rows = re.findall(r"^\| (\d) \| \w", _page("errors.md"), re.MULTILINE)

    assert {str(number) for number in range(6)} <= set(rows)


def test_every_fact_has_its_section() -> None:
    sections = set(re.findall(r"^### `(\w+)`", _page("facts.md"), re.MULTILINE))

    assert {fact.name for fact in packaged_vocabulary().facts} <= sections


def test_every_code_has_its_page() -> None:
    codes = code_names()

    assert len(codes) >= 43
    assert not [
        code for code in codes if not _page(f"codes/{code}.md").startswith(f"# `{code}`")
    ]


def test_links_lead_somewhere() -> None:
    lost = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            file, _, anchor = target.partition("#")
            if "://" in target:
                continue
            found = (page.parent / file) if file else page
            if not found.exists() or (anchor and anchor not in anchors_of(found)):
                lost.append(f"{name_of(page)}: {target}")

    assert not lost
    assert ROOT / "README.md" in PAGES


def test_every_page_is_in_the_index() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in (DOCS / "README.md", DOCS / "codes" / "README.md")
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    }
    pages = {page.resolve() for page in DOCS.rglob("*.md")} - {(DOCS / "README.md").resolve()}

    assert sorted(pages - linked) == []


def test_a_page_answers_one_question() -> None:
    headings = {
        name_of(page): page.read_text(encoding="utf-8").splitlines()[0]
        for page in PAGES
        if page.parent == DOCS
    }

    assert "record.md" in " ".join(headings)
    assert not [
        name
        for name, heading in headings.items()
        if not (heading.startswith("# ") and heading.endswith("?"))
    ]
