"""Whether an answer about a picture with a face may say who somebody is.

Rules kept here, for every piece of an answer, in this order:
 1. Letters are made plain first: look-alike and invisible letters, escapes, spelled-out words;
    then the same is asked of what digits for letters and common encodings hide.
 2. A handle, initials, a word spelled letter by letter or written backwards is withheld.
 3. A capitalised name that is not in the request is withheld: two such words in a row anywhere;
    one inside a sentence; one at its start when somebody does something there. In German, where
    nouns are capitalised, it takes two in a row, or one after "is" or "called" that is no trade or
    age; so it does after somebody and "is". Names of places,
    works and brands are told by the words around them (`countenance.evidence.answer_things`).
 4. In scripts without capitals, a word after a cue of naming (a title, "is called") is withheld,
    and one after somebody and "is" (`countenance.evidence.answer_caseless`).
 5. A name from the request may be repeated, but not confirmed: after "is", "like", "as" it is
    withheld, unless the sentence declines to say. One that an operator alone gave is withheld
    where it is all that is said.
 6. Where a face went up visible, no name out of the request leaves, and nothing that stands for
    one, unless the sentence declines to say (`countenance.evidence.answer_strict`).
 7. What says who somebody is without a name is withheld (`countenance.evidence.answer_claims`): an
    office, a life, that two faces are of one person or not, an entry of a list, yes or no to a
    question whether it is a certain person; that a caption with a name is right
    (`countenance.evidence.answer_captions`).
 8. A name that a tool found by a face is withheld however it is written
    (`countenance.evidence.answer_found`).

What this does not see: names in lower case, a single name at the start of a sentence before an
unusual verb, claims in words of their own. It judges wordings, not their meaning.
"""

import re
from collections.abc import Iterable

from countenance.dialects.check import Release, Withhold
from countenance.evidence import answer_words as words
from countenance.evidence.answer_captions import asks_about_a_name, judges_a_caption
from countenance.evidence.answer_caseless import said_of_somebody
from countenance.evidence.answer_claims import (
    asks_about_somebody,
    claim_in,
    confirms_at_the_start,
    names_a_field,
)
from countenance.evidence.answer_found import FoundNames
from countenance.evidence.answer_runs import WORD, is_ordinary, opens, plain, runs, words_of
from countenance.evidence.answer_strict import GivenNames, is_kind
from countenance.evidence.answer_things import is_thing
from countenance.evidence.encodings import decoded_once
from countenance.evidence.needed import AnyOf

__all__ = ["AnswerCheck"]

_RELEASE = Release()
_HANDLE = AnyOf(
    r"(?<![\w.])@[A-Za-z0-9_][\w.-]{2,}",
    r"\b(?:linkedin\.com|instagram\.com|facebook\.com)/",
    flags=re.NOFLAG,
)
_SPELLED = re.compile(r"(?<!\w)(?:[^\W\d_][-–.·\s]\s?){3,}[^\W\d_](?!\w)")
_INITIALS = re.compile(r"(?<![\w.])(?!U\.S|U\.K|A\.M|P\.M|E\.G|I\.E|D\.C)[A-Z]\.\s?[A-Z]\.(?!\w)")
_BACKWARDS = re.compile(r"\b[^\W\d_A-Z]{2,}[A-Z]\b(?:\s+[^\W\d_A-Z]{2,}[A-Z]\b)")
_ALONG = re.compile(
    r"[\s,\"”’']*(?:(?:by|of|from|in|and|or|with|off|near|the|an?|de|von|et|y|und)[\s\"“]+){0,3}"
)
_LEET = re.compile(r"[A-Za-z]\d+[A-Za-z]|\b\d+[A-Za-z]\d+\b")
_DIGIT = re.compile(r"\d")
_LEET_WORD = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*\d)\w+\b")
_REFUSES = AnyOf(words.REFUSALS)
_COPULA = re.compile(words.COPULAS)
_GERMAN_NAMING = re.compile(words.GERMAN_NAMING)
_GERMAN_SOMEBODY = re.compile(words.GERMAN_SOMEBODY)
_GERMAN_KIND = re.compile(words.GERMAN_KINDS, re.IGNORECASE)
_SHADED = re.compile(words.SHADED, re.IGNORECASE)
_CUES = tuple((name, re.compile(cue)) for name, cue in words.CASELESS_CUES)
_CLOSING = "\"'”’»」』"
_FRESH = 120
"""How much of what was released is looked at again: a name may begin in one piece and end in the
next."""


class AnswerCheck:
    """The check of one answer, made with all the texts of its request.

    `request` is everything that was given: written, or read in the pictures; `asked` what the user
    wrote, all of it unless told; `found` what tools gave back that compare faces; `told` what
    operators wrote; `strict` the names in all of it, where a face went up visible.
    """

    def __init__(
        self,
        request: Iterable[str],
        asked: str | None = None,
        found: Iterable[str] = (),
        *,
        told: Iterable[str] = (),
        strict: GivenNames | None = None,
    ) -> None:
        texts = tuple(request)
        given = plain(" ".join(texts))
        by_operators = plain(" ".join(told))
        self._given = words_of(given)
        self._known = self._given | words_of(by_operators)
        self._request = f"{given} {by_operators}"
        self._found = FoundNames(map(plain, found), self._known, is_ordinary)
        wrote = texts if asked is None else (asked,)
        self._asks = any(map(asks_about_somebody, wrote))
        self._questions = asks_about_a_name(*wrote)
        self._strict = strict

    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        """Release or withhold `new_sentence`; see the rules of this module."""
        before = plain(text_so_far[-_FRESH:])
        new = plain(new_sentence)
        rule = self._rule(before, new, first=not text_so_far.strip())
        for other in _undone(new) if rule is None else ():
            rule = rule or self._rule(before, other, first=False)
        return _RELEASE if rule is None else Withhold(rule)

    def _rule(self, before: str, new: str, *, first: bool) -> str | None:
        text = before + new
        return (
            self._spelled(new)
            or ("name-of-a-match" if self._found.begins_in(text, len(before)) else None)
            or self._given_stands(text, len(before))
            or self._named(text, len(before))
            or self._cued(text, len(before))
            or self._claimed(text, len(before), first=first)
        )

    def _spelled(self, new: str) -> str | None:
        if _HANDLE.found(new):
            return "handle"
        if _SPELLED.search(new):
            return "spelled-out"
        if _BACKWARDS.search(new):
            return "backwards"
        return "initials" if _INITIALS.search(new) else None

    def _given_stands(self, text: str, begins: int) -> str | None:
        if self._strict is None or not self._strict.stands_in(text, begins):
            return None
        return None if _REFUSES.found(text) else "given-name"

    def _is_given(self, strange: list[re.Match[str]], text: str) -> bool:
        """Whether all of these words were given, and are no names that may not leave."""
        said = [word.group() for word in strange]
        if not all(word.casefold() in self._known for word in said):
            return False
        return self._strict is None or not self._strict.is_one(said) or _REFUSES.found(text)

    def _named(self, text: str, begins: int) -> str | None:
        """Runs of capitalised words that end in the new part, and what they stand after."""
        german = _is_german(text)
        thing_ends = -1
        for run in runs(text):
            strange = [word for word in run if not is_ordinary(word.group())]
            if all(is_kind(word.group()) for word in strange):
                continue
            ahead = text[: strange[0].start()]
            follows = thing_ends >= 0 and _ALONG.fullmatch(text, thing_ends, run[0].start())
            whole = text[strange[0].start() : run[-1].end()]
            behind = text[run[-1].end() :]
            if not self._is_given(strange, text) and is_thing(
                ahead, whole, behind, follows_thing=bool(follows)
            ):
                thing_ends = run[-1].end()
                continue
            if run[-1].end() > begins and (rule := self._name(text, run, strange, german=german)):
                return rule
        return None

    def _name(
        self, text: str, run: list[re.Match[str]], strange: list[re.Match[str]], *, german: bool
    ) -> str | None:
        ahead = text[: strange[0].start()]
        if self._is_given(strange, text):
            return "name-confirmed" if self._confirms(text, run) else None
        if len(strange) >= 2:
            measured = german and run[0].group().casefold() in words.GERMAN_MEASURES
            return None if measured else "name"
        acts = opens(ahead) and _acts(text, run[-1].end())
        if german:
            kind = len(run) == 1 and _GERMAN_KIND.search(run[0].group())
            named = _GERMAN_NAMING.search(ahead) or _GERMAN_SOMEBODY.search(ahead)
            return "name" if acts or (named and not kind) else None
        shade = len(run) == 1 and run[0].group().casefold() in words.SHADES
        if shade and _SHADED.search(ahead):
            return None
        return "name" if acts or not opens(ahead) else None

    def _confirms(self, text: str, run: list[re.Match[str]]) -> bool:
        if _REFUSES.found(text):
            return False
        start, end = run[0].start(), run[-1].end()
        alone = not text[:start].strip(" \"'“”.*") and not text[end:].strip(" \"'“”.*!")
        if alone:
            given = all(word.group().casefold() in self._given for word in run)
            return self._asks or not given
        return _COPULA.search(text[:start]) is not None

    def _cued(self, text: str, begins: int) -> str | None:
        if text.isascii() or _REFUSES.found(text):
            return None
        for name, cue in _CUES:
            for match in cue.finditer(text):
                given = self._strict is None and match.group() in self._request
                if match.end() > begins and not given:
                    return name
        return said_of_somebody(text, begins)

    def _claimed(self, text: str, begins: int, *, first: bool) -> str | None:
        if names_a_field(text[begins:]):
            return "identity-field"
        if _REFUSES.found(text):
            return None
        if first and self._asks and confirms_at_the_start(text[begins:]):
            return "confirmed"
        if self._questions and judges_a_caption(text[begins:], first=first):
            return "confirmed"
        return claim_in(text, begins)


def _undone(text: str) -> Iterable[str]:
    """The text with digits as letters, and with what was encoded decoded; if there is any."""
    if _DIGIT.search(text) and _LEET.search(text):
        yield _LEET_WORD.sub(lambda word: word.group().translate(words.LEET), text)
    decoded, kinds = decoded_once(text, None)
    if kinds and decoded != text:
        yield decoded


def _acts(text: str, end: int) -> bool:
    """Whether the word that ends at `end` owns or does something, or stands alone."""
    rest = text[end:]
    if rest[:1] in _CLOSING and rest[:1]:  # a value of its own, in quotes
        return True
    line = rest.partition("\n")[0]
    if text[:end].endswith(("'s", "’s")) or not line.strip(" \t\"'“”.*_!?)"):
        return True
    following = WORD.match(rest.lstrip(" ,*_"))
    return following is not None and following.group().casefold() in words.PERSON_VERBS


def _is_german(text: str) -> bool:
    return sum(word in words.GERMAN_MARKS for word in text.casefold().split()) >= 2
