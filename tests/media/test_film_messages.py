"""What the worker that decodes a film is told and answers."""

import msgspec

from countenance.media.film_kinds import FilmKind
from countenance.media.film_messages import FilmJob, FilmLimits, FilmSaid, Next, Reel, Shape
from countenance.media.sandbox import SandboxLimits


def test_messages_come_back_as_they_went() -> None:
    for message in (
        FilmJob(FilmKind.MP4, 9, FilmLimits(), SandboxLimits()),
        Next(3),
        FilmSaid(shape=Shape(2, 3)),
        FilmSaid(reel=Reel((0, 40), True)),
        FilmSaid(held={"memory": True}),
    ):
        again = msgspec.json.decode(msgspec.json.encode(message), type=type(message), strict=True)
        assert again == message
