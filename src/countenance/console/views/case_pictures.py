"""The pictures of a case, in words for its page."""

from dataclasses import dataclass
from typing import Any

from countenance.console.form import Form
from countenance.console.rendering import moment
from countenance.gate.settings.review import ReviewSettings
from countenance.review.case import Case
from countenance.review.pictures import Pictures, Why
from countenance.review.preferences import Preferences

__all__ = ["PictureRow", "PicturesTold", "pictures_told"]

_GONE = {
    Why.FAILED: "None of its pictures could be kept; the call is held all the same.",
    Why.QUOTA: "None of its pictures is kept: of its caller's calls as much is kept as may be.",
    Why.EXPIRED: "Copies of its pictures were kept as long as they may be, and are erased.",
    Why.CLOSED: "Copies of its pictures were erased when the case was closed.",
    Why.ERASED: "Copies of its pictures were erased with what was personal about it.",
}


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One picture. `form`: that of its reveal, with what was typed into it."""

    place: int
    name: str
    faces: str
    sealed: str
    alt: str
    can_be_revealed: bool
    revealed: bool
    form: Form

    @property
    def problems(self) -> bool:
        """Whether something is wrong in its form."""
        return bool(self.form.problems)


@dataclass(frozen=True, slots=True)
class PicturesTold:
    """What the page says of pictures: in a sentence, and each of them."""

    says: str
    rows: tuple[PictureRow, ...] = ()
    for_you: bool = False
    shown_as: str = ""
    why_not: str = ""
    gone: bool = False

    @property
    def can_be_revealed(self) -> bool:
        """Whether any of them can be."""
        return any(row.can_be_revealed for row in self.rows)


def pictures_told(
    case: Case,
    view: dict[str, Any] | None,
    wanted: Preferences,
    form: Form | None,
    settings: ReviewSettings,
) -> PicturesTold:
    """What is told of the pictures of a case. `view`: what this person is told over HTTP; `form`:
    a reveal that was not done."""
    if case.pictures is None or view is None:
        if settings.keep_media == "nothing":
            return PicturesTold("This gate keeps no pictures of held calls.")
        return PicturesTold("No picture of it is kept.")
    return PicturesTold(
        _says(case.pictures),
        tuple(_row(each, len(view["kept"]), form) for each in view["kept"]),
        view["for_you"],
        _shown_as(wanted),
        _why_not(case.pictures),
        case.pictures.gone is not None,
    )


def _says(pictures: Pictures) -> str:
    left_out = pictures.left_out
    more = f" {_count(left_out).capitalize()} more could not be kept." if left_out else ""
    more = more if pictures.kept else ""
    if pictures.gone is not None:
        return _GONE[pictures.gone] + more
    are = "is" if len(pictures.kept) == 1 else "are"
    until = moment(pictures.until)
    return (
        f"{_count(len(pictures.kept)).capitalize()} of it {are} kept, sealed, until {until} at the "
        f"latest.{more}"
    )


def _why_not(pictures: Pictures) -> str:
    if pictures.gone is not None:
        return "They are erased."
    return "They are shown to who has claimed the case, and to nobody else but senior reviewers."


def _row(kept: dict[str, Any], of: int, form: Form | None) -> PictureRow:
    place, name = kept["place"], f"picture {kept['place']}"
    if kept["frame"]:
        name += f", frame {kept['frame'] + 1}"
    faces = {0: "no face was found", 1: "1 face"}.get(kept["faces"], f"{kept['faces']} faces")
    how = "revealed" if kept["revealed"] else "blurred"
    at = f"picture-{place}-"
    return PictureRow(
        place, name, faces, kept["sealed"], f"Picture {place} of {of}, {how}: {faces}",
        kept["can_be_revealed"], kept["revealed"],
        form if form is not None and form.at == at else Form(at=at),
    )  # fmt: skip


def _shown_as(wanted: Preferences) -> str:
    blurred = {
        "faces": "the faces that were found are blurred",
        "soft": "blurred softly as you chose, faces more so",
        "strong": "blurred strongly as you chose",
    }[wanted.blur]
    return blurred + (", in grey" if wanted.greyscale else "")


def _count(number: int) -> str:
    return "one picture" if number == 1 else f"{number} pictures"
