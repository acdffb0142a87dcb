"""What the answer to a call is judged by, as values: it can be kept until the answer is there.

Rules kept here:
 * Nothing judges an answer to a call of text alone, and every answer is released where nothing but
   sound or pages of documents went up, no face was found and nothing is strict.
 * Where no face was found in a picture, and nothing is strict, an answer is withheld that says
   outright who somebody is: a detector may have overlooked a face.
 * Otherwise the words of the request decide which names may be repeated: none where a face went up
   visible.
 * The words are those of a caller: they show in no `repr`.
"""

from dataclasses import dataclass, field

from countenance.dialects.call import PartKind, Role
from countenance.dialects.check import Check, Release, Withhold
from countenance.evidence.answer import AnswerCheck
from countenance.evidence.answer_nobody import PlainNaming
from countenance.evidence.answer_strict import GivenNames
from countenance.evidence.given import Given, given_of
from countenance.gate.judging import Decided

__all__ = ["JudgedBy", "judged_by"]


class _OpenCheck:
    """Lets everything through: for sound, and for documents in which no face was found."""

    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        return Release()


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """`given` are the words whose names may be repeated, `asked` is what the user wrote.

    `strict` are the names in them, and in the form of the answer, where a face went up visible.
    `faceless`: no face was found, and only what names somebody outright is withheld; `is_open`:
    every answer is released, whatever they are.
    """

    given: Given = field(default=Given(()), repr=False)
    asked: str = field(default="", repr=False)
    strict: GivenNames | None = field(default=None, repr=False)
    faceless: bool = False
    is_open: bool = False

    @property
    def letters(self) -> int:
        """How many letters of a caller are in it."""
        return self.given.letters + len(self.asked)

    def check(self) -> Check:
        """A check for one answer, or for one choice of it."""
        if self.is_open:
            return _OpenCheck()
        given = self.given
        if self.faceless:
            return PlainNaming((*given.texts, *given.told), self.asked, given.found)
        return AnswerCheck(
            given.texts, self.asked, given.found, told=given.told, strict=self.strict
        )


def judged_by(decided: Decided) -> JudgedBy | None:
    """What the answer to this call is judged by; None only for a call of text alone."""
    call = decided.call
    if call.is_text_only:
        return None
    outcome = decided.judgement.outcome
    faceless = decided.media.faces == 0 and not outcome.strict
    if faceless and not call.ids and all(part.kind is PartKind.DOCUMENT for part in call.shown):
        return JudgedBy(is_open=True)
    asked = "\n".join(turn.text for turn in call.turns if turn.role is Role.USER)
    given = given_of(call, decided.media.printed)
    if faceless:
        return JudgedBy(given, asked, faceless=True)
    strict = None
    if not outcome.cover:
        strict = GivenNames((*given.texts, *given.told), (call.schema, call.tools))
    return JudgedBy(given, asked, strict)
