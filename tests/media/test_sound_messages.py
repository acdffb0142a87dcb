"""What the worker that decodes sound is told and what it answers."""

import msgspec
import pytest

from countenance.media.sandbox import SandboxLimits
from countenance.media.sound import DecodedSound, SoundLimits
from countenance.media.sound_kinds import SoundKind
from countenance.media.sound_messages import SoundJob, SoundSaid


def test_a_job_and_an_answer_come_through_as_they_went() -> None:
    job = SoundJob(SoundKind.MP3, 3, SoundLimits(), SandboxLimits(), 2.5)
    said = SoundSaid(decoded=DecodedSound(8000, 1, 16_000))

    assert msgspec.json.decode(msgspec.json.encode(job), type=SoundJob) == job
    assert msgspec.json.decode(msgspec.json.encode(said), type=SoundSaid) == said


def test_a_kind_that_nobody_knows_is_no_job() -> None:
    job = msgspec.json.encode(SoundJob(SoundKind.WAV, 3, SoundLimits(), SandboxLimits(), 1))

    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(job.replace(b'"wav"', b'"aiff"'), type=SoundJob)
