"""Clauses as entries name them, with what they say and where their words come from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from countenance.codes.model import Clause, Edition
from countenance.codes.shelves import known_words
from countenance.errors import UnknownEditionError
from countenance.record.canonical import as_token
from countenance.review.rulings import ruling_of
from countenance.stores.packaged import edition as packaged_edition

__all__ = ["Cited", "Citing", "cited_clause"]


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
        name, ruling = ruling_of(clause)
        found = self._found(edition, name)
        if found is None:
            return None
        cited = cited_clause(*found)
        if ruling is None:
            return cited
        return replace(cited, says=f"{cited.says} Read here by the ruling `{ruling}`.")

    def text(self, edition: str, clause: str) -> tuple[Edition, Clause] | None:
        """The same with the edition that it stands in, as they are written."""
        return self._found(edition, ruling_of(clause)[0])

    def edition(self, name: str) -> Edition | None:
        """The edition of that name, where it is at hand."""
        if name in self._own:
            return self._own[name]
        try:
            return packaged_edition(name)
        except UnknownEditionError:
            return None

    def _find(self, name: str, clause: str) -> tuple[Edition, Clause] | None:
        edition = self.edition(name)
        for each in edition.clauses if edition is not None else ():
            if as_token(each.id) == clause:
                assert edition is not None
                return edition, each
        return None


def cited_clause(edition: Edition, clause: Clause) -> Cited:
    """A clause of an edition, cited."""
    return Cited(
        edition.title,
        " ".join(clause.says.split()),
        clause.citation.section,
        clause.citation.source,
        known_words(clause),
    )
