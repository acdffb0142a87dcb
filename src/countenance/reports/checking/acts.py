"""Is an act by somebody in that person's own words, in the first person?

Rules kept here:
 * What somebody did is shown by own words alone. Another's word for it is told as that one's word.
 * What a person of the public did is never told as a fact: it is told as said.
 * What an officer says will be done is not done. A warning or a citation is given by saying so.
 * An apology, a yes, a no need words that are one. An admission needs nearly all of its words.
"""

from collections.abc import Iterator
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged, listen_to
from countenance.reports.checking.heard import Unit
from countenance.reports.checking.verbs import tables
from countenance.reports.language.stems import Token, stem
from countenance.reports.language.tables import words

__all__ = ["act_doubts"]

_ADMITTED: Final = 0.75
_FIRST: Final = frozenset("i we i'm i'll i've i'd we'll we're we've we'd me us let's".split())
_HAD: Final = frozenset("had has have".split())
_BECAUSE: Final = frozenset({"because", "since", "as"})
_LATER: Final = frozenset("will 'll going gonna shall".split())
_YES_WORDS: Final = frozenset(
    stem(word) for word in "yes yeah sure okay consent agree allow permit can may let fine".split()
)


def act_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about who did what."""
    for frame in judged.present:
        if frame.told and len(frame.voices) == 1:
            yield from _done(judged, frame, ground)
        if frame.verb is not None:
            yield from _speech(judged, frame, ground)
        elif not frame.told and frame.named and frame.fresh and frame.matter:
            yield from _deed(judged, frame, ground)
        elif not frame.told and not frame.named and frame.matter:
            yield from _claimed(judged, frame, ground)


def _speech(judged: Judged, frame: Frame, ground: Ground) -> Iterator[Doubt]:
    """An act that is done by speaking needs the words for it."""
    assert frame.verb is not None
    kind = frame.verb.kind
    who = ground.called(frame.voices)
    units = ground.heard.of(frame.voices)
    verb = judged.found[frame.verb.at]
    if judged.negated[frame.verb.at]:
        return
    wanted = judged.wanted(frame)
    there = {stem(token.lower) for unit in units for token in unit.tokens}
    if kind in tables().evidence and not there & tables().evidence[kind]:
        yield Doubt("act", f"`{verb.text}`: {who} said no words that do so")
    elif kind == "agree" and not any(_is_yes(unit) for unit in units):
        yield Doubt("act", f"`{verb.text}`: {who} said no words of consent")
    elif kind in ("refuse", "deny") and not any(
        unit.yes is False or any(unit.negated) for unit in units
    ):
        yield Doubt("act", f"`{verb.text}`: {who} said no words that refuse or deny")
    elif kind == "admit" and wanted:
        best = ground.best(frame.voices, wanted)
        if best is None or best.share(wanted) < _ADMITTED:
            yield Doubt(
                "act", f"`{verb.text}`: {who} said no such thing", listen_to(best), frame.voices
            )


def _is_yes(unit: Unit) -> bool:
    said = {
        stem(token.lower) for token, no in zip(unit.tokens, unit.negated, strict=True) if not no
    }
    return unit.yes is True or (not unit.asks and bool(said & _YES_WORDS))


def _done(judged: Judged, frame: Frame, ground: Ground) -> Iterator[Doubt]:
    """What somebody is told to have said was done, and said only that it will be."""
    lowers = [token.lower for token in judged.found[frame.first : frame.after]]
    if not _HAD & set(lowers) or judged.negated[frame.after - 1]:
        return
    for at in frame.matter:
        token = judged.found[at]
        before = {each.lower for each in judged.found[max(frame.first, at - 2) : at]}
        if not before & _HAD or not _is_participle(token):
            continue
        said = [unit for unit in ground.heard.of(frame.voices) if _has(unit, token)]
        if said and all(_is_later(unit) for unit in said):
            yield Doubt(
                "act",
                f"`{token.text}`: {ground.called(frame.voices)} says that it will be done, not "
                "that it was",
                tuple(unit.support for unit in said),
            )


def _is_participle(token: Token) -> bool:
    return token.lower.endswith("ed") or token.lower in words().irregular


def _deed(judged: Judged, frame: Frame, ground: Ground) -> Iterator[Doubt]:
    """What somebody did, told as a fact."""
    who = ground.called(frame.voices)
    part = judged.words(frame)
    own = frame.subject.voices if frame.subject is not None else frame.voices
    verb = _verb(judged, frame)
    if own == frame.voices and own & ground.people.community:
        wanted = judged.wanted(frame)
        best = ground.best(own, wanted)
        aloud = ground.best(ground.people.officers | ground.people.radio, wanted)
        if frame.joined in _BECAUSE and aloud is not None and aloud.share(wanted, own=True) == 1:
            return  # an officer says so aloud
        yield Doubt(
            "act", f"`{part}`: told as a fact; only {who} can have said so: say who said it",
            listen_to(best), own,
        )  # fmt: skip
        return
    if verb is None or own <= ground.people.radio:
        return  # what the radio does, it does by words
    orders = _has_done(judged, frame, verb)
    told = [
        unit
        for unit in ground.heard.of(frame.voices)
        if _has(unit, verb) and (orders or _is_own(unit))
    ]
    if not told:
        said = frame.voices if stem(verb.lower) in tables().performed else frozenset[str]()
        yield Doubt("act", f"`{verb.text}`: {who} never says so in own words", (), said)
    elif stem(verb.lower) not in tables().performed and all(_is_later(unit) for unit in told):
        yield Doubt(
            "act", f"`{verb.text}`: {who} says that it will be done, not that it was",
            tuple(unit.support for unit in told),
        )  # fmt: skip


def _claimed(judged: Judged, frame: Frame, ground: Ground) -> Iterator[Doubt]:
    """What is told as a fact, where only somebody of the public says it."""
    wanted = judged.wanted(frame)
    best = ground.best(ground.people.everybody, wanted)
    if best is None or best.voice not in ground.people.community or best.share(wanted) < 0.5:
        return
    sure = ground.best(ground.people.officers | ground.people.radio, wanted)
    if sure is not None and sure.share(wanted) >= best.share(wanted):
        return
    yield Doubt(
        "attribution",
        f"`{judged.words(frame)}`: only {ground.called(frozenset({best.voice}))} says so: say who "
        "said it",
        listen_to(best),
        frozenset({best.voice}),
    )


def _has_done(judged: Judged, frame: Frame, verb: Token) -> bool:
    """`I had dispatch cancel the medics`: whoever has it done asks for it."""
    after = frame.subject.after if frame.subject is not None else frame.first
    return (
        after + 1 < frame.after
        and judged.found[after].lower == "had"
        and judged.found[after + 1] is not verb
        and not _is_participle(verb)
    )


def _verb(judged: Judged, frame: Frame) -> Token | None:
    """The first word with matter after the subject: what was done."""
    after = frame.subject.after if frame.subject is not None else frame.first
    for at in frame.matter:
        token = judged.found[at]
        if (
            at >= after
            and not token.lower.endswith("ly")
            and stem(token.lower) not in tables().light
        ):
            return token
    return None


def _has(unit: Unit, token: Token) -> bool:
    return any(each.keys & token.keys for each in unit.tokens if not each.is_mark)


def _is_own(unit: Unit) -> bool:
    """Whether it tells of the speaker: in the first person, and as no question."""
    return not unit.asks and any(token.lower in _FIRST for token in unit.tokens)


def _is_later(unit: Unit) -> bool:
    return any(token.lower in _LATER or token.lower.endswith("'ll") for token in unit.tokens)
