"""What an installation brings along: few packages, and none whose licence spreads to its users."""

import importlib.metadata as metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path

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


def test_no_licence_spreads_to_the_users() -> None:
    for name in RUN:
        licence = _licence(metadata.distribution(name))

        assert licence.strip(), f"{name} does not say its licence"
        assert not SPREADS.search(licence), f"{name}: {licence}"


def test_what_the_package_asks_for_is_locked() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        asked = tomllib.load(file)["project"]["dependencies"]
    names = [re.split(r"[><=; \[]", each)[0].lower() for each in asked]

    assert [name for name in names if name not in RUN] == []


def test_every_locked_package_is_pinned_by_hashes() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    without = [
        f"{lock.name}: {entry.splitlines()[0]}"
        for lock in locks
        for entry in re.split(r"\n(?=[\w.-]+==)", lock.read_text(encoding="utf-8").strip())
        if "--hash=sha256:" not in entry
    ]

    assert len(locks) > 5
    assert without == []


EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]


def _names(asked: list[str]) -> set[str]:
    return {re.split(r"[><=; \[]", each)[0].lower() for each in asked}


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_every_extra_has_its_lock(extra: str) -> None:
    asked = (ROOT / "requirements" / f"{extra}.in").read_text("utf-8").split("\n")
    lines = [line for line in asked if line and not line.startswith("#")]

    assert _names(EXTRAS[extra]) == _names(lines) <= set(_locked(extra))


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_an_extra_changes_nothing_that_the_gate_runs_on(extra: str) -> None:
    own, run = _versions(extra), _versions("run")

    assert {name: own[name] for name in own.keys() & run.keys()} == {
        name: run[name] for name in own.keys() & run.keys()
    }


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_tests_run_on_what_the_lock_of_an_extra_installs(extra: str) -> None:
    assert _pinned(extra) - _pinned("dev") == set()


def test_every_extra_is_named_where_it_is_said_how_to_install_it() -> None:
    page = (ROOT / "docs/operate.md").read_text("utf-8")
    section = page.partition("\n## Extras from their locks\n")[2].partition("\n## ")[0]

    assert [extra for extra in EXTRAS if f"`{extra}`" not in section] == []
    assert "pip install --require-hashes --no-deps -r requirements/" in section


@pytest.mark.parametrize("other", ["dev", "soak"])
def test_what_tests_and_soak_install_is_what_the_gate_runs_on(other: str) -> None:
    assert _pinned("run") - _pinned(other) == set()


def test_a_package_whose_bytes_changed_is_not_installed(tmp_path: Path) -> None:
    """By the very words with which `make` installs."""
    (words,) = re.findall(r"^PIP +:= (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert "--require-hashes" in words
    wheel = tmp_path / "harmless-1.0-py3-none-any.whl"
    _write_wheel(wheel, "import os\n")
    told = sha256(wheel.read_bytes()).hexdigest()
    lock = tmp_path / "some.lock"
    lock.write_text(f"harmless==1.0 --hash=sha256:{told}\n", encoding="utf-8")

    def installed(into: str) -> subprocess.CompletedProcess[str]:
        pip = [sys.executable, "-m", "pip", *words.split()[3:]]
        where = ["--no-index", "--find-links", str(tmp_path), "--target", str(tmp_path / into)]
        return subprocess.run(
            [*pip, *where, "-r", str(lock)], capture_output=True, text=True, check=False
        )

    assert installed("good").returncode == 0
    _write_wheel(wheel, "import os; os.environ['SEEN'] = '1'\n")
    changed = installed("changed")

    assert (tmp_path / "good/harmless.pth").exists()
    assert changed.returncode != 0
    assert "DO NOT MATCH THE HASHES" in changed.stderr
    assert not (tmp_path / "changed").exists()


def _write_wheel(path: Path, runs: str) -> None:
    """A package that brings along a file which runs at every start of Python."""
    about = "harmless-1.0.dist-info"
    files = {
        "harmless.pth": runs,
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: harmless\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": "",
    }
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)


def _pinned(name: str) -> set[str]:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return set(re.findall(r"^([\w.-]+==[^ ;\\]+)", text, re.MULTILINE))


def _versions(name: str) -> dict[str, str]:
    pairs = (pinned.split("==") for pinned in _pinned(name))
    return {package.lower(): version for package, version in pairs}
