"""The forms of a report's page: from what somebody typed to an act of the desk.

Rules kept here:
 * A form has the fields that stand here and no others.
 * What is wrong with a field is said at it. Where no act comes out, the form says why.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

from countenance.console.form import Form
from countenance.console.views.report_view import next_letters, voices
from countenance.reports import acts
from countenance.reports.acts import Act
from countenance.reports.fields import fields_known
from countenance.reports.report import LONGEST, Report
from countenance.reports.settling import SENTENCE
from countenance.reports.speakers import Speaker, Standing

__all__ = ["FORMS", "Asked", "Made"]

_MOVED = re.compile(r"\s*(s[0-9]{1,6})\s*=\s*([A-Z])\s*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form is about, read where it asks for it. `readers`: who outside may be let read it,
    by pseudonym, with a name to show."""

    report: Callable[[], Report]
    readers: Callable[[], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a form: the act, if nothing is wrong; the field at which the desk's own words
    about it stand; where on the page one is after it."""

    act: Act | None
    field: str
    anchor: str = ""


Takes = Callable[[Form, Asked], Made]


def _hear(form: Form, _: Asked) -> Made:
    form.only()
    form.at = "hear-"
    return Made(acts.Hear(), "hear", "#recording")


def _worded(
    act: Callable[..., Act],
    field: str,
    needed: str,
    *,
    at: str,
    anchor: str,
    about: str = "",
    longest: int = SENTENCE,
) -> Takes:
    """Takes a form with one text, `field`, about the one thing that the hidden field `about` names,
    or about the whole report. `needed`: what to say where the text is empty."""

    def taken(form: Form, _: Asked) -> Made:
        form.only(*filter(None, (about, field)))
        what = (form.typed(about),) if about else ()
        form.at = "-".join((at, *what, ""))
        text = form.text(field, longest, needed)
        return _made(form, lambda: act(*what, text), field, anchor)

    return taken


def _reviewed(act: Callable[[int, str], Act], needed: str) -> Takes:
    """Takes what a supervisor says. `needed`: what to say where no reason is given."""

    def taken(form: Form, _: Asked) -> Made:
        form.only("reason", "version")
        form.at = "review-"
        version = form.number("version", 1, 1_000_000, 0)
        if not version:
            # Which version the page showed, on which somebody has pressed the button.
            says = "load the page again: it has to say which version you have read"
            form.wrong("reason", says)
        reason = form.text("reason", SENTENCE, needed)
        return _made(form, lambda: act(version, reason), "reason", "#review")

    return taken


def _roles(form: Form, asked: Asked) -> Made:
    speak = voices(asked.report())
    letters = [*(each.letter for each in speak), *next_letters(speak)]
    names = [f"{what}-{each}" for each in letters for what in ("standing", "called", "name")]
    form.only("moved", *names)
    form.at = "roles-"
    people = []
    for letter in letters:
        called = form.text(f"called-{letter}", 80)
        name = form.text(f"name-{letter}", 80)
        standing = form.typed(f"standing-{letter}")
        if not (called or name or standing):
            continue
        standing = form.chosen(
            f"standing-{letter}", get_args(Standing), f"choose what voice {letter} is"
        )
        if not called:
            form.wrong(f"called-{letter}", f"say how the report calls voice {letter}")
        people.append((letter, standing, called, name))
    moved = _moved(form)
    return _made(
        form,
        lambda: acts.Roles(
            tuple(
                Speaker(letter, standing, called, name)  # type: ignore[arg-type]  # chosen
                for letter, standing, called, name in people
            ),
            moved,
        ),
        "moved",
        "#draft",
    )


def _moved(form: Form) -> dict[str, str]:
    """Segments that belong to another voice: `s4 = B, s9 = A`."""
    found: dict[str, str] = {}
    for each in form.text("moved", 4_000).split(","):
        if not each.strip():
            continue
        pair = _MOVED.fullmatch(each)
        if pair is None:
            form.wrong("moved", f"`{each.strip()[:40]}`: like this: s4 = B, s9 = A")
            continue
        found[pair[1]] = pair[2]
    return found


def _draft(form: Form, _: Asked) -> Made:
    form.only(*(f"field-{name}" for name in fields_known()))
    form.at = "draft-"
    typed = {name: form.text(f"field-{name}", 300) for name in fields_known()}
    given = {name: value for name, value in typed.items() if value}
    return _made(form, lambda: acts.MakeDraft(given), "draft", "#settle")


def _edit(form: Form, _: Asked) -> Made:
    form.only("sentence", "text", "own")
    sentence = form.typed("sentence")
    form.at = f"edit-{sentence}-"
    text = form.text("text", SENTENCE, "write the sentence")
    own = form.is_ticked("own")
    return _made(
        form, lambda: acts.Edit(sentence, text, own), "text", f"#sentence-{sentence}"
    )


def _add(form: Form, _: Asked) -> Made:
    form.only("after", "text", "own")
    after = form.typed("after")
    form.at = f"add-{after}-"
    text = form.text("text", SENTENCE, "write the sentence")
    if not form.is_ticked("own"):
        form.wrong("own", "say that it is your own knowledge: it is not from the recording")
    return _made(
        form, lambda: acts.Add(text, after or None, True), "text", f"#sentence-{after or 'first'}"
    )


def _remove(form: Form, _: Asked) -> Made:
    form.only("sentence")
    sentence = form.typed("sentence")
    form.at = f"edit-{sentence}-"
    return _made(form, lambda: acts.Remove(sentence), "text", "#settle")


def _tell(form: Form, _: Asked) -> Made:
    form.only("omission", "text", "after")
    omission = form.typed("omission")
    form.at = f"omission-{omission}-"
    text = form.text("text", SENTENCE, "write the sentence")
    after = form.typed("after") or None
    return _made(form, lambda: acts.Tell(omission, text, after), "text", "#omissions")


def _listen(form: Form, _: Asked) -> Made:
    form.only("sentence", "milliseconds")
    form.at = "listen-"
    sentence = form.typed("sentence")
    played = form.number("milliseconds", 1, 86_400_000, 0)
    if not played:
        form.wrong("milliseconds", "how long it was played")
    return _made(form, lambda: acts.Listen({sentence: played}), "milliseconds")


def _disclose(form: Form, asked: Asked) -> Made:
    form.only("to", "reason")
    form.at = "disclose-"
    to = form.chosen("to", [ref for ref, _ in asked.readers()], "choose who may read it")
    reason = form.text("reason", SENTENCE, "say why")
    return _made(form, lambda: acts.Disclose(to, reason), "reason", "#disclose")


def _made(form: Form, act: Callable[[], Act], field: str, anchor: str = "") -> Made:
    return Made(None if form.problems else act(), field, anchor)


FORMS: Mapping[str, Takes] = {
    "hear": _hear,
    "account": _worded(
        acts.Account, "text", "write down what you remember", at="account", anchor="#speakers",
        longest=LONGEST,
    ),
    "roles": _roles,
    "draft": _draft,
    "edit": _edit,
    "add": _add,
    "remove": _remove,
    "fill": _worded(
        acts.Fill, "text", "write what is asked for", about="bracket", at="gap", anchor="#settle"
    ),
    "dismiss": _worded(
        acts.Dismiss, "reason", "say why it does not apply", about="bracket", at="gap",
        anchor="#settle",
    ),
    "override": _worded(
        acts.Override, "reason", "say why the sentence stays as it is", about="flag", at="flag",
        anchor="#settle",
    ),
    "tell": _tell,
    "leave-out": _worded(
        acts.LeaveOut, "reason", "say why it is left out", about="omission", at="omission",
        anchor="#omissions",
    ),
    "listen": _listen,
    "sign": _worded(
        acts.Sign, "name", "type your name", at="sign", anchor="#sign", longest=120
    ),
    "approve": _reviewed(acts.Approve, ""),
    "send-back": _reviewed(acts.SendBack, "say what has to be changed"),
    "revise": _worded(
        acts.Revise, "reason", "say why a new version is needed", at="revise", anchor="#settle"
    ),
    "disclose": _disclose,
}  # fmt: skip
"""The word of an act -> what takes its form."""
