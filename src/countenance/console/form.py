"""What somebody typed into a form, or chose as a file, and what is wrong with it.

Rules kept here:
 * What is wrong is said at the field that it belongs to, and everything that was typed is kept;
   only passwords and codes are typed again.
 * A field that a form does not have, or has twice, is refused by name.
 * A file is text in UTF-8 of a bounded size; what it is called is not looked at.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from countenance.dialects.call import Request
from countenance.dialects.multipart import Piece, form_of
from countenance.dialects.reading import Limits
from countenance.errors import CallError, ReviewError
from countenance.review.typed import unseen_in

__all__ = [
    "FILES", "TOKEN", "URLENCODED", "Form", "Laid", "form_of_pieces", "parse_form", "parse_sent",
]  # fmt: skip

TOKEN = "token"  # noqa: S105 - the name of a field
"""The field that every form has: it shows that the page it comes from belongs to the session."""

URLENCODED = "application/x-www-form-urlencoded"
FILES = "multipart/form-data"
"""The two ways in which a browser sends a form."""

_MOST_FIELDS = 100
"""More than the longest form has, which asks for every fact."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A large file that was chosen: where it lies for now, how it was called, its bytes."""

    path: Path
    name: str
    size: int


class Form:
    """A form with what was typed.

    `problems`: the name of a field -> what is wrong there. `at`: what tells its fields from those
    of another form on the same page. `files`: the name of a field -> the bytes of its file; `laid`:
    the same of a file that is too large for that.
    """

    def __init__(
        self,
        values: Mapping[str, str] | None = None,
        at: str = "",
        files: Mapping[str, bytes] | None = None,
        laid: Mapping[str, Laid] | None = None,
    ) -> None:
        self._values = dict(values or {})
        self._files = dict(files or {})
        self._laid = dict(laid or {})
        self.at = at
        self.problems: dict[str, str] = {}

    def typed(self, name: str, otherwise: str = "") -> str:
        """What was typed, to be shown again."""
        return self._values.get(name, otherwise)

    def text(self, name: str, longest: int = 2000, needed: str = "") -> str:
        """The text of a field. `needed`: what to say where there is none."""
        value = self._values.get(name, "").replace("\r\n", "\n").strip()
        unseen = unseen_in(value)
        if unseen is not None:
            self.wrong(
                name,
                f"there is a sign in it that nobody sees: {unseen}; type it anew, without that",
            )
            return ""
        if needed and not value:
            self.wrong(name, needed)
        elif len(value) > longest:
            self.wrong(name, f"this has {len(value)} characters; at most {longest}")
        return value

    def text_of_file(self, name: str, longest: int, wanted: str) -> str:
        """The text in the file of a field; empty where none was chosen. `wanted`: what it is."""
        data = self._files.get(name, b"")
        if len(data) > longest:
            self.wrong(name, f"this file has {len(data)} bytes; at most {longest}")
            return ""
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.wrong(name, f"this file is no text; {wanted}")
            return ""

    def laid(self, name: str, needed: str) -> Laid | None:
        """The large file of a field. `needed`: what to say where none was chosen."""
        found = self._laid.get(name)
        if found is None or not found.size:
            self.wrong(name, needed)
            return None
        return found

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
        odd = sorted({*self._values, *self._files, *self._laid} - {*names, TOKEN})
        if odd:
            raise ReviewError(f"this form has no field called `{odd[0][:60]}`")


def parse_sent(kind: str, body: bytes) -> Form:
    """The form that a browser sent, in either way. `kind`: its content type.

    Raises `ReviewError`.
    """
    if kind.partition(";")[0].strip().lower() != FILES:
        return parse_form(body)
    asked = Request("POST", "/", (), (("content-type", kind),), body)
    try:
        pieces, _ = form_of(asked, Limits(body=len(body)))
    except CallError as error:
        raise ReviewError("this is no form as browsers send it") from error
    return form_of_pieces(pieces)


def form_of_pieces(pieces: Sequence[Piece], laid: Laid | None = None) -> Form:
    """The form that has these pieces. `laid`: where the bytes of its one file are, if they are not
    in them. Raises `ReviewError`."""
    if len(pieces) > _MOST_FIELDS:
        raise ReviewError(f"a form has at most {_MOST_FIELDS} fields")
    try:
        texts = {each.name: each.data.decode("utf-8") for each in pieces if not each.is_file}
    except UnicodeDecodeError as error:
        raise ReviewError("this is no form as browsers send it") from error
    for name, count in Counter(each.name for each in pieces).items():
        if count > 1:
            raise ReviewError(f"the field `{name[:60]}` stands twice in this form")
    files = {each.name: each for each in pieces if each.is_file}
    if laid is None:
        return Form(texts, files={name: each.data for name, each in files.items()})
    called = {name: Laid(laid.path, each.file_name, laid.size) for name, each in files.items()}
    return Form(texts, laid=called)


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
