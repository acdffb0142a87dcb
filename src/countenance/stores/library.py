"""The codes that come with countenance and a site's own ones, found by their names.

Rules kept here:
 * What comes with countenance is read only when it is asked for; a site's own codes are read as a
   whole, or not at all.
 * A name that is not there is answered with the nearest one that is, of both.
"""

import datetime
from pathlib import Path

from countenance.codes.cases import EditionCase
from countenance.codes.model import Edition
from countenance.codes.own import NO_OWN_CODES, OwnCodes
from countenance.errors import UnknownEditionError
from countenance.facts.vocabulary import nearest
from countenance.stores import packaged

__all__ = ["Library", "library"]


class Library:
    """Editions by name; `own` are those of the site, which lie in `folder`."""

    def __init__(self, own: OwnCodes = NO_OWN_CODES, folder: Path | None = None) -> None:
        self.own = own
        self.folder = folder
        self._editions = {edition.name: edition for edition in own.editions}

    def code_names(self) -> tuple[str, ...]:
        """The codes, in order of their names."""
        return tuple(sorted((*packaged.code_names(), *self.own.codes)))

    def edition_names(self, code: str) -> tuple[str, ...]:
        """The names `code@edition` of one code. Raises `UnknownEditionError`."""
        if code in self.own.codes:
            return tuple(sorted(each.name for each in self._of(code)))
        names = self.code_names()
        if code not in names:
            raise UnknownEditionError("code", code, names, nearest(code, names))
        return packaged.edition_names(code)

    def edition(self, name: str) -> Edition:
        """The edition called `code@edition`. Raises `UnknownEditionError`, or `CodeError`."""
        if name in self._editions:
            return self._editions[name]
        code, at, _ = name.partition("@")
        names = self.edition_names(code)
        if not at or name not in names:
            raise UnknownEditionError("edition", name, names, nearest(name, names))
        return packaged.edition(name)

    def editions_of(self, code: str) -> tuple[Edition, ...]:
        """All editions of one code, the oldest first. Raises as `edition` does."""
        if code in self.own.codes:
            return self._of(code)
        self.edition_names(code)
        return packaged.editions_of(code)

    def editions_in_force(self, code: str, day: datetime.date) -> tuple[Edition, ...]:
        """The editions of one code that count as in force on a day, the oldest first."""
        if code in self.own.codes:
            return tuple(each for each in self._of(code) if each.in_force_on(day))
        self.edition_names(code)
        return packaged.editions_in_force(code, day)

    def editions_on(self, day: datetime.date) -> tuple[Edition, ...]:
        """The editions of every code that count as in force on a day, codes by name."""
        return tuple(
            found for code in self.code_names() for found in self.editions_in_force(code, day)
        )

    def cases_of(self, name: str) -> tuple[EditionCase, ...]:
        """The cases beside an edition; none where there are none. Raises as `edition` does."""
        if name in self._editions:
            return self.own.cases.get(name, ())
        self.edition(name)
        return packaged.cases_of(name)

    def text_of(self, name: str) -> tuple[str, str]:
        """The text of an edition that is there, and that of the templates its clauses may use."""
        if name in self._editions:
            return self.own.texts[f"{name.replace('@', '/', 1)}.toml"], self.own.templates
        return packaged.edition_text(name), packaged.shared_text()

    def _of(self, code: str) -> tuple[Edition, ...]:
        return tuple(each for each in self.own.editions if each.code == code)


def library(folder: Path | None) -> Library:
    """What comes with countenance, and the own codes in a folder.

    Raises `CodeError` and `DecisionError` as `load_own` does.
    """
    if folder is None:
        return Library()
    # Reading own codes knows signed bundles, and with them cryptography: other commands start
    # without.
    from countenance.stores.own_codes import load_own  # noqa: PLC0415

    return Library(load_own(folder, {}), folder)
