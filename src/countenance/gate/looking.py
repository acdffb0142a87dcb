"""The pictures of an answer, opened like those of a request before the answer leaves.

Rules kept here:
 * Every picture is inspected and made anew; its faces are covered wherever those of the request
   would have been.
 * One that stands elsewhere is fetched as for a request: from hosts that the operator named.
 * What cannot be opened is withheld with the reason. When it is we who fail, nothing of the answer
   leaves.
"""

from collections.abc import Sequence

from countenance.dialects.answer_pictures import Shown
from countenance.dialects.call import Part
from countenance.errors import CallError, MediaError
from countenance.gate.ports import Eyes, PictureSource
from countenance.gate.timing import Stage, timed
from countenance.gate.together import together
from countenance.media.kinds import MediaKind

__all__ = ["Looker"]

_SHOWN = (MediaKind.JPEG, MediaKind.PNG, MediaKind.WEBP, MediaKind.GIF)


class Looker:
    """Opens the pictures of answers."""

    def __init__(self, eyes: Eyes, source: PictureSource) -> None:
        self._eyes = eyes
        self._source = source

    async def look(self, parts: Sequence[Part], *, cover: bool) -> dict[str, Shown]:
        """What came of each picture, by its place. Raises what the eyes raise when they fail."""
        with timed(Stage.INSPECT):
            shown = await together(self._shown(part, cover) for part in parts)
        return dict(zip((part.where for part in parts), shown, strict=True))

    async def _shown(self, part: Part, cover: bool) -> Shown:
        if not part.data and not part.address:
            return Shown(withheld=part.text or "it is empty")
        try:
            data = await self._source.fetch(part.address) if part.address else part.data
            seen = await self._eyes.inspect(data)
            if seen.leaves_as not in _SHOWN:
                return Shown(withheld=f"it is a {seen.kind.name} of {seen.frames} pages")
            made = await self._eyes.render(data, seen, cover=cover)
        except (CallError, MediaError) as error:
            return Shown(withheld=str(error))
        return Shown(made.media_type, made.data, len(seen.faces), made.covered)
