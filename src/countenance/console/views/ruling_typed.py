"""What somebody typed into the form of a ruling: a draft of it, and what is wrong where.

Rules kept here:
 * What is wrong is said at its field, with what would be right. What only the whole ruling shows,
   such as that it settles nothing, is said by its check.
 * A draft has everything that was typed, right or wrong: it is what the text area begins with.
 * A choice and words that say otherwise do not stand beside each other: neither is left out.
"""

from collections.abc import Collection

from countenance.callers.check import is_slug
from countenance.codes.model import Clause, Edition, Reading, Verdict
from countenance.console.form import Form
from countenance.console.views.ruling_form import (
    nearest_words,
    own_reading,
    phrases_of,
    value_of,
)
from countenance.errors import FactError
from countenance.facts.vocabulary import Vocabulary
from countenance.review.ruling_checks import stands_in
from countenance.review.ruling_draft import Added, Draft, is_day

__all__ = [
    "OWN", "TYPED", "VERDICTS", "check_said_once", "check_typed", "chosen_of", "draft_of",
    "fields_of",
]  # fmt: skip

OWN, TYPED = "own", "typed"
"""The choice of a reading of one's own, and of words that are typed."""
VERDICTS = ("allow", "deny", "silent")
"""What a reading that is added may answer: one that answers `unclear` would settle nothing."""

_CHOICE = "="
_LONG = 2000


def fields_of(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The fields of the form."""
    return (
        "edition", "clause", "id", "reading", "own-says", "own-verdict", "own-source", "cites",
        "cites-typed", "says", "begins", "ends", "question", "act",
        *(f"where-{fact.name}" for fact in vocabulary.facts),
    )  # fmt: skip


def chosen_of(word: str) -> str:
    """The value of a radio button that stands for words of a text: no choice of ours is like it."""
    return f"{_CHOICE}{word}"


def draft_of(form: Form, edition: Edition, clause: Clause, vocabulary: Vocabulary) -> Draft:
    """The ruling as it was typed, whatever is wrong with it."""
    reading, name = form.typed("reading"), own_reading(clause)
    is_own = reading == OWN or (not reading and _has_own(form))
    added = Added(
        name, _typed(form, "own-says"), _typed(form, "own-verdict"), _typed(form, "own-source")
    )
    return Draft(
        _typed(form, "id"),
        edition.name,
        clause.id,
        name if is_own else reading.removeprefix(_CHOICE),
        _cited(form),
        _typed(form, "says"),
        _typed(form, "begins"),
        _typed(form, "ends"),
        dict(_scope(form, vocabulary)),
        added if is_own else None,
    )


def check_said_once(form: Form) -> None:
    """Say where a choice and words beside it say two things, of which a ruling has one."""
    if form.typed("reading").startswith(_CHOICE) and _has_own(form):
        form.wrong(
            "reading",
            "you have chosen a reading that is there, and written one of your own as well: choose "
            "yours, or clear its fields",
        )
    if form.typed("cites").startswith(_CHOICE) and _typed(form, "cites-typed"):
        form.wrong("cites", "you have chosen words, and typed others as well: clear what you typed")


def check_typed(
    form: Form,
    draft: Draft,
    edition: Edition,
    clause: Clause,
    vocabulary: Vocabulary,
    taken: Collection[str],
) -> None:
    """Say at each field what is wrong with it. `taken`: the names of rulings there are."""
    check_said_once(form)
    name = form.text("id", 64, "give it a name")
    if name and not is_slug(name):
        form.wrong("id", "small letters, digits and `-` name it, such as `station-in-norway`")
    elif name in taken:
        form.wrong("id", f"a ruling `{name}` is there already; name yours otherwise")
    _check_reading(form, clause)
    _check_cited(form, draft, edition, clause)
    form.text("says", _LONG, "say why they are read so")
    _check_days(form)
    for fact in vocabulary.facts:
        field = f"where-{fact.name}"
        try:
            value_of(fact, form.text(field, 200))
        except FactError as error:
            form.wrong(field, str(error))


def _check_reading(form: Form, clause: Clause) -> None:
    readings = [chosen_of(each.name) for each in clause.readings]
    chosen = form.chosen("reading", [*readings, OWN], "choose how the clause is read")
    if chosen == OWN:
        form.text("own-says", _LONG, "say how you read it")
        form.chosen("own-verdict", VERDICTS, "choose what it answers, read so")
        source = form.text("own-source", 500, "give the address where your reading can be read")
        if source and "://" not in source:
            form.wrong("own-source", "an address is right, such as https://board.example/12")
    if any(chosen == chosen_of(each.name) for each in clause.readings if _settles_nothing(each)):
        form.wrong("reading", "read so it stays unclear, and nothing is settled; choose another")


def _settles_nothing(reading: Reading) -> bool:
    """Whether all stays unclear by it; one that reaches less far than its clause may settle what
    lies outside of it."""
    return reading.verdict is Verdict.UNCLEAR and reading.when is None


def _check_cited(form: Form, draft: Draft, edition: Edition, clause: Clause) -> None:
    form.text("cites-typed", 300)
    choice = form.typed("cites")
    if choice not in ("", TYPED, *map(chosen_of, phrases_of(clause))):
        form.wrong("cites", "choose one of these, or type the words")
    elif not draft.cites:
        form.wrong("cites", "choose the words that are read, or type them")
    elif not stands_in(edition, clause, draft.cites):
        near = nearest_words(edition, clause, draft.cites)
        hint = f"did you mean “{near}”?" if near else "copy them from the clause above"
        form.wrong(
            "cites-typed",
            f"these words do not stand in the clause, its readings or its terms; {hint}",
        )


def _check_days(form: Form) -> None:
    begins = form.text("begins", 40, "say from which day it counts")
    ends = form.text("ends", 40)
    for name, word in (("begins", begins), ("ends", ends)):
        if word and not is_day(word):
            form.wrong(name, f"`{word[:40]}` is no day; a day such as 2026-11-28 is right")
    if is_day(begins) and is_day(ends) and ends <= begins:
        form.wrong("ends", f"it ends before it begins; a day after {begins} is right, or none")


def _has_own(form: Form) -> bool:
    return any(_typed(form, f"own-{each}") for each in ("says", "verdict", "source"))


def _cited(form: Form) -> str:
    choice = form.typed("cites")
    if choice.startswith(_CHOICE):
        return choice.removeprefix(_CHOICE)
    return _typed(form, "cites-typed")


def _scope(form: Form, vocabulary: Vocabulary) -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for fact in vocabulary.facts:
        word = _typed(form, f"where-{fact.name}")
        try:
            value = value_of(fact, word)
        except FactError:
            value = word
        if value:
            found.append((fact.name, (value,)))
    return found


def _typed(form: Form, name: str) -> str:
    return form.typed(name).replace("\r\n", "\n").strip()
