"""What somebody typed into a form, and what is wrong with it.

Rules kept here:
 * What is wrong is said at the field that it belongs to, and everything that was typed is kept;
   only passwords and codes are typed again.
 * A field that a form does not have, or has twice, is refused by name.
"""

from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl

from countenance.errors import ReviewError

__all__ = ["TOKEN", "Form", "parse_form"]

TOKEN = "token"  # noqa: S105 - the name of a field
"""The field that every form has: it shows that the page it comes from belongs to the session."""

_MOST_FIELDS = 60


class Form:
    """A form with what was typed.

    `problems`: the name of a field -> what is wrong there. `at`: what tells its fields from those
    of another form on the same page.
    """

    def __init__(self, values: Mapping[str, str] | None = None, at: str = "") -> None:
        self._values = dict(values or {})
        self.at = at
        self.problems: dict[str, str] = {}

    def typed(self, name: str, otherwise: str = "") -> str:
        """What was typed, to be shown again."""
        return self._values.get(name, otherwise)

    def text(self, name: str, longest: int = 2000, needed: str = "") -> str:
        """The text of a field. `needed`: what to say where there is none."""
        value = self._values.get(name, "").replace("\r\n", "\n").strip()
        if "\0" in value:
            self.wrong(name, "there is a sign in it that no text has")
            return ""
        if needed and not value:
            self.wrong(name, needed)
        elif len(value) > longest:
            self.wrong(name, f"this has {len(value)} characters; at most {longest}")
        return value

    def number(self, name: str, least: int, most: int, otherwise: int) -> int:
        """The whole number of a field."""
        value = self._values.get(name, "").strip()
        if not value:
            return otherwise
        if not (value.isascii() and value.isdecimal() and len(value) <= 9):
            self.wrong(name, f"a whole number from {least} to {most} is right")
            return otherwise
        if not least <= int(value) <= most:
            self.wrong(name, f"from {least} to {most}")
            return otherwise
        return int(value)

    def chosen(self, name: str, among: Collection[str], needed: str = "choose one") -> str:
        """The choice of a field."""
        value = self._values.get(name, "")
        if value not in among:
            self.wrong(name, needed)
            return ""
        return value

    def is_ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self._values

    def wrong(self, name: str, says: str) -> None:
        """Say what is wrong with a field; the first thing counts."""
        self.problems.setdefault(name, says)

    def only(self, *names: str) -> None:
        """Refuse every other field. Raises `ReviewError`."""
        odd = sorted(set(self._values) - {*names, TOKEN})
        if odd:
            raise ReviewError(f"this form has no field called `{odd[0][:60]}`")


def parse_form(body: bytes) -> Form:
    """The form that a browser sent. Raises `ReviewError`."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body),
            errors="strict", max_num_fields=_MOST_FIELDS,
        )  # fmt: skip
    except (ValueError, UnicodeError) as error:
        raise ReviewError("this is no form as browsers send it") from error
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise ReviewError(f"the field `{name[:60]}` stands twice in this form")
        values[name] = value
    return Form(values)
