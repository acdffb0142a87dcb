"""Is every name of a sentence one that was said or typed, and whose it is said to be?"""

from collections.abc import Iterator
from itertools import pairwise

from countenance.reports.checking.ground import Doubt, Ground, Judged, listen_to
from countenance.reports.drafting.names import is_name, known_names
from countenance.reports.language.numbers import is_spoken_number
from countenance.reports.language.stems import stem, tokens

__all__ = ["name_doubts"]

_MOST = 0.6
_OPENS = frozenset("while when as after before once if although though because since".split())
_OWN = frozenset(stem(word) for word in ("identify", "introduce"))


def name_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about names."""
    given = known_names(ground.speakers, ground.fields)
    said = {stem(token.lower) for unit in ground.heard.units for token in unit.tokens}
    for at, token in enumerate(judged.found):
        word = token.lower.removesuffix("'s")
        first = at == 0 and (stem(word) in said or len(judged.found) < 2)
        if first or not is_name(judged.found, at) or word in given or stem(word) in said:
            continue
        yield Doubt(
            "name", f"`{token.text}`: no such name was said, and none stands in the case file"
        )
    yield from _spelled(judged, ground, said)
    yield from _mixed(judged, ground)
    yield from _swapped(judged, ground)
    yield from _of_others(judged, ground)
    yield from _taken(judged, ground)


def _spelled(judged: Judged, ground: Ground, said: set[str]) -> Iterator[Doubt]:
    """`Victor Villanueva`: a letter of the radio is a name before a name."""
    for one, two in pairwise(judged.found):
        letter = one.text[:1].isupper() and is_spoken_number(one.lower) and one.text.isalpha()
        if letter and two.lower in ground.people.words and stem(one.lower) not in said:
            yield Doubt("name", f"`{one.text}`: no such name was said of `{two.text}`")


def _mixed(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """`Trevor Pell`, of Trevor Ashe and Joyce Pell."""
    for at, (one, two) in enumerate(pairwise(judged.found)):
        here, there = (ground.people.words.get(each.lower, frozenset()) for each in (one, two))
        capital = one.text[:1].isupper() and is_name(judged.found, at + 1)
        if capital and here and there and not here & there:
            both = f"{one.text} {two.text}"
            yield Doubt(
                "name",
                f"`{both}`: one is the name of {ground.called(here)}, the other of "
                f"{ground.called(there)}",
            )


def _of_others(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """`The tenant, Olga Petrenko, ...`, where that is another one's name."""
    for one, two in pairwise(ground.people.mentions(judged.found)):
        beside = two.first == one.after + 1 and judged.found[one.after].text == ","
        if judged.found[0].lower in _OPENS:
            continue  # `While I spoke to the tenant, Tully broke in`
        name = judged.found[two.first]
        if beside and is_name(judged.found, two.first) and not one.voices & two.voices:
            yield Doubt("name", f"`{name.text}`: the name of {ground.called(two.voices)}")


def _swapped(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """`gave the key to Harold`, where that person spoke of Curtis."""
    told = {token.lower.removesuffix("'s") for token in judged.found}
    people = ground.people.words
    for frame in judged.present:
        wanted = judged.wanted(frame)
        best = ground.best(frame.voices, wanted) if frame.told and len(frame.voices) == 1 else None
        if best is None or best.share(wanted) < _MOST:
            continue
        said = [token for unit in best.units for token in (*unit.tokens, *unit.question)]
        there = {token.lower.removesuffix("'s") for token in said}
        others = {
            token.lower
            for token in said
            if token.text[:1].isupper() and people.get(token.lower, frame.voices) - frame.voices
        }
        start = frame.first if frame.verb is None else frame.verb.at
        for at in range(start, frame.after):
            name = judged.found[at].lower.removesuffix("'s")
            whose = people.get(name, frozenset())
            if (
                is_name(judged.found, at)
                and whose
                and not whose & frame.voices
                and name not in there
                and others
                and not others & told
                and not any(people[other] & whose for other in others)
            ):
                yield Doubt(
                    "name",
                    f"`{judged.found[at].text}`: where this is said, the name is "
                    f"`{sorted(others)[0].capitalize()}`",
                    listen_to(best),
                )


def _taken(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """`identified himself as`, where that person said no such name."""
    for frame in judged.frames:
        if frame.verb is None or stem(judged.found[frame.verb.at].lower) not in _OWN:
            continue
        turns = ground.of(frame.voices)
        words = [token for turn in turns for unit in turn.units for token in unit.tokens]
        for person in ground.speakers.people:
            if person.voice in frame.voices:
                words += tokens(f"{person.called} {person.name}")
        own = {stem(token.lower) for token in words}
        for at in range(frame.verb.at, frame.after):
            name = judged.found[at]
            if is_name(judged.found, at) and stem(name.lower) not in own:
                who = ground.called(frame.voices)
                listen = tuple(each for turn in turns for each in listen_to(turn))
                yield Doubt("name", f"`{name.text}`: {who} gave no such name", listen)
