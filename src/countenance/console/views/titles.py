"""Editions by their titles, where a page would otherwise have ids alone."""

from countenance.codes.model import title_of
from countenance.codes.timeline import spans
from countenance.errors import CodeError
from countenance.stores.library import Library

__all__ = ["edition_choices", "edition_title"]


def edition_choices(library: Library) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Every code with its title and its editions, as a list to choose from."""
    found = []
    for code in library.code_names():
        editions = library.editions_of(code)
        names = []
        for each in reversed(editions):
            begins, ends = spans(each.in_force)
            until = "" if ends == "further notice" else f" until {ends}"
            # With the code, for a closed list shows this line alone.
            names.append((each.name, f"{each.name}: from {begins}{until}"))
        found.append((code, f"{title_of(editions)} ({code})", names))
    return found


def edition_title(library: Library, name: str) -> str:
    """The title of the edition `code@edition`; empty where it is not there any more."""
    try:
        return library.edition(name).title
    except CodeError:
        return ""
