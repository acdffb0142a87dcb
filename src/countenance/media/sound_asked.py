"""What the worker that decodes sound answers, as far as it can be believed.

Rules kept here:
 * The child's words stay here: they may have been put in its mouth.
 * Samples beyond the limits that it was given are none.
"""

import msgspec

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.messages import Answer, Ended
from countenance.media.pipe import Deadline
from countenance.media.process import Worker
from countenance.media.sound import DecodedSound
from countenance.media.sound_messages import SoundJob, SoundSaid

__all__ = ["START_SECONDS", "ask", "decoded_by"]

START_SECONDS = 30.0
"""Time for a worker to start."""

_GRACE_SECONDS = 2.0


def decoded_by(worker: Worker, job: SoundJob) -> DecodedSound:
    """What stands in the room after this job.

    Raises `UnreadableMediaError` and `MediaTooLargeError`, and what a lost worker raises.
    """
    said, kind, limits = ask(worker, job), job.kind, job.limits
    if said.too_large:
        raise MediaTooLargeError(
            f"{kind.value}: expected at most {limits.seconds} seconds, {limits.rate} samples a "
            f"second and {limits.channels} channels"
        )
    decoded = said.decoded
    if decoded is None:
        raise UnreadableMediaError(f"{kind.value}: it does not decode whole")
    if not (
        1 <= decoded.channels <= limits.channels
        and 1 <= decoded.rate <= limits.rate
        and 1 <= decoded.samples <= limits.seconds * decoded.rate
    ):
        raise UnreadableMediaError(f"{kind.value}: the decoder's answer is beyond the limits")
    return decoded


def ask(worker: Worker, job: SoundJob) -> SoundSaid:
    """What a child said about a job; raises as `decoded_by` does."""
    kind = job.kind.value
    answer = worker.ask(job, Answer, Deadline(job.seconds + _GRACE_SECONDS))
    match answer.ended:
        case Ended.LATE:
            raise MediaTooLargeError(f"{kind}: decoding it takes too long")
        case Ended.LIMITED:
            raise MediaTooLargeError(f"{kind}: decoding it takes too much processor time")
        case Ended.KILLED:
            raise UnreadableMediaError(f"{kind}: decoding it broke the decoder")
        case Ended.ANSWERED:
            pass
    try:
        return msgspec.json.decode(answer.said, type=SoundSaid, strict=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as cause:
        raise UnreadableMediaError("sound: the decoder's answer is not one") from cause
