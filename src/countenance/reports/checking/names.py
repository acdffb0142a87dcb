"""Is every name of a sentence one that was said, or that stands in the case file?"""

from collections.abc import Iterator

from countenance.reports.checking.ground import Doubt, Ground, Judged
from countenance.reports.drafting.names import is_name, known_names
from countenance.reports.language.stems import stem

__all__ = ["name_doubts"]


def name_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about names."""
    given = known_names(ground.speakers, ground.fields)
    said = {
        stem(token.lower) for unit in ground.heard.units for token in unit.tokens
    }  # fmt: skip
    for at, token in enumerate(judged.found):
        word = token.lower.removesuffix("'s")
        first = at == 0 and (stem(word) in said or len(judged.found) < 2)
        if first or not is_name(judged.found, at) or word in given or stem(word) in said:
            continue
        yield Doubt(
            "name", f"`{token.text}`: no such name was said, and none stands in the case file"
        )
