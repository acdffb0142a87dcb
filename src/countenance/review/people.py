"""The people of a gate, their roles, and what each role may do.

Rules kept here:
 * What a role may do stands in one table, which the HTTP interface, the commands and the pages ask.
 * Who keeps the gate sees nothing of a call that is held, and decides nothing.
 * Who decides changes no registration, and who changes registrations decides nothing.
 * An auditor reads everything and changes nothing.
 * The ethics seat can stop an allow, and never make one.
 * Nobody decides about a call of an organisation that they belong to.
 * Reports are for the people of their organisation: a prosecutor and a lawyer of the defence read
   what was signed and disclosed to them, a chief reads figures.
"""

from dataclasses import dataclass
from enum import Enum

from countenance.errors import NotForYouError

__all__ = ["MAY", "May", "Person", "Role"]


class Role(Enum):
    """What somebody is there for."""

    CONTACT = "contact"
    """Speaks for a caller, and sees its calls alone."""
    REVIEWER = "reviewer"
    SENIOR = "senior"
    BOARD = "board"
    ETHICS = "ethics"
    """The seat on the board that has the veto."""
    AUDITOR = "auditor"
    OPERATOR = "operator"
    OFFICER = "officer"
    """Writes reports of the organisation that it belongs to, and signs its own."""
    SUPERVISOR = "supervisor"
    """Reviews signed reports of its organisation."""
    PROSECUTOR = "prosecutor"
    DEFENSE = "defense"
    CHIEF = "chief"
    """Sees figures about the reports of its organisation, and no report."""

    @property
    def decides(self) -> bool:
        """Whether it takes cases and votes on them."""
        return self in MAY[May.DECIDE_CASES]

    @property
    def on_board(self) -> bool:
        """Whether it sits on the board."""
        return self in MAY[May.VOTE_MOTIONS]

    @property
    def of_callers(self) -> bool:
        """Whether it is there for callers, and belongs to one at least."""
        return self in {Role.CONTACT, Role.OFFICER, Role.SUPERVISOR, Role.CHIEF}

    @property
    def on_machine(self) -> bool:
        """Whether it is given, taken and lent a token on the machine of the gate alone: two of
        these check one another, and none of them makes the other."""
        return self.on_board or self is Role.OPERATOR


class May(Enum):
    """One thing that somebody may do, or may not."""

    READ_OWN = "own.read"
    """Held calls of the callers that somebody belongs to."""
    APPEAL_OWN = "own.appeal"
    READ_CASES = "cases.read"
    DECIDE_CASES = "cases.decide"
    OVERSEE_PICTURES = "cases.oversee-pictures"
    """Look at the blurred pictures of a held call that somebody else has."""
    VETO_CASES = "cases.veto"
    READ_RULINGS = "rulings.read"
    PROPOSE_RULINGS = "rulings.propose"
    TAKE_UP_QUESTIONS = "questions.take-up"
    ANSWER_QUESTIONS = "questions.answer"
    READ_MOTIONS = "motions.read"
    OPEN_MOTIONS = "motions.open"
    ASK_CAPABILITIES = "capabilities.ask"
    """Open a motion for a capability."""
    VOTE_MOTIONS = "motions.vote"
    VETO_MOTIONS = "motions.veto"
    READ_CALLERS = "callers.read"
    CHANGE_CALLERS = "callers.change"
    READ_RECORD = "record.read"
    READ_SETTINGS = "settings.read"
    READ_PEOPLE = "people.read"
    CHANGE_PEOPLE = "people.change"
    WRITE_REPORTS = "reports.write"
    """Begin reports and sign them: one's own."""
    REVIEW_REPORTS = "reports.review"
    READ_REPORTS = "reports.read"
    """Reports with everything that was done to them, of the organisations somebody belongs to."""
    READ_SIGNED_REPORTS = "reports.read-signed"
    """The same, once they are signed and disclosed to this person."""
    READ_REPORT_FIGURES = "reports.figures"
    EXPUNGE_REPORTS = "reports.expunge"


_DECIDES = frozenset({Role.REVIEWER, Role.SENIOR})
_BOARD = frozenset({Role.BOARD, Role.ETHICS})
_BESIDE = frozenset({
    Role.OFFICER, Role.SUPERVISOR, Role.PROSECUTOR, Role.DEFENSE, Role.CHIEF,
})  # fmt: skip
"""There for reports alone."""
_INSIDE = frozenset(Role) - _BESIDE - {Role.CONTACT}
_KEEPS = frozenset({Role.OPERATOR, Role.AUDITOR})

MAY: dict[May, frozenset[Role]] = {
    May.READ_OWN: frozenset({Role.CONTACT}),
    May.APPEAL_OWN: frozenset({Role.CONTACT}),
    May.READ_CASES: _INSIDE - {Role.OPERATOR},
    May.DECIDE_CASES: _DECIDES,
    May.OVERSEE_PICTURES: frozenset({Role.SENIOR}),
    May.VETO_CASES: frozenset({Role.ETHICS}),
    May.READ_RULINGS: frozenset(Role),
    May.PROPOSE_RULINGS: _DECIDES | _BOARD,
    May.TAKE_UP_QUESTIONS: _DECIDES | _BOARD,
    May.ANSWER_QUESTIONS: _BOARD | {Role.SENIOR},
    May.READ_MOTIONS: _INSIDE,
    May.OPEN_MOTIONS: _BOARD | {Role.SENIOR},
    May.ASK_CAPABILITIES: _BOARD | {Role.SENIOR, Role.OPERATOR},
    May.VOTE_MOTIONS: _BOARD,
    May.VETO_MOTIONS: frozenset({Role.ETHICS}),
    May.READ_CALLERS: _KEEPS,
    May.CHANGE_CALLERS: frozenset({Role.OPERATOR}),
    May.READ_RECORD: _INSIDE,
    May.READ_SETTINGS: _KEEPS,
    May.READ_PEOPLE: _KEEPS,
    May.CHANGE_PEOPLE: frozenset({Role.OPERATOR}),
    May.WRITE_REPORTS: frozenset({Role.OFFICER}),
    May.REVIEW_REPORTS: frozenset({Role.SUPERVISOR}),
    May.READ_REPORTS: frozenset({Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR}),
    May.READ_SIGNED_REPORTS: frozenset({Role.PROSECUTOR, Role.DEFENSE}),
    May.READ_REPORT_FIGURES: frozenset({Role.SUPERVISOR, Role.CHIEF, Role.AUDITOR}),
    May.EXPUNGE_REPORTS: frozenset({Role.OPERATOR}),
}
"""What may be done -> by whom."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by the pseudonym that entries use. `callers`: the pseudonyms of those that this
    person belongs to."""

    ref: str
    role: Role
    callers: frozenset[str] = frozenset()

    def may(self, what: May) -> bool:
        """Whether this person's role may do this."""
        return self.role in MAY[what]

    def check(self, what: May) -> None:
        """Raise `NotForYouError` where this person's role may not do this."""
        if not self.may(what):
            allowed = ", ".join(role.value for role in Role if role in MAY[what])
            raise NotForYouError(
                f"`{what.value}` is not for the role `{self.role.value}`; it is for: {allowed}"
            )

    def belongs_to(self, caller: str) -> bool:
        """Whether it belongs to the caller of this pseudonym."""
        return caller in self.callers
