"""What a person does about a report, from words that somebody sent or typed.

The HTTP interface and the commands do the same things by these.

Rules kept here:
 * Every word is known: one that is missing, too many or of another kind is refused by name.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, TypeAlias

import msgspec

from countenance.errors import ReviewError
from countenance.record.members import ErasureWord
from countenance.reports.desk import ReportDesk
from countenance.reports.report import LONGEST
from countenance.reports.speakers import Speaker, Speakers
from countenance.review.people import Person

__all__ = ["ACTS", "Act", "Expunge", "act_named", "words_of"]

Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]
Id: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Named: TypeAlias = Callable[[str], Person]
"""Who has this name or pseudonym."""


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is done about a report."""

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        """Do it; the report after it. Raises what the desk raises."""
        raise NotImplementedError


class Hear(Act, frozen=True):
    """Put the recording into words; goes on by itself."""

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        desk.hear(who, id_)
        return desk.find(who, id_)


class Account(Act, frozen=True):
    """Seal one's own account."""

    text: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.seal_account(who, id_, self.text)


class Roles(Act, frozen=True):
    """Say who speaks."""

    people: tuple[Speaker, ...]
    moved: dict[str, str] = {}

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.confirm(who, id_, Speakers(self.people, self.moved))


class MakeDraft(Act, frozen=True):
    """Have a draft made, or another one. `fields`: of the case file."""

    fields: dict[str, str] = {}

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.generate(who, id_, self.fields)


class Edit(Act, frozen=True):
    """Change the words of a sentence."""

    sentence: Id
    text: Text
    own_knowledge: bool = False

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.edit(who, id_, self.sentence, self.text, own_knowledge=self.own_knowledge)


class Add(Act, frozen=True):
    """Write a sentence of one's own, behind another one or at the beginning."""

    text: Text
    after: Id | None = None
    own_knowledge: bool = False

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.add(who, id_, self.text, self.after, own_knowledge=self.own_knowledge)


class Remove(Act, frozen=True):
    """Take a sentence out."""

    sentence: Id

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.remove(who, id_, self.sentence)


class Fill(Act, frozen=True):
    """Fill a bracket."""

    bracket: Id
    text: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.fill(who, id_, self.bracket, self.text)


class Dismiss(Act, frozen=True):
    """Say that a bracket does not apply."""

    bracket: Id
    reason: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.dismiss(who, id_, self.bracket, self.reason)


class Override(Act, frozen=True):
    """Leave a sentence as it is in spite of a flag."""

    flag: Id
    reason: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.override(who, id_, self.flag, self.reason)


class Tell(Act, frozen=True):
    """Tell what was left out."""

    omission: Id
    text: Text
    after: Id | None = None

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.tell(who, id_, self.omission, self.text, self.after)


class LeaveOut(Act, frozen=True):
    """Leave out what has to appear."""

    omission: Id
    reason: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.leave_out(who, id_, self.omission, self.reason)


class Listen(Act, frozen=True):
    """Count what was played: sentence -> milliseconds."""

    played: dict[str, int]

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.listen(who, id_, self.played)


class Sign(Act, frozen=True):
    """Sign, by one's name as it is typed."""

    name: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.sign(who, id_, self.name)


class Approve(Act, frozen=True):
    """Approve the version of a signed report that one has read."""

    version: int
    reason: str = ""

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.review(who, id_, "approved", self.reason, self.version)


class SendBack(Act, frozen=True):
    """Send the version of a signed report back that one has read."""

    version: int
    reason: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.review(who, id_, "sent-back", self.reason, self.version)


class Revise(Act, frozen=True):
    """Begin a new version of a signed report."""

    reason: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.revise(who, id_, self.reason)


class Disclose(Act, frozen=True):
    """Let a prosecutor or a lawyer of the defense read a signed report."""

    to: Id
    reason: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.disclose(who, id_, named(self.to), self.reason)


class HandOut(Act, frozen=True):
    """Have it entered that something is made of the report for somebody."""

    to: Text

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.hand_out(who, id_, self.to)


class Expunge(Act, frozen=True):
    """Destroy what is kept of a report. Its answer is the index of the entry that says so."""

    basis: ErasureWord
    note: str = ""

    def does(self, desk: ReportDesk, who: Person, id_: str, named: Named) -> object:
        return desk.expunge(who, id_, self.basis, self.note)


ACTS: Mapping[str, type[Act]] = {
    "hear": Hear,
    "account": Account,
    "roles": Roles,
    "draft": MakeDraft,
    "edit": Edit,
    "add": Add,
    "remove": Remove,
    "fill": Fill,
    "dismiss": Dismiss,
    "override": Override,
    "tell": Tell,
    "leave-out": LeaveOut,
    "listen": Listen,
    "sign": Sign,
    "approve": Approve,
    "send-back": SendBack,
    "revise": Revise,
    "disclose": Disclose,
    "hand-out": HandOut,
    "expunge": Expunge,
}
"""What can be done -> what is said with it."""


def act_named(name: str, body: bytes) -> Act:
    """The act of this name with what was sent. Raises `ReviewError`."""
    try:
        return msgspec.json.decode(body or b"{}", type=ACTS[name])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        words = ", ".join(f"`{each}`" for each in words_of(name)) or "nothing"
        raise ReviewError(f"body: {error}; `{name}` takes {words}") from error


def words_of(name: str) -> tuple[str, ...]:
    """What is said with an act."""
    return ACTS[name].__struct_fields__
