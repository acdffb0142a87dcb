"""What an installation brings along: few packages, and none whose licence spreads to its users."""

import importlib.metadata as metadata
import re
import tomllib

import pytest

from house.source import ROOT

SPREADS = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
MOST = 40


def _locked(name: str) -> list[str]:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return re.findall(r"^([\w.-]+)==", text, re.MULTILINE)


def _licence(package: metadata.Distribution) -> str:
    """What a package says of its licence: by its expression, else its classifiers and its file."""
    about = package.metadata.json
    if expression := about.get("license_expression"):
        return str(expression)
    classifiers = [each for each in about.get("classifier", []) if each.startswith("License")]
    files = [file for file in package.files or [] if re.match(r"(?i)licen[cs]e", file.name)]
    heads = [file.read_text(encoding="utf-8")[:400] for file in files]
    return " ".join([str(about.get("license", ""))[:400], *classifiers, *heads])


RUN = sorted(_locked("run") + _locked("models") + _locked("build"))


def test_what_make_run_installs_is_few() -> None:
    assert 0 < len(RUN) < MOST


@pytest.mark.parametrize("name", RUN)
def test_no_licence_spreads_to_the_users(name: str) -> None:
    licence = _licence(metadata.distribution(name))

    assert licence.strip(), f"{name} does not say its licence"
    assert not SPREADS.search(licence), licence


def test_what_the_package_asks_for_is_locked() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        asked = tomllib.load(file)["project"]["dependencies"]
    names = [re.split(r"[><=; \[]", each)[0].lower() for each in asked]

    assert [name for name in names if name not in RUN] == []


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=str)
def test_every_locked_package_is_pinned_by_hashes(lock: object) -> None:
    text = (ROOT / "requirements" / getattr(lock, "name")).read_text(encoding="utf-8")  # noqa: B009
    for entry in re.split(r"\n(?=[\w.-]+==)", text.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize("other", ["dev", "soak"])
def test_what_tests_and_soak_install_is_what_the_gate_runs_on(other: str) -> None:
    assert _pinned("run") - _pinned(other) == set()


def _pinned(name: str) -> set[str]:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return set(re.findall(r"^([\w.-]+==[^ ;\\]+)", text, re.MULTILINE))
