"""Fields of the case file: what a report may say that no sound shows, typed or from another system.

Rules kept here:
 * Only fields that are listed are taken; another one is refused by its name.
 * A value is one line of at most 300 characters. It stands in a report as it was given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from countenance.errors import ReportError
from countenance.facts.vocabulary import nearest
from countenance.reports.language.tables import packaged

__all__ = ["Field", "Fields", "fields_known", "read_fields"]

Fields = Mapping[str, str]
"""Name -> value."""

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Field:
    """What a field is, and the sentence that it becomes, with `{}` where its value stands."""

    name: str
    says: str
    tells: str


def read_fields(given: Mapping[str, str]) -> Fields:
    """The same fields, in the order of a report. Raises `ReportError`."""
    known = fields_known()
    for name, value in given.items():
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
            raise ReportError(f"no field of a case file is called `{name}`; {hint}")
        if not value.strip() or len(value) > _LONGEST or not value.isprintable():
            raise ReportError(
                f"field `{name}`: its value is {len(value)} characters; it takes one line of 1 to "
                f"{_LONGEST}"
            )
    return {name: given[name].strip() for name in known if name in given}


@lru_cache(maxsize=1)
def fields_known() -> Mapping[str, Field]:
    """All fields, in the order of a report."""
    table = packaged("fields.toml")
    found = {}
    for each in table.tables("field"):
        field = Field(each.text("name"), each.text("says"), each.text("tells", ""))
        each.done()
        found[field.name] = field
    table.done()
    return found
