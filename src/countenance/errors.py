"""Every error that countenance raises, in one tree.

    CountenanceError
    ├── FactError                 what can be known
    │   ├── UnknownFactError
    │   └── UnknownValueError
    ├── CodeError                 a text of a code that cannot be used
    │   ├── BundleError           a bundle that nobody trusted has signed
    │   ├── LooserError           an edition that allows more, without a yes of the board
    │   ├── MissingCodesError     texts that are not there, or cannot be read
    │   └── UnknownEditionError
    ├── DecisionError             an edition that cannot be compiled or decided
    │   ├── CertificateError
    │   └── ContradictionError    two exceptions of one edition answer one situation differently
    ├── MediaError                bytes that are not a picture we can judge
    │   ├── UnreadableMediaError
    │   ├── UnsupportedMediaError
    │   └── MediaTooLargeError
    ├── FaceError                 finding or covering faces failed
    │   └── DetectorError
    ├── ModelError                a model file that is not what its manifest says
    ├── CallerError               who asks
    │   ├── AttestationError
    │   └── SecondPersonError     a change that one operator does not make alone
    ├── CallError                 a request that cannot be read
    │   ├── UnreadableCallError
    │   │   └── FetchError        a picture that stands elsewhere did not come
    │   ├── UnsupportedCallError
    │   │   └── AddressError      a picture stands where the gate does not fetch from
    │   └── TooManyError          more than this caller, or this gate, takes at once
    ├── RecordError               an entry that cannot be made or written
    │   ├── UnwrittenError
    │   ├── DoubtfulWriteError    a commit whose answer was lost
    │   ├── UnpublishedError      an entry that is in no signed head yet
    │   ├── ProofError            a proof, a signature or a head of the log that does not verify
    │   ├── RolledBackError       the record is older than what was published from it
    │   ├── LogBusyError          another process publishes this log
    │   ├── SealedError           openings are sealed under a key that is not here
    │   └── CaseError             a case that is not there, or is not as it would have to be
    │       └── LegalHoldError    a case that may not be erased
    ├── ReviewError               what somebody cannot do about a held call or a ruling
    │   ├── UnknownCaseError
    │   ├── UnknownMotionError
    │   ├── UnknownProposalError
    │   ├── UnknownRulingError
    │   ├── UnknownQuestionError
    │   ├── NotForYouError        this person may not, whatever it says
    │   └── OutdatedError         it stands otherwise by now
    ├── ReportError               a report that cannot be made, changed, signed or verified
    │   ├── NotHeardError         the codes let nobody hear this recording, or leave it to people
    │   ├── TranscriptError       sound that could not be put into words
    │   └── UnknownReportError
    ├── PageError                 what a page is asked for and does not know
    ├── SignInError               who cannot be let in to the pages
    │   ├── LockedError           after too many tries
    │   └── DirectoryError        by the word of the directory
    ├── NoticeError               somebody could not be told
    ├── SettingsError             the settings file
    └── UpstreamError             the AI service did not answer
        └── UpstreamTimeoutError

A class exists when someone would catch it apart from its parent. A message says where, what was
found, and what would be right. It never holds a picture, a prompt, a name of a person or a key.
"""

from collections.abc import Sequence

__all__ = [
    "AddressError",
    "AttestationError",
    "BundleError",
    "CallError",
    "CallerError",
    "CaseError",
    "CertificateError",
    "CodeError",
    "ContradictionError",
    "CountenanceError",
    "DecisionError",
    "DetectorError",
    "DirectoryError",
    "DoubtfulWriteError",
    "FaceError",
    "FactError",
    "FetchError",
    "LegalHoldError",
    "LockedError",
    "LogBusyError",
    "LooserError",
    "MediaError",
    "MediaTooLargeError",
    "MissingCodesError",
    "ModelError",
    "NotForYouError",
    "NotHeardError",
    "NoticeError",
    "OutdatedError",
    "PageError",
    "ProofError",
    "RecordError",
    "ReportError",
    "ReviewError",
    "RolledBackError",
    "SealedError",
    "SecondPersonError",
    "SettingsError",
    "SignInError",
    "TooManyError",
    "TranscriptError",
    "UnknownCaseError",
    "UnknownEditionError",
    "UnknownFactError",
    "UnknownMotionError",
    "UnknownProposalError",
    "UnknownQuestionError",
    "UnknownReportError",
    "UnknownRulingError",
    "UnknownValueError",
    "UnpublishedError",
    "UnreadableCallError",
    "UnreadableMediaError",
    "UnsupportedCallError",
    "UnsupportedMediaError",
    "UnwrittenError",
    "UpstreamError",
    "UpstreamTimeoutError",
]


class CountenanceError(Exception):
    """Anything that countenance itself found wrong."""


class FactError(CountenanceError):
    """Something about the vocabulary of facts."""


class UnknownFactError(FactError):
    """A name that the vocabulary does not have."""

    def __init__(self, fact: str, near: str | None = None, where: str = "") -> None:
        hint = f"; did you mean `{near}`?" if near else ""
        super().__init__(f"{where + ': ' if where else ''}no fact is called `{fact}`{hint}")
        self.fact = fact
        self.near = near


class UnknownValueError(FactError):
    """A value that its fact does not have."""

    def __init__(self, fact: str, value: str, near: str | None = None, where: str = "") -> None:
        hint = f"; did you mean `{near}`?" if near else ""
        prefix = f"{where}: " if where else ""
        super().__init__(f"{prefix}`{fact}` has no value `{value}`{hint}")
        self.fact, self.value, self.near = fact, value, near


class CodeError(CountenanceError):
    """A text of a code that cannot be used."""


class BundleError(CodeError):
    """A bundle that is none, was changed, or that nobody who is trusted has signed."""


class MissingCodesError(CodeError):
    """Texts of a site's own codes that are not there, or cannot be read."""


class LooserError(CodeError):
    """An edition of a site's own that allows more than before, and that the board knows nothing of.

    `name` is the edition with the digest of what it decides, as the board says yes to it.
    """

    def __init__(self, name: str, old: str, count: int) -> None:
        super().__init__(
            f"`{name}` is closer to allowing {count:,} situations than `{old}` that counts; the "
            f"board says yes first: `countenance board open --needs edition --what {name}`"
        )
        self.name = name


class UnknownEditionError(CodeError):
    """A name of a code or an edition that is not there; `kind` says which of the two."""

    def __init__(self, kind: str, name: str, names: Sequence[str], near: str | None = None) -> None:
        there = f"; did you mean `{near}`?" if near else f"; there are {', '.join(names)}"
        super().__init__(f"no {kind} is called `{name}`{there}")
        self.kind = kind
        self.name = name
        self.near = near


class DecisionError(CountenanceError):
    """An edition that cannot be compiled, or facts that cannot be decided."""


class CertificateError(DecisionError):
    """A certificate that does not prove what it says."""


class ContradictionError(DecisionError):
    """Two exceptions to one clause of an edition answer one situation differently."""


class MediaError(CountenanceError):
    """Bytes that are not a picture we can judge."""


class UnreadableMediaError(MediaError):
    """The bytes do not hold what their type promises."""


class UnsupportedMediaError(MediaError):
    """A kind of media that this gate does not open."""


class MediaTooLargeError(MediaError):
    """Larger than the limits that were set before decoding."""


class FaceError(CountenanceError):
    """Finding or covering faces failed."""


class DetectorError(FaceError):
    """The detector did not answer, or answered nonsense."""


class ModelError(CountenanceError):
    """A model file that is not what its manifest says."""


class CallerError(CountenanceError):
    """Something about who asks."""


class SecondPersonError(CallerError):
    """A change of a registration that one operator does not make alone."""

    def __init__(self, caller: str, names: Sequence[str]) -> None:
        listed = ", ".join(f"`{name}`" for name in names)
        super().__init__(
            f"caller `{caller}`: {listed} is changed by two operators; propose it with your token, "
            "and another one confirms it"
        )
        self.names = tuple(names)


class AttestationError(CallerError):
    """A statement by a caller that does not hold."""


class CallError(CountenanceError):
    """A request that cannot be read.

    `status` is the HTTP number that answers it, `param` the field it is about, `allow` the methods
    that the path does have (for a 405).
    """

    def __init__(
        self, message: str, *, status: int = 400, param: str | None = None,
        allow: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.status = status
        self.param = param
        self.allow = allow


class UnreadableCallError(CallError):
    """The bytes of the request are not what its format asks for."""


class UnsupportedCallError(CallError):
    """A route, part, field or value that this gate does not know."""


class AddressError(UnsupportedCallError):
    """A picture stands at an address that this gate does not ask."""


class FetchError(UnreadableCallError):
    """A picture that stands elsewhere did not come, or not in time, or is too large."""


class TooManyError(CallError):
    """More than this caller may ask for now, or than this gate can look at."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=429)


class RecordError(CountenanceError):
    """An entry that cannot be made or written."""


class UnwrittenError(RecordError):
    """An entry could not be written. The gate has counted it and enters the count later."""


class DoubtfulWriteError(RecordError):
    """The answer to a commit was lost: what it wrote is kept whole, or not at all."""


class ProofError(RecordError):
    """A proof, a signature or a head of the log that is not one, or does not verify."""


class UnpublishedError(RecordError):
    """An entry is not in a signed head yet; in a second it will be."""


class RolledBackError(RecordError):
    """The database is older than what was published from it, or another one."""


class LogBusyError(RecordError):
    """Another process publishes this log."""


class SealedError(RecordError):
    """Openings are sealed under a key that is not here, or were changed."""


class CaseError(RecordError):
    """A case that is not there, or is not as it would have to be for what was asked."""


class LegalHoldError(CaseError):
    """A case under legal hold: it may not be erased until it is released."""


class ReviewError(CountenanceError):
    """What somebody cannot do about a held call, a ruling or a question."""


class UnknownCaseError(ReviewError):
    """No held call has this id, or not for whoever asks."""


class UnknownMotionError(ReviewError):
    """No motion of the board has this id."""


class UnknownProposalError(ReviewError):
    """No proposal to change a registration has this id."""


class UnknownRulingError(ReviewError):
    """No ruling has this name or digest."""


class UnknownQuestionError(ReviewError):
    """No question has this id."""


class NotForYouError(ReviewError):
    """This person may not do this, whatever it says."""


class OutdatedError(ReviewError):
    """The case stands otherwise by now: decided, taken by somebody else, or its time is over."""


class ReportError(CountenanceError):
    """A report that cannot be made, changed, signed or verified as it was asked."""


class NotHeardError(ReportError):
    """The codes let nobody hear a recording, or leave it to people: then `case` names the case."""

    def __init__(
        self, says: str, *, is_held: bool, entry: int, clauses: Sequence[str], case: str | None
    ) -> None:
        super().__init__(says)
        self.is_held, self.entry = is_held, entry
        self.clauses, self.case = tuple(clauses), case


class TranscriptError(ReportError):
    """Sound that could not be put into words."""


class UnknownReportError(ReportError):
    """No report has this id, or not for whoever asks."""


class PageError(CountenanceError):
    """What a page is asked for, in its address or a form, and does not know."""


class SignInError(CountenanceError):
    """Somebody cannot be let in, or a password cannot be taken."""


class LockedError(SignInError):
    """Too many tries; nothing is taken for `seconds`."""

    def __init__(self, seconds: int) -> None:
        minutes = (seconds + 59) // 60
        span = "a minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"too many tries; nothing is taken for {span}")
        self.seconds = seconds


class DirectoryError(SignInError):
    """Somebody cannot be let in by what a directory says; `why` is one word for it."""

    def __init__(self, why: str, says: str) -> None:
        super().__init__(says)
        self.why = why


class NoticeError(CountenanceError):
    """A notice could not be told to somebody."""


class SettingsError(CountenanceError):
    """The settings cannot be used."""


class UpstreamError(CountenanceError):
    """The AI service did not answer as a service should."""


class UpstreamTimeoutError(UpstreamError):
    """The AI service was silent for longer than the settings allow."""
