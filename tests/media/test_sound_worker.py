"""The worker that decodes sound, asked over its pipe."""

import os

import msgspec

from countenance.media.messages import Answer, Ended
from countenance.media.pipe import Deadline, receive, send
from countenance.media.process import MemoryFile, Worker
from countenance.media.sandbox import REQUIRED, SandboxLimits
from countenance.media.sound import SoundLimits
from countenance.media.sound_kinds import SoundKind
from countenance.media.sound_messages import SoundJob, SoundSaid
from media.made_sound import tone, written

SANDBOX = SandboxLimits(memory=2**31, seconds=10)


def _asked(worker: Worker, kind: SoundKind, length: int) -> SoundSaid:
    send(worker.down, SoundJob(kind, length, SoundLimits(), SANDBOX, 10.0))
    answer = receive(worker.up, Answer, Deadline(20))
    assert answer.ended is Ended.ANSWERED
    return msgspec.json.decode(answer.said, type=SoundSaid)


def test_it_says_which_limits_hold_and_what_it_decoded() -> None:
    file, room = MemoryFile("sound"), MemoryFile("samples")
    data = written("FLAC")
    file.fill(data)
    room.clear(1 << 20)
    worker = Worker("countenance.media.sound_worker", [file, room])
    try:
        assert receive(worker.up, Answer, Deadline(20)).ended is Ended.ANSWERED
        held = _asked(worker, SoundKind.WAV, 0).held or {}
        assert {name for name in REQUIRED if not held[name]} == set()
        said = _asked(worker, SoundKind.FLAC, len(data))
        assert said.decoded is not None
        assert (said.decoded.samples, said.decoded.rate) == (8000, 16_000)
        start = os.pread(room.number, 2000, 0)
        assert start == tone().tobytes()[:2000]
        assert "does not decode" in _asked(worker, SoundKind.FLAC, len(data) // 2).unreadable
    finally:
        worker.end()
        file.close()
        room.close()
