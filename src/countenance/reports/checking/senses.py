"""Does a sentence tell what sound cannot show: a sight, a smell, how somebody seemed or meant it?

Where a person is told to have said so, in those words, it is told as said. All else is for the
officer's own account.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from countenance.reports.checking.ground import Doubt, Ground, Judged
from countenance.reports.language.stems import tokens
from countenance.reports.language.tables import packaged

__all__ = ["sense_doubts"]

_SAYS: Final = {
    "seen": "sound does not show what was seen or smelled",
    "demeanor": "sound does not show how somebody seemed or was",
    "intent": "sound does not show what somebody meant, or who is at fault",
}


def sense_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about what no sound shows."""
    # A person's name is no color: `Officer Brown`.
    named = {
        at for each in ground.people.mentions(judged.found) for at in range(each.first, each.after)
    }
    for frame in judged.frames:
        part = judged.found[frame.first : frame.after]
        text = " ".join(
            token.lower if at not in named else "-" for at, token in enumerate(part, frame.first)
        )
        for name, patterns in _patterns():
            for match in (found for each in patterns for found in [each.search(text)] if found):
                said = tokens(match.group())
                # What one of the public saw is what that one says of it, however it is told.
                public = frame.named and frame.voices <= ground.people.community
                told = frame.told or public
                voices = frame.voices if told else ground.people.officers
                there = frozenset[str]().union(*(turn.keys for turn in ground.of(voices)))
                matter = [token for token in said if not token.is_empty] or list(said)
                if told and all(token.keys & there for token in matter):
                    continue
                very = all(any(_is_very(key) for key in token.keys & there) for token in matter)
                if not told and very:
                    continue  # an officer says so aloud
                others = ground.best(ground.people.everybody - voices, [t.keys for t in matter])
                soft = frame.told and len(voices) == 1 and others is None
                wording = voices if soft else frozenset[str]()
                yield Doubt("sensory", f"`{match.group()}`: {_SAYS[name]}", (), wording)
                break


def _is_very(key: str) -> bool:
    return not key.startswith("=")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    table = packaged("checking/senses.toml")
    found = tuple((name, tuple(re.compile(each) for each in table.texts(name))) for name in _SAYS)
    table.done()
    return found
