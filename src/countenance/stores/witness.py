"""What a witness keeps in its folder: its key, and the last head that it signed for each log.

    witness.key                             for its owner alone
    logs/<sha256 of the origin>             that head, with its cosignature

Rules kept here:
 * What was signed is on the disk before the answer leaves, and one submission at a time is judged,
   whatever processes share the folder: two histories cannot both be the next one.
 * What it remembers it has signed itself. A file that says otherwise was changed by somebody: then
   nothing more is signed for that log until a person has looked.
 * The folder of the heads is there before the key: when it is lost the key signs nothing more.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from countenance.errors import ProofError, RecordError
from countenance.record.checkpoint import Checkpoint, read_checkpoint
from countenance.record.note import KeyType, VerifierKey, check_name, read_note, verified
from countenance.record.signer import Signer, read_signer
from countenance.record.witness import Answer, judged, read_asked
from countenance.stores.secret_file import read_secret, write_secret
from countenance.stores.whole_file import write_whole

__all__ = ["KEY_FILE", "WitnessStore", "witness_signer"]

KEY_FILE = "witness.key"
_HEADS = "logs"
_LOCK = "witness.lock"


def witness_signer(
    folder: Path, name: str | None, random: Callable[[int], bytes] = os.urandom
) -> Signer:
    """The key of the witness in a folder, made at the first start.

    Raises `RecordError` for a file that holds no such key or one with another name, and where there
    is no key yet and no name for one.
    """
    path = folder / KEY_FILE
    if path.exists():
        try:
            found = read_signer(
                read_secret(path).decode("ascii", "replace").strip(), KeyType.WITNESS
            )
        except ProofError as error:
            raise RecordError(f"{path}: {error}") from error
        if not (folder / _HEADS).is_dir():
            raise RecordError(
                f"{folder / _HEADS}: what this witness remembers is gone, and its key must not "
                "sign without it; bring it back, or begin with a new key in another folder"
            )
        if name not in (None, found.name):
            raise RecordError(f"{path}: this witness is called `{found.name}`, not `{name}`")
        return found
    if name is None:
        raise RecordError(
            f"{path}: there is no key yet; give the witness a name, such as "
            "`--name court.example.org/w1`"
        )
    try:
        made = Signer(check_name(name, "witness"), random(32), KeyType.WITNESS)
    except ProofError as error:
        raise RecordError(str(error)) from error
    (folder / _HEADS).mkdir(mode=0o700, parents=True, exist_ok=True)
    write_secret(path, f"{made}\n".encode())
    return made


class WitnessStore:
    """Judges what logs submit, and remembers what it signed."""

    def __init__(
        self,
        folder: Path,
        signer: Signer,
        logs: Mapping[str, Sequence[VerifierKey]],
        clock: Callable[[], int],
    ) -> None:
        """`logs`: the keys of each log that is watched, by origin; `clock`: nanoseconds."""
        self._folder = folder
        self._signer = signer
        self._logs = logs
        self._clock = clock
        self._origins = {sha256(origin.encode()).hexdigest(): origin for origin in logs}

    def answer(self, data: bytes) -> Answer:
        """The answer to a submission; what it signs is remembered.

        Raises `RecordError` when that cannot be written, or what is remembered cannot be read.
        """
        with self._alone():
            remembered = self._remembered(_origin_in(data))
            now = self._clock() // 1_000_000_000
            given = judged(
                data, self._logs, remembered, self._signer.name, self._signer.private, now
            )
            if given.remember is not None:
                path = self._path(given.remember.origin)
                write_whole(path, str(given.note).encode(), durable=True)
            return given

    def head(self, digest: str) -> bytes | None:
        """The last head that was signed for the log whose origin has this digest, if any.

        Raises `RecordError` when it cannot be read.
        """
        origin = self._origins.get(digest)
        return None if origin is None else self._read(origin)

    def _remembered(self, origin: str) -> dict[str, Checkpoint]:
        if origin not in self._logs:
            return {}
        data = self._read(origin)
        if data is None:
            return {}
        path = self._path(origin)
        try:
            note = read_note(data)
            # Its own signature is what counts: the keys of the log may be others by now.
            signed = verified(note, [self._signer.key])
            found = read_checkpoint(note.text)
        except ProofError as error:
            raise RecordError(f"{path}: {error}") from error
        if not signed or found.origin != origin:
            raise RecordError(f"{path}: this witness has not signed what stands there")
        return {origin: found}

    def _read(self, origin: str) -> bytes | None:
        path = self._path(origin)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RecordError(f"{path}: cannot be read: {error.strerror}") from error

    def _path(self, origin: str) -> Path:
        return self._folder / _HEADS / sha256(origin.encode()).hexdigest()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else judges meanwhile: no thread, no process."""
        path = self._folder / _LOCK
        try:
            file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise RecordError(f"{path}: cannot be opened: {error.strerror}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)


def _origin_in(data: bytes) -> str:
    """The log that a submission is about; empty for what is none."""
    try:
        return read_checkpoint(read_note(read_asked(data).checkpoint).text).origin
    except ProofError:
        return ""
