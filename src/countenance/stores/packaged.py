"""The texts that come with countenance: the vocabulary, the places, and the editions of the codes.

Rules kept here:
 * A text is read when it is first asked for, and once: asking one edition reads no other, and
   asking for a day reads only the head of an edition that does not count on it.
 * A code is one folder under `codes/texts`, an edition one file of it, named like its edition.
 * A name that is not there is answered with the nearest one that is.

What the texts mean is read in `countenance.facts` and `countenance.codes`.
"""

import datetime
import hashlib
from functools import lru_cache
from pathlib import Path

import countenance
from countenance.codes.cases import EditionCase, load_cases
from countenance.codes.flaws import Accepted, parse_accepted
from countenance.codes.load import load_edition
from countenance.codes.model import Edition
from countenance.codes.questions import PackagedQuestion, parse_questions
from countenance.errors import CodeError, UnknownEditionError
from countenance.facts.parse import parse_vocabulary
from countenance.facts.vocabulary import Vocabulary, nearest

__all__ = [
    "accepted_flaws",
    "cases_of",
    "code_names",
    "edition",
    "edition_names",
    "edition_text",
    "editions_in_force",
    "editions_of",
    "editions_on",
    "packaged_editions",
    "packaged_questions",
    "packaged_vocabulary",
    "program_digest",
    "shared_text",
]

_ROOT = Path(countenance.__file__).parent
_FACTS = _ROOT / "facts"
_TEXTS = _ROOT / "codes" / "texts"
_MEANING = ("facts", "codes", "decisions")
"""The rooms that say what a text means."""


@lru_cache(maxsize=1)
def packaged_vocabulary() -> Vocabulary:
    """The vocabulary with its places. Raises `FactError` when the text is broken."""
    return parse_vocabulary(_text(_FACTS / "vocabulary.toml"), _text(_FACTS / "places.toml"))


@lru_cache(maxsize=1)
def code_names() -> tuple[str, ...]:
    """The codes that come with countenance, in order of their names."""
    return tuple(sorted(path.name for path in _TEXTS.iterdir() if path.is_dir()))


@lru_cache(maxsize=1)
def program_digest() -> str:
    """SHA-256 over everything that decides what a packaged text means: the program of the rooms
    that read and compile, the vocabulary, and the texts themselves; `sha256:` and hex."""
    whole = hashlib.sha256(f"countenance {countenance.__version__}\n".encode())
    for room in _MEANING:
        for path in sorted((_ROOT / room).rglob("*")):
            if path.suffix in (".py", ".toml") and path.parent.name != "cases":
                data = path.read_bytes()
                whole.update(f"{path.relative_to(_ROOT)}:{len(data)}\n".encode())
                whole.update(data)
    return f"sha256:{whole.hexdigest()}"


@lru_cache(maxsize=64)
def edition_names(code: str) -> tuple[str, ...]:
    """The names `code@edition` of one code, in order of the names.

    Raises `UnknownEditionError` for a code that is not there.
    """
    if code not in code_names():
        raise UnknownEditionError("code", code, code_names(), nearest(code, code_names()))
    return tuple(sorted(f"{code}@{path.stem}" for path in (_TEXTS / code).glob("*.toml")))


@lru_cache(maxsize=256)
def edition(name: str) -> Edition:
    """The edition called `code@edition`.

    Raises `UnknownEditionError` with the nearest right name, or `CodeError` for a broken text.
    """
    code, at, stem = name.partition("@")
    names = edition_names(code)
    if not at or name not in names:
        raise UnknownEditionError("edition", name, names, nearest(name, names))
    where = f"{code}/{stem}.toml"
    loaded = load_edition(_text(_TEXTS / where), shared_text(), packaged_vocabulary(), where)
    if loaded.name != name:
        raise CodeError(f"{where}: the text calls itself `{loaded.name}`; its place says `{name}`")
    return loaded


@lru_cache(maxsize=64)
def editions_of(code: str) -> tuple[Edition, ...]:
    """All editions of one code, the oldest first. Raises as `edition` does."""
    return tuple(sorted(map(edition, edition_names(code)), key=_began))


@lru_cache(maxsize=256)
def cases_of(name: str) -> tuple[EditionCase, ...]:
    """The cases beside the edition called `code@edition`; none where it has no file of them.

    Raises as `edition` does, and `CodeError` for a broken case.
    """
    text = edition(name)
    where = f"{text.code}/cases/{text.edition}.toml"
    path = _TEXTS / where
    if not path.is_file():
        return ()
    return load_cases(_text(path), text, packaged_vocabulary(), where)


def editions_in_force(code: str, day: datetime.date) -> tuple[Edition, ...]:
    """The editions of one code that count as in force on `day`, the oldest first.

    Two on a day on which the change is not established; none before the first and after the last.
    """
    names = (name for name in edition_names(code) if _head(name).in_force_on(day))
    return tuple(sorted(map(edition, names), key=_began))


def editions_on(day: datetime.date) -> tuple[Edition, ...]:
    """The editions of every code that count as in force on `day`, codes by name."""
    return tuple(found for code in code_names() for found in editions_in_force(code, day))


@lru_cache(maxsize=1)
def packaged_editions() -> tuple[Edition, ...]:
    """Every edition of every code: codes by name, editions the oldest first."""
    return tuple(found for code in code_names() for found in editions_of(code))


@lru_cache(maxsize=256)
def _head(name: str) -> Edition:
    """An edition without terms and clauses: what stands above the first of them."""
    where = f"{name.replace('@', '/', 1)}.toml"
    head = _text(_TEXTS / where).split("\n[[", 1)[0]
    return load_edition(head, "", packaged_vocabulary(), where)


def edition_text(name: str) -> str:
    """The text of an edition that is there, as it is written."""
    return _text(_TEXTS / f"{name.replace('@', '/', 1)}.toml")


@lru_cache(maxsize=1)
def shared_text() -> str:
    """The text of the templates that clauses may use."""
    return _text(_TEXTS / "shared.toml")


@lru_cache(maxsize=1)
def packaged_questions() -> tuple[PackagedQuestion, ...]:
    """The open questions that come with the codes."""
    return parse_questions(_text(_TEXTS / "questions.toml"), "questions.toml")


@lru_cache(maxsize=1)
def accepted_flaws() -> tuple[Accepted, ...]:
    """The flaws of these texts that stay, each with the reason."""
    return parse_accepted(_text(_TEXTS / "accepted.toml"), "accepted.toml")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _began(found: Edition) -> tuple[datetime.date, datetime.date, str]:
    span = found.in_force
    earliest = span.from_earliest or datetime.date.min
    return earliest, span.from_latest or earliest, found.edition
