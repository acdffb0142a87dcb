"""A site's own codes: texts in the same form as those that come with countenance, beside them.

Rules kept here:
 * A text is `CODE/EDITION.toml`, its cases `CODE/cases/EDITION.toml`, templates `shared.toml`.
   Anything else is an error; all texts are read or none is.
 * No code of one's own has the name of one that comes with countenance: what came is never
   replaced. Its templates may be used, and none of them is replaced either.
 * Names that end up in entries are plain: a text that no entry could name is not taken.

Where the texts lie is the matter of `countenance.stores.own_codes`.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from countenance.codes.cases import EditionCase, load_cases
from countenance.codes.load import load_edition
from countenance.codes.model import DateSpan, Edition
from countenance.errors import CodeError
from countenance.facts.tables import parse_toml
from countenance.facts.vocabulary import Vocabulary

__all__ = ["NO_OWN_CODES", "OwnCodes", "began", "read_own", "texts_digest"]

SHARED = "shared.toml"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_CLAUSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._()-]{0,63}")
_READING = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._'-]{0,63}")
_PATH = re.compile(r"([^/]+)/(cases/)?([^/]+)\.toml")


@dataclass(frozen=True, slots=True)
class OwnCodes:
    """The editions by code and age, the cases of each by its name, and the digest of all texts.

    `signed_by` is the id of the key that signed them, None where nobody did; `texts` are the texts
    by where they lie, `templates` all that their clauses may use.
    """

    editions: tuple[Edition, ...] = ()
    cases: Mapping[str, tuple[EditionCase, ...]] = field(default_factory=dict)
    digest: str | None = None
    signed_by: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    templates: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The names of the codes."""
        return tuple(dict.fromkeys(edition.code for edition in self.editions))


NO_OWN_CODES = OwnCodes()
"""A site that has none."""


def texts_digest(texts: Mapping[str, str]) -> str:
    """SHA-256 over every text and where it lies, `sha256:` and hex."""
    whole = hashlib.sha256(b"own codes\n")
    for path in sorted(texts):
        data = texts[path].encode()
        whole.update(f"{len(path.encode())}:{path}:{len(data)}\n".encode())
        whole.update(data)
    return f"sha256:{whole.hexdigest()}"


def read_own(
    texts: Mapping[str, str],
    vocabulary: Vocabulary,
    *,
    shared: str,
    packaged: Collection[str],
    signed_by: str | None = None,
) -> OwnCodes:
    """The codes that these texts hold. `shared`, `packaged`: the templates and the names of the
    codes that come with countenance.

    Raises `CodeError` with the place of the first thing that is wrong.
    """
    templates = _templates(texts, shared)
    editions = {}
    for path, (code, is_cases, stem) in _places(texts, packaged):
        if not is_cases:
            edition = load_edition(texts[path], templates, vocabulary, path)
            if edition.name != f"{code}@{stem}":
                raise CodeError(
                    f"{path}: the text calls itself `{edition.name}`; its place says "
                    f"`{code}@{stem}`"
                )
            _check_names(edition, path)
            editions[edition.name] = edition
    if not editions:
        raise CodeError("no text is there; a text lies at `CODE/EDITION.toml`")
    cases = {}
    for path, (code, is_cases, stem) in _places(texts, packaged):
        if is_cases:
            name = f"{code}@{stem}"
            if name not in editions:
                raise CodeError(f"{path}: cases of `{name}`, and there is no `{code}/{stem}.toml`")
            cases[name] = load_cases(texts[path], editions[name], vocabulary, path)
    ordered = sorted(editions.values(), key=lambda each: (each.code, *began(each.in_force)))
    return OwnCodes(
        tuple(ordered), cases, texts_digest(texts), signed_by, dict(texts), templates
    )


def began(span: DateSpan) -> tuple[str, str]:
    """When an edition began, as something to sort by."""
    earliest = span.from_earliest or span.from_latest
    return str(earliest or ""), str(span.from_latest or earliest or "")


def _places(
    texts: Iterable[str], packaged: Collection[str]
) -> Iterator[tuple[str, tuple[str, bool, str]]]:
    """Every text with its code, whether it holds cases, and its edition."""
    for path in sorted(texts):
        if path == SHARED:
            continue
        found = _PATH.fullmatch(path)
        if found is None:
            raise CodeError(
                f"{path}: nothing is read from here; a text lies at `CODE/EDITION.toml`, its cases "
                "at `CODE/cases/EDITION.toml`"
            )
        code, cases, stem = found.groups()
        if not _CODE.fullmatch(code):
            raise CodeError(f"{path}: a code is named with small letters, digits and `-`")
        if not _NAME.fullmatch(stem):
            raise CodeError(f"{path}: an edition is named with letters, digits, `.`, `_` and `-`")
        if code in packaged:
            raise CodeError(
                f"{path}: `{code}` comes with countenance and is not replaced; name yours otherwise"
            )
        yield path, (code, bool(cases), stem)


def _templates(texts: Mapping[str, str], shared: str) -> str:
    """The packaged templates, and a site's own ones after them."""
    if SHARED not in texts:
        return shared
    names = {
        template.text("id") for template in parse_toml(shared, SHARED, CodeError).tables("template")
    }
    own = parse_toml(texts[SHARED], SHARED, CodeError)
    for template in own.tables("template"):
        if (name := template.text("id")) in names:
            raise CodeError(
                f"{SHARED}: the template `{name}` comes with countenance and is not replaced"
            )
    own.done()
    return f"{shared}\n{texts[SHARED]}"


def _check_names(edition: Edition, path: str) -> None:
    """Every name that an entry of the record may have to hold is one that it can."""
    for term in edition.terms:
        _check(_NAME, term, path, "a term")
    for clause in edition.clauses:
        _check(_CLAUSE, clause.id, path, "a clause")
        for obligation in clause.obligations:
            _check(_NAME, obligation, f"{path}#{clause.id}", "an obligation")
        for reading in clause.readings:
            _check(_READING, reading.name, f"{path}#{clause.id}", "a reading")


def _check(pattern: re.Pattern[str], name: str, where: str, what: str) -> None:
    if not pattern.fullmatch(name):
        raise CodeError(
            f"{where}: `{name}` cannot be the name of {what}; use letters, digits, `.`, `_` and "
            "`-`, at most 64"
        )
