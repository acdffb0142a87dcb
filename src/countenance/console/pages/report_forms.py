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
from countenance.reports.report import Report
from countenance.reports.speakers import Speaker, Standing

__all__ = ["FORMS", "Asked", "Made"]

_ACCOUNT = 20_000
_SENTENCE = 2_000
_MOVED = re.compile(r"\s*(s[0-9]{1,6})\s*=\s*([A-Z])\s*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form is about. `readers`: who outside may be let read it."""

    report: Report
    readers: tuple[tuple[str, str], ...]


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


def _account(form: Form, _: Asked) -> Made:
    form.only("text")
    form.at = "account-"
    text = form.text("text", _ACCOUNT, "write down what you remember")
    return _made(form, lambda: acts.Account(text), "text", "#speakers")


def _roles(form: Form, asked: Asked) -> Made:
    letters = [each.letter for each in voices(asked.report)]
    letters += next_letters(asked.report)
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
    text = form.text("text", _SENTENCE, "write the sentence")
    own = form.is_ticked("own")
    return _made(
        form, lambda: acts.Edit(sentence, text, own), "text", f"#sentence-{sentence}"
    )


def _add(form: Form, _: Asked) -> Made:
    form.only("after", "text", "own")
    after = form.typed("after")
    form.at = f"add-{after}-"
    text = form.text("text", _SENTENCE, "write the sentence")
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


def _fill(form: Form, _: Asked) -> Made:
    form.only("bracket", "text")
    bracket = form.typed("bracket")
    form.at = f"gap-{bracket}-"
    text = form.text("text", _SENTENCE, "write what is asked for")
    return _made(form, lambda: acts.Fill(bracket, text), "text", "#settle")


def _dismiss(form: Form, _: Asked) -> Made:
    form.only("bracket", "reason")
    bracket = form.typed("bracket")
    form.at = f"gap-{bracket}-"
    reason = form.text("reason", _SENTENCE, "say why it does not apply")
    return _made(form, lambda: acts.Dismiss(bracket, reason), "reason", "#settle")


def _override(form: Form, _: Asked) -> Made:
    form.only("flag", "reason")
    flag = form.typed("flag")
    form.at = f"flag-{flag}-"
    reason = form.text("reason", _SENTENCE, "say why the sentence stays as it is")
    return _made(form, lambda: acts.Override(flag, reason), "reason", "#settle")


def _tell(form: Form, _: Asked) -> Made:
    form.only("omission", "text", "after")
    omission = form.typed("omission")
    form.at = f"omission-{omission}-"
    text = form.text("text", _SENTENCE, "write the sentence")
    after = form.typed("after") or None
    return _made(form, lambda: acts.Tell(omission, text, after), "text", "#omissions")


def _leave_out(form: Form, _: Asked) -> Made:
    form.only("omission", "reason")
    omission = form.typed("omission")
    form.at = f"omission-{omission}-"
    reason = form.text("reason", _SENTENCE, "say why it is left out")
    return _made(form, lambda: acts.LeaveOut(omission, reason), "reason", "#omissions")


def _listen(form: Form, _: Asked) -> Made:
    form.only("sentence", "milliseconds")
    form.at = "listen-"
    sentence = form.typed("sentence")
    played = form.number("milliseconds", 1, 86_400_000, 0)
    if not played:
        form.wrong("milliseconds", "how long it was played")
    return _made(form, lambda: acts.Listen({sentence: played}), "milliseconds")


def _sign(form: Form, _: Asked) -> Made:
    form.only("name")
    form.at = "sign-"
    name = form.text("name", 120, "type your name")
    return _made(form, lambda: acts.Sign(name), "name", "#sign")


def _approve(form: Form, _: Asked) -> Made:
    form.only("reason", "version")
    form.at = "review-"
    version = _version(form)
    reason = form.text("reason", _SENTENCE)
    return _made(form, lambda: acts.Approve(version, reason), "reason", "#review")


def _send_back(form: Form, _: Asked) -> Made:
    form.only("reason", "version")
    form.at = "review-"
    version = _version(form)
    reason = form.text("reason", _SENTENCE, "say what has to be changed")
    return _made(form, lambda: acts.SendBack(version, reason), "reason", "#review")


def _version(form: Form) -> int:
    """Which version the page showed, on which somebody has pressed the button."""
    version = form.number("version", 1, 1_000_000, 0)
    if not version:
        form.wrong("reason", "load the page again: it has to say which version you have read")
    return version


def _revise(form: Form, _: Asked) -> Made:
    form.only("reason")
    form.at = "revise-"
    reason = form.text("reason", _SENTENCE, "say why a new version is needed")
    return _made(form, lambda: acts.Revise(reason), "reason", "#settle")


def _disclose(form: Form, asked: Asked) -> Made:
    form.only("to", "reason")
    form.at = "disclose-"
    to = form.chosen("to", [ref for ref, _ in asked.readers], "choose who may read it")
    reason = form.text("reason", _SENTENCE, "say why")
    return _made(form, lambda: acts.Disclose(to, reason), "reason", "#disclose")


def _made(form: Form, act: Callable[[], Act], field: str, anchor: str = "") -> Made:
    return Made(None if form.problems else act(), field, anchor)


FORMS: Mapping[str, Takes] = {
    "hear": _hear,
    "account": _account,
    "roles": _roles,
    "draft": _draft,
    "edit": _edit,
    "add": _add,
    "remove": _remove,
    "fill": _fill,
    "dismiss": _dismiss,
    "override": _override,
    "tell": _tell,
    "leave-out": _leave_out,
    "listen": _listen,
    "sign": _sign,
    "approve": _approve,
    "send-back": _send_back,
    "revise": _revise,
    "disclose": _disclose,
}
"""The word of an act -> what takes its form."""
