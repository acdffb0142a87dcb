"""The walk over the parts of a sentence that keeps whose words, or whose act, each of them tells.

A frame is a stretch between marks and words that join. `told`: it tells what its voices said, by a
verb of speech or because the part before it does; otherwise it tells what happened, and its voices
are whose act it is (all, where nobody is named).

A passive verb tells of somebody else: `was asked` is what the others said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from countenance.reports.checking.people import Mention, People
from countenance.reports.checking.verbs import tables
from countenance.reports.drafting.names import is_name
from countenance.reports.language.numbers import numbers
from countenance.reports.language.polarity import clauses
from countenance.reports.language.stems import Token, stem
from countenance.reports.language.tables import words

__all__ = ["Cutter", "Frame", "Verb"]

_BE: Final = frozenset("was were been being is are be got gotten".split())
_WRITER: Final = frozenset("i me we".split())
_LENGTHS: Final = frozenset(
    "minute minutes hour hours day days week weeks month months year years mph dollars cents "
    "miles mile".split()
)
_WITH_PARTICLE: Final = frozenset(
    {
        ("bring", "up"), ("call", "out"), ("call", "in"), ("pass", "on"), ("pass", "along"),
        ("read", "off"), ("hold", "that"), ("allow", "that"), ("hold", "firm"), ("go", "over"),
    }
)  # fmt: skip
_GOES_ON: Final = frozenset({"which", "whom", "whose"})
_OVER: Final = frozenset({"over", "by", "via"})
_OWNERS: Final = frozenset({"his", "her", "their"})
_TO_SAY: Final = frozenset("in on forward back up out".split())
_KNOWN: Final = 4
"""How far `know` may stand from the `let` of `let the driver know`."""

_ACCORDING: Final = frozenset(
    stem(word) for word in "account estimate words statement figure admission version".split()
)
# Words of grammar alone.
_FUNCTION: Final = frozenset(
    "a an the that this these those to of in on at for from by with as be have it he she they him "
    "her them his their my your so and or but if then there would will could may also aloud "
    "himself herself up out only who which what when where mr mrs ms miss mister".split()
)
# What stands before a noun or an infinitive, and not before a verb that tells of speech.
_NO_VERB: Final = frozenset(
    "to would will could the a an his her their any no this that my written for of traffic".split()
)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of speech that was met: its class, such as `say`, and where."""

    kind: str
    at: int
    passive: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """Tokens from `first` until `after` of the sentence. `matter`: those to be looked for.

    `joined`: the word that it begins with. `subject`: whoever is named in it first. `fresh`: who is
    spoken of is said here, not before. `absent`: it tells that something was not said.
    """

    first: int
    after: int
    told: bool
    voices: frozenset[str]
    named: bool
    verb: Verb | None
    joined: str
    matter: tuple[int, ...]
    subject: Mention | None
    fresh: bool
    absent: bool


class Cutter:
    """Walks over the parts of a sentence and keeps who is spoken of."""

    def __init__(self, found: Sequence[Token], mentions: Sequence[Mention], people: People) -> None:
        self.found = found
        self.mentions = mentions
        self.people = people
        self.subject: Mention | None = None
        self.other: Mention | None = None  # the last subject that is not who writes
        self.voices = people.everybody
        self.named = self.told = False
        self.counted = {
            at
            for each in numbers(found)
            for at in range(each.first, each.after + 1)
            if at < each.after or each.unit in _LENGTHS
        }
        self.idle = self._idle()
        self.whole = self._according()

    def frames(self) -> list[Frame]:
        """All of them, in their order."""
        return [self._frame(first, after) for first, after in clauses(self.found)]

    def _frame(self, first: int, after: int) -> Frame:
        inside = [each for each in self.mentions if first <= each.first < after]
        verb = self._verb(first, after, inside)
        joined = self.found[first].lower
        opens = [each for each in inside if each.first - first <= 2 and not self._owns(each)]
        fresh = verb is not None
        goes_on = joined in _GOES_ON or self._next(first) in _GOES_ON
        goes_on = goes_on or (joined in ("after", "before") and self._next(first).endswith("ing"))
        if self.told and verb is None and opens and (goes_on or self._is_indefinite(opens[0])):
            opens = []  # `a wallet, and a man whom she had stopped`: still what was told
        if self.whole is not None:
            self.voices, self.named, self.told = self.whole, True, True
        elif verb is not None:
            self._speech(verb, first, after, inside)
        elif opens and joined != "that" and not opens[0].pronoun and not self._said_that(first):
            self._speaks_of(opens[0])
            self.voices = opens[0].voices
            self.named, self.told, fresh = True, False, True
            self._received(first, after)
        taken = {at for each in inside for at in range(each.first, each.after)}
        free = [at for at in range(first, after) if at not in taken and (not verb or at != verb.at)]
        matter = tuple(at for at in free if self._has_matter(at))
        if not matter and self.told and (verb is None or verb.kind in ("say", "admit")):
            last = first if verb is None else verb.at  # the first word joins, or is a subject
            matter = tuple(at for at in free if at > last and self._is_said(at, after))
        return Frame(
            first, after, self.told, self.voices, self.named, verb, joined, matter,
            inside[0] if inside else None, fresh, self._is_absent(first, after, verb),
        )  # fmt: skip

    def _is_absent(self, first: int, after: int, verb: Verb | None) -> bool:
        """Whether it tells that something was not said: `is not heard asking`, `never asked`."""
        for at in range(first, after - 1):
            if self.found[at].lower not in ("not", "never") or (verb and verb.at < at):
                continue
            follows = stem(self.found[at + 1].lower)
            if follows == "hear" or (
                tables().verbs.get(follows) in ("say", "ask", "order")
                and follows not in tables().mental
            ):
                return True
        return False

    def _has_matter(self, at: int) -> bool:
        token, table = self.found[at], words()
        return not (
            token.is_empty
            or at in self.counted
            or at in self.idle
            or is_name(self.found, at)
            or stem(token.lower) in tables().about
            or stem(token.lower) in tables().light
            or token.lower in table.forward
            or token.lower in table.whole
            or (token.lower == "know" and at > 0 and self.found[at - 1].lower == "to")
        )

    def _is_said(self, at: int, after: int) -> bool:
        """Whether a word has to be heard where no other of its part has: `he did it`."""
        token = self.found[at]
        base = words().irregular.get(token.lower, token.lower)
        # `I was not asking for one`; not `she was the one who called`.
        stands_for = token.lower in ("one", "ones") and self.found[at - 1].lower != "the"
        return not (
            token.is_mark
            or stands_for
            or at in self.counted
            or (base == "do" and at + 1 == after)  # `she said that it did`
            or is_name(self.found, at)
            or base.rstrip(".") in _FUNCTION
            or stem(token.lower) in tables().about
            or token.lower in words().forward
            or token.lower in words().whole
        )

    def _idle(self) -> set[int]:
        """Words of phrases that only tell of time and place: `at that point`."""
        lowers = tuple(token.lower for token in self.found)
        return {
            at
            for phrase in tables().phrases
            for first in range(len(lowers) - len(phrase) + 1)
            if lowers[first : first + len(phrase)] == phrase
            for at in range(first, first + len(phrase))
        }

    def _next(self, at: int) -> str:
        return self.found[at + 1].lower if at + 1 < len(self.found) else ""

    def _said_that(self, first: int) -> bool:
        return first + 1 < len(self.found) and self.found[first + 1].lower == "that"

    def _is_indefinite(self, mention: Mention) -> bool:
        before = self.found[mention.first - 1].lower if mention.first else ""
        return mention.loose and before in ("a", "an", "another")

    def _may_tell(self, mention: Mention) -> bool:
        """Whether somebody may be who tells: not of `her father`, but of `her account`."""
        follows = stem(self._next(mention.after - 1))
        return not self._owns(mention) or follows in _ACCORDING

    def _owns(self, mention: Mention) -> bool:
        return self.found[mention.after - 1].lower.endswith("'s")

    def _verb(self, first: int, after: int, inside: Sequence[Mention]) -> Verb | None:
        """The first verb of speech of a part, unless it is in what somebody said."""
        for at in range(first, after):
            token = self.found[at]
            base = words().irregular.get(token.lower, stem(token.lower))
            kind = tables().verbs.get(stem(token.lower))
            if (base, self._next(at)) in _WITH_PARTICLE or self._lets_know(base, at, after):
                kind = "say"
            if kind is None and self._is_account(at):
                kind = "say"
            if kind is None or any(each.first <= at < each.after for each in inside):
                continue
            before = self.found[at - 1].lower if at else ""
            broke_in = before == "to" and at > 1 and self.found[at - 2].lower in _TO_SAY
            noun = before in _NO_VERB or before.endswith("'s") or token.lower.endswith("ment")
            if noun and not broke_in and not self._is_account(at):
                continue
            near = {self.found[back].lower for back in range(max(first, at - 3), at)}
            before_it = any(each.after <= at for each in inside)
            passive = bool(near & _BE) and token.lower.endswith(("ed", "en", "id", "ld", "ght"))
            if self.told and at - first > 3 and not passive and not before_it:
                continue
            if self.told and any(self.found[back].lower == "that" for back in range(first, at)):
                continue
            return Verb(kind, at, passive)
        return None

    def _is_account(self, at: int) -> bool:
        """`Quade's version was that ...`, `his account was that ...`."""
        owns = at > 0 and (
            self.found[at - 1].lower.endswith("'s") or self.found[at - 1].lower in _OWNERS
        )
        tells = [token.lower for token in self.found[at + 1 : at + 3]] == ["was", "that"]
        return owns and tells and stem(self.found[at].lower) in _ACCORDING | {"story"}

    def _lets_know(self, base: str, at: int, after: int) -> bool:
        """`let the driver know`."""
        near = {token.lower for token in self.found[at + 2 : min(at + 2 + _KNOWN, after)]}
        return base == "let" and "know" in near

    def _speech(self, verb: Verb, first: int, after: int, inside: Sequence[Mention]) -> None:
        """Whose words follow: the subject's, or, where the verb is passive, somebody else's."""
        before = [each for each in inside if each.after <= verb.at and self._may_tell(each)]
        later = [each for each in inside if each.first > verb.at]
        opening = first == 0 and verb.at == 0 and self.found[0].lower.endswith(("ed", "ld"))
        subject = before[0] if before else None
        if opening:  # `Asked for a name, the driver ...`
            subject = next((each for each in self.mentions if each.first >= after), None)
        again = subject is not None and subject.pronoun
        if again and self.subject is not None and self._is_writer(self.subject):
            self.subject = self.other or self._spoken_of(first) or self.subject  # `he` is never `I`
        if subject is not None and not (again and self.subject is not None):
            self._speaks_of(subject)
        lower = self.found[verb.at].lower
        reported = self.told and lower.endswith("ing") and lower != "bring" and subject is not None
        teller = self.voices if reported and not again else frozenset[str]()
        self.told = True
        if verb.passive and self._by_radio(first, after):
            self.voices, self.named = self.people.radio, True
        elif verb.passive or opening:
            self.voices, self.named = self._agents(subject, later), True
        elif self.subject is not None and teller:
            # `Dispatch advised of noise, the caller reporting ...`: dispatch tells it still.
            self.voices, self.named = self.subject.voices | teller, True
        elif self.subject is not None:
            self.voices, self.named = self.subject.voices, True

    def _spoken_of(self, first: int) -> Mention | None:
        """Whoever was named last before a place, and does not write."""
        before = [
            each
            for each in self.mentions
            if each.after <= first
            and not (each.pronoun or each.loose or self._is_writer(each) or self._owns(each))
        ]
        return before[-1] if before else None

    def _by_radio(self, first: int, after: int) -> bool:
        """`was informed over the radio`."""
        lowers = [self.found[at].lower for at in range(first, after)]
        over = any(
            word == "radio" and _OVER & set(lowers[max(0, at - 2) : at])
            for at, word in enumerate(lowers)
        )
        return over and bool(self.people.radio)

    def _is_writer(self, mention: Mention) -> bool:
        return self.found[mention.first].lower in _WRITER

    def _speaks_of(self, mention: Mention) -> None:
        self.subject = mention
        if not self._is_writer(mention):
            self.other = mention

    def _agents(self, subject: Mention | None, later: Sequence[Mention]) -> frozenset[str]:
        """Who speaks where a verb is passive: whoever follows `by`, or all but who is told."""
        everybody = self.people.everybody
        by = next((each for each in later if "by" in self._before(each)), None)
        if by is not None:
            return self.subject.voices if by.pronoun and self.subject is not None else by.voices
        if subject is not None and self.subject is not None:
            return everybody - self.subject.voices or everybody
        told = (each.voices for each in later if self._before(each) and not each.loose)
        return everybody - frozenset().union(*told) or everybody

    def _before(self, mention: Mention) -> frozenset[str]:
        """`by`, `from` or `the`, as far as they stand before a person."""
        words = (self.found[at].lower for at in range(max(0, mention.first - 2), mention.first))
        return frozenset(words) & {"by", "from", "the"}

    def _received(self, first: int, after: int) -> None:
        """`The driver received a citation`, `was cited`: an act of the others."""
        lowers = [self.found[at].lower for at in range(first, after)]
        passive = any(
            one in _BE and stem(two) in tables().performed for one, two in pairwise(lowers)
        )
        if passive or "received" in lowers or "given" in lowers:
            self.voices = self.people.everybody - self.voices or self.voices

    def _according(self) -> frozenset[str] | None:
        """Whose words a whole sentence is: `according to ...`, `by his own account`, `he said.`"""
        found, mentions = self.found, self.mentions
        if not mentions:
            return None
        lowers = [token.lower for token in found]
        first = mentions[0]
        if lowers[:2] == ["according", "to"] and first.first <= 3:
            return first.voices
        if lowers[0] == "by" and any(stem(word) in _ACCORDING for word in lowers[:8]):
            other = [each for each in mentions if not each.pronoun]
            if lowers[1] in ("my", "our"):
                return self.people.officers
            return other[0].voices if other else first.voices
        last = mentions[-1]
        end = [at for at, token in enumerate(found) if not token.is_mark]
        if (
            len(end) > 1
            and stem(found[end[-1]].lower) in tables().verbs
            and last.after == end[-1]
            and "," in lowers
        ):
            return last.voices
        return None
