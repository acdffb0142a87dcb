"""Clauses as entries name them, with what they say and where their words come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from countenance.cli.answer import basis_words
from countenance.cli.settings_file import load_settings
from countenance.codes.model import Clause, Edition
from countenance.codes.own import NO_OWN_CODES
from countenance.errors import UnknownEditionError
from countenance.record.canonical import as_token
from countenance.stores.own_codes import load_own, public_keys
from countenance.stores.packaged import edition as packaged_edition

__all__ = ["Cited", "Citing", "cited_clause", "own_editions"]


@dataclass(frozen=True, slots=True)
class Cited:
    """One clause: its sense in our own words, its place in the text, and how well that is known."""

    title: str
    says: str
    section: str
    source: str
    known: str


class Citing:
    """Finds clauses. `own`: a site's own editions, beside those that come with countenance."""

    def __init__(self, own: Iterable[Edition] = ()) -> None:
        self._own = {edition.name: edition for edition in own}
        self._found = lru_cache(maxsize=1024)(self._find)

    def clause(self, edition: str, clause: str) -> Cited | None:
        """The clause that an entry names; None where its text is not at hand."""
        return self._found(edition, clause)

    def edition(self, name: str) -> Edition | None:
        """The edition of that name, where it is at hand."""
        if name in self._own:
            return self._own[name]
        try:
            return packaged_edition(name)
        except UnknownEditionError:
            return None

    def _find(self, name: str, clause: str) -> Cited | None:
        edition = self.edition(name)
        for each in edition.clauses if edition is not None else ():
            if as_token(each.id) == clause:
                assert edition is not None
                return cited_clause(edition, each)
        return None


def cited_clause(edition: Edition, clause: Clause) -> Cited:
    """A clause of an edition, cited."""
    known = [each.text_basis for each in clause.readings] or [clause.text_basis]
    return Cited(
        edition.title,
        " ".join(clause.says.split()),
        clause.citation.section,
        clause.citation.source,
        "; ".join(dict.fromkeys(basis_words(each) for each in known)),
    )


def own_editions(settings: str | None) -> tuple[Edition, ...]:
    """The site's own editions that the settings name."""
    codes = load_settings(settings).codes
    own = load_own(Path(codes.own), public_keys(codes.own_keys)) if codes.own else NO_OWN_CODES
    return tuple(own.editions)
