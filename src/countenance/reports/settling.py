"""How the officer changes the text of a draft, and settles what is doubtful in it.

Rules kept here:
 * Words of a program that are changed stay bound to the sound only while the check finds nothing
   against them. Else they are the officer's own, who says to know it.
 * The very words of a program are nobody's own: they stay its, or are written otherwise. Whose
   words a sentence has that somebody says to know says `countenance.reports.whose`.
 * A flag is settled by changing its sentence, or overridden with a reason, after what it is about
   was listened to. A bracket is filled, or does not apply, with a reason. An omission is told in
   the report, or left out, with a reason.
 * Whatever the change leaves out that has to appear is an omission again.

The check, and what it finds, are handed in.
"""

from collections.abc import Iterable, Sequence

import msgspec

from countenance.errors import OutdatedError, ReviewError
from countenance.reports.draft import Flag, Omission, Origin, Sentence
from countenance.reports.open_items import Terms, open_items, state_of
from countenance.reports.placing import place_of
from countenance.reports.report import Edit, How, Listened, Report, Settled
from countenance.reports.steps import (
    Change,
    Step,
    check_officer,
    check_room,
    check_unsigned,
    plain,
)
from countenance.reports.transcript import Support
from countenance.reports.whose import check_whose, whose
from countenance.review.people import Person

__all__ = [
    "SENTENCE",
    "Checked",
    "add",
    "dismiss",
    "edit",
    "edited_sentence",
    "fill",
    "leave_out",
    "override",
    "remove",
    "tell",
    "to_hear",
    "told_sentence",
]

SENTENCE = 2_000
"""Letters of the longest sentence."""


class Checked(msgspec.Struct, frozen=True):
    """What the check found about a sentence as it would be, and what has to appear and does not, in
    the text as it would be."""

    flags: tuple[Flag, ...] = ()
    omissions: tuple[Omission, ...] = ()


def edited_sentence(report: Report, sentence: str, text: str, *, own_knowledge: bool) -> Sentence:
    """A sentence as it would be with these words: to be checked."""
    before = _sentence(report, sentence)
    words = _words(text)
    if own_knowledge or not before.support:
        return Sentence(before.id, words, whose(report, words))
    origin: Origin = "ai_edited" if before.origin in ("ai", "ai_edited") else before.origin
    return msgspec.structs.replace(before, text=words, origin=origin)


def edit(
    report: Report,
    who: Person,
    sentence: str,
    text: str,
    checked: Checked,
    at: str,
    terms: Terms,
    *,
    own_knowledge: bool = False,
) -> Step:
    """Change the words of a sentence. `checked`: of `edited_sentence`, and of the text with it."""
    _writes(report, who)
    before = _sentence(report, sentence)
    after = edited_sentence(report, sentence, text, own_knowledge=own_knowledge)
    if after.text == before.text and (before.origin == after.origin or not own_knowledge):
        raise ReviewError(f"`{sentence}`: these are the words that are there")
    if not after.support and not own_knowledge:
        raise ReviewError(
            f"`{sentence}` rests on no words of the recording: say that it is your own knowledge"
        )
    if not after.support:
        check_whose(report, after.text)
    elif checked.flags:
        doubts = "; ".join(each.says for each in checked.flags)
        raise ReviewError(
            f"`{sentence}`: the recording does not bear these words out ({doubts}): change them, "
            "or say that it is your own knowledge"
        )
    texts = tuple(after if each.id == sentence else each for each in report.sentences)
    changed = _changed(
        report, who, at, before, after.text, texts, checked, after.origin, own=own_knowledge
    )
    return _done(changed, Change.EDITED, who, terms, number=changed.edits[-1].number, what=sentence)


def add(
    report: Report,
    who: Person,
    text: str,
    after: str | None,
    at: str,
    terms: Terms,
    *,
    own_knowledge: bool = False,
) -> Step:
    """Write a sentence of one's own, behind another one or at the beginning."""
    _writes(report, who)
    _own(own_knowledge)
    added = _known(report, text)
    changed = _added(report, who, at, added, after)
    return _done(changed, Change.EDITED, who, terms, number=changed.edits[-1].number, what=added.id)


def remove(
    report: Report, who: Person, sentence: str, checked: Checked, at: str, terms: Terms
) -> Step:
    """Take a sentence out. `checked`: of the text without it."""
    _writes(report, who)
    before = _sentence(report, sentence)
    texts = tuple(each for each in report.sentences if each.id != sentence)
    changed = _changed(report, who, at, before, "", texts, checked, before.origin)
    return _done(changed, Change.EDITED, who, terms, number=changed.edits[-1].number, what=sentence)


def fill(
    report: Report,
    who: Person,
    bracket: str,
    text: str,
    at: str,
    terms: Terms,
) -> Step:
    """Fill a bracket with a sentence of one's own: it asks for what the officer knows."""
    _writes(report, who)
    found = next((each for each in open_items(report).brackets if each.id == bracket), None)
    if found is None:
        raise _not_open(report, "bracket", bracket, [e.id for e in open_items(report).brackets])
    added = _known(report, text)
    changed = _added(report, who, at, added, place_of(report, found))
    settled = _settled(changed, bracket, "filled", who, at, sentence=added.id)
    return _done(settled, Change.SETTLED, who, terms, what=bracket, how="filled")


def dismiss(report: Report, who: Person, bracket: str, reason: str, at: str, terms: Terms) -> Step:
    """Say that a bracket does not apply, and why."""
    _writes(report, who)
    there = [each.id for each in open_items(report).brackets]
    if bracket not in there:
        raise _not_open(report, "bracket", bracket, there)
    words = plain("reason", reason, 3, 2_000)
    settled = _settled(report, bracket, "does-not-apply", who, at, words=words)
    return _done(
        settled, Change.SETTLED, who, terms, what=bracket, how="does-not-apply", reason=words
    )


def override(report: Report, who: Person, flag: str, reason: str, at: str, terms: Terms) -> Step:
    """Leave a sentence as it is in spite of a doubt, and say why, having listened."""
    _writes(report, who)
    found = next((each for each in open_items(report).flags if each.id == flag), None)
    if found is None:
        raise _not_open(report, "flag", flag, [each.id for each in open_items(report).flags])
    words = plain("reason", reason, 3, 2_000)
    needs = to_hear(report, found)
    heard = report.listened.get(found.sentence, Listened()).milliseconds
    if heard < needs:
        raise OutdatedError(
            f"flag `{flag}`: listen to `{found.sentence}` first; {needs / 1000:.1f} seconds of it "
            f"are in doubt, and {heard / 1000:.1f} were played"
        )
    settled = _settled(report, flag, "overridden", who, at, words=words)
    return _done(settled, Change.SETTLED, who, terms, what=flag, how="overridden", reason=words)


def told_sentence(report: Report, omission: str, text: str) -> Sentence:
    """The sentence that would tell what was left out: to be checked."""
    found = _omission(report, omission)
    words = _words(text)
    return Sentence(_next_id(report), words, whose(report, words), found.support, found.voice)


def tell(
    report: Report,
    who: Person,
    omission: str,
    text: str,
    after: str | None,
    checked: Checked,
    at: str,
    terms: Terms,
) -> Step:
    """Tell in the report what was left out. `checked`: of `told_sentence`."""
    _writes(report, who)
    told = told_sentence(report, omission, text)
    if checked.flags:
        doubts = "; ".join(each.says for each in checked.flags)
        raise ReviewError(f"omission `{omission}`: the recording does not say this ({doubts})")
    changed = _added(report, who, at, told, after)
    settled = _settled(changed, omission, "included", who, at, sentence=told.id)
    return _done(settled, Change.SETTLED, who, terms, what=omission, how="included")


def leave_out(
    report: Report, who: Person, omission: str, reason: str, at: str, terms: Terms
) -> Step:
    """Leave out of the report what has to appear, and say why."""
    _writes(report, who)
    _omission(report, omission)
    words = plain("reason", reason, 3, 2_000)
    settled = _settled(report, omission, "left-out", who, at, words=words)
    return _done(settled, Change.SETTLED, who, terms, what=omission, how="left-out", reason=words)


def to_hear(report: Report, flag: Flag) -> int:
    """Milliseconds of sound that a flag is about: where it says to listen, or its sentence."""
    sentence = next((each for each in report.sentences if each.id == flag.sentence), None)
    where: Iterable[Support] = flag.listen or (sentence.support if sentence else ())
    transcript = report.transcript
    if transcript is None:
        return 0
    total = 0
    for each in where:
        words = transcript.words(each)
        total += words[-1].end - words[0].start
    return total


def _writes(report: Report, who: Person) -> None:
    check_officer(report, who)
    check_unsigned(report)
    check_room(report)
    if not report.generations:
        raise OutdatedError(f"report `{report.id}`: there is no draft yet")


def _sentence(report: Report, id_: str) -> Sentence:
    try:
        return report.sentence(id_)
    except KeyError:
        there = ", ".join(f"`{each.id}`" for each in report.sentences) or "none"
        raise ReviewError(
            f"report `{report.id}` has no sentence `{id_}`; it has: {there}"
        ) from None


def _omission(report: Report, id_: str) -> Omission:
    opened = open_items(report).omissions
    found = next((each for each in opened if each.id == id_), None)
    if found is None:
        raise _not_open(report, "omission", id_, [each.id for each in opened])
    return found


def _not_open(report: Report, what: str, id_: str, there: Sequence[str]) -> ReviewError:
    listed = ", ".join(f"`{each}`" for each in there) or "none"
    return ReviewError(f"report `{report.id}`: no {what} `{id_}` is open; open are: {listed}")


def _words(text: str) -> str:
    words = plain("text", text, 1, SENTENCE)
    if "\n" in words:
        raise ReviewError("`text` is one sentence, in one line")
    return words


def _known(report: Report, text: str) -> Sentence:
    """A new sentence that rests on no words of the recording."""
    words = _words(text)
    check_whose(report, words)
    return Sentence(_next_id(report), words, whose(report, words))


def _own(own_knowledge: bool) -> None:
    if not own_knowledge:
        raise ReviewError(
            "a sentence of your own rests on no words of the recording: say that it is your own "
            "knowledge"
        )


def _next_id(report: Report) -> str:
    number = report.generations[-1].number
    written = [e for e in report.edits if e.generation == number and e.sentence.startswith("h")]
    return f"h{len({each.sentence for each in written}) + 1}"


def _added(report: Report, who: Person, at: str, added: Sentence, after: str | None) -> Report:
    """With one more sentence behind this one; nothing has to be checked of what is there."""
    place = 0
    if after is not None:
        _sentence(report, after)
        place = 1 + next(i for i, each in enumerate(report.sentences) if each.id == after)
    texts = (*report.sentences[:place], added, *report.sentences[place:])
    made = _edit(report, who, at, added.id, "", added.text, added.origin, own=True)
    edits = (*report.edits, made)
    return msgspec.structs.replace(report, sentences=texts, edits=edits)


def _changed(
    report: Report,
    who: Person,
    at: str,
    before: Sentence,
    after: str,
    texts: tuple[Sentence, ...],
    checked: Checked,
    origin: Origin,
    *,
    own: bool = False,
) -> Report:
    """With other words in place of these, their flags settled and what they leave out listed."""
    edits = (
        *report.edits, _edit(report, who, at, before.id, before.text, after, origin, own=own)
    )  # fmt: skip
    moved = msgspec.structs.replace(report, sentences=texts, edits=edits)
    for flag in open_items(report).flags:
        if flag.sentence == before.id:
            moved = _settled(moved, flag.id, "changed", who, at, sentence=before.id)
    return msgspec.structs.replace(moved, omissions=_more_omissions(moved, checked.omissions))


def _more_omissions(report: Report, found: Iterable[Omission]) -> tuple[Omission, ...]:
    """Those that were known, and those that were found beside them, under ids of their own.

    One that was told in a sentence that is gone again, or that no longer tells it, is found again.
    """
    number = report.generations[-1].number
    there = {each.id for each in report.sentences if each.support}
    void = {
        each.what
        for each in report.settled
        if each.generation == number and each.how == "included" and each.sentence not in there
    }
    known = {(each.kind, each.support) for each in report.omissions if each.id not in void}
    taken = {each.id for each in report.omissions}
    omissions = list(report.omissions)
    for each in found:
        if (each.kind, each.support) not in known:
            count = len(omissions) + 1
            while f"o{count}" in taken:
                count += 1
            omissions.append(msgspec.structs.replace(each, id=f"o{count}"))
            taken.add(f"o{count}")
            known.add((each.kind, each.support))
    return tuple(omissions)


def _edit(
    report: Report,
    who: Person,
    at: str,
    sentence: str,
    before: str,
    after: str,
    origin: Origin,
    *,
    own: bool,
) -> Edit:
    generation = report.generations[-1].number
    number = len(report.edits) + 1
    return Edit(number, generation, who.ref, at, sentence, before, after, origin, own)


def _settled(
    report: Report,
    what: str,
    how: How,
    who: Person,
    at: str,
    *,
    words: str = "",
    sentence: str | None = None,
) -> Report:
    number = report.generations[-1].number
    made = Settled(what, number, how, who.ref, at, words, sentence)
    return msgspec.structs.replace(report, settled=(*report.settled, made))


def _done(
    report: Report,
    change: Change,
    who: Person,
    terms: Terms,
    *,
    number: int | None = None,
    what: str = "",
    how: str = "",
    reason: str = "",
) -> Step:
    after = msgspec.structs.replace(report, state=state_of(report, terms))
    return Step(after, change, who.ref, number, what, how, reason)
