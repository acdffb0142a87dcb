"""What the worker that decodes sound answers, as far as it can be believed."""

from typing import Any

import msgspec
import pytest

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.messages import Answer, Ended
from countenance.media.sandbox import SandboxLimits
from countenance.media.sound import DecodedSound, SoundLimits
from countenance.media.sound_asked import ask, decoded_by
from countenance.media.sound_kinds import SoundKind
from countenance.media.sound_messages import SoundJob, SoundSaid

JOB = SoundJob(SoundKind.WAV, 9, SoundLimits(seconds=2), SandboxLimits(), 1.0)


class Saying:
    """A worker that says this, whatever it is asked."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def ask(self, *_: object) -> Answer:
        return self._answer


def saying(said: SoundSaid) -> Any:
    return Saying(Answer(Ended.ANSWERED, msgspec.json.encode(said)))


def test_samples_within_the_limits_are_believed() -> None:
    assert decoded_by(saying(SoundSaid(DecodedSound(9, 1, 8000))), JOB).samples == 9


@pytest.mark.parametrize(
    "decoded",
    [None, DecodedSound(0, 1, 8000), DecodedSound(9, 3, 8000), DecodedSound(9, 1, 96_000),
     DecodedSound(16_001, 1, 8000)],
)  # fmt: skip
def test_samples_beyond_them_are_not(decoded: DecodedSound | None) -> None:
    with pytest.raises(UnreadableMediaError):
        decoded_by(saying(SoundSaid(decoded, unreadable="pass it")), JOB)


def test_what_is_said_to_be_too_large_is() -> None:
    with pytest.raises(MediaTooLargeError, match="at most 2 seconds"):
        decoded_by(saying(SoundSaid(too_large=True)), JOB)


@pytest.mark.parametrize(
    ("ended", "error"),
    [(Ended.LATE, MediaTooLargeError), (Ended.LIMITED, MediaTooLargeError),
     (Ended.KILLED, UnreadableMediaError), (Ended.ANSWERED, UnreadableMediaError)],
)  # fmt: skip
def test_how_a_child_ended_is_an_error_of_the_sound(ended: Ended, error: type[Exception]) -> None:
    worker: Any = Saying(Answer(ended, b"no JSON"))

    with pytest.raises(error):
        ask(worker, JOB)
