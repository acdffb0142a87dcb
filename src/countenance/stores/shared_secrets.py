"""The secrets that the gates of one record have to have in common, each in a file of its folder.

Rules kept here:
 * What was kept under a secret is found only with the same one: a hold, the picture behind an id. A
   gate that has another one, or none, does not start.
 * The database holds none of them; only what is needed to know one again.
"""

from collections.abc import Callable
from contextlib import closing
from hmac import compare_digest, digest
from pathlib import Path

from countenance.errors import RecordError, SettingsError
from countenance.stores.database import connect, writing
from countenance.stores.place import place_of
from countenance.stores.secret_file import read_secret, write_secret

__all__ = ["common_secret"]


def common_secret(path: Path, random: Callable[[int], bytes]) -> bytes:
    """The secret in a file of a folder of data, 32 bytes, made when it is not there.

    Raises `SettingsError` or `RecordError`, also where other gates have another one.
    """
    if place_of(path.parent) is None:
        if not path.exists():
            write_secret(path, random(32))
        return read_secret(path)
    name = f"secret.{path.name}"
    with closing(connect(path.parent)) as database, writing(database, "secrets"):
        known = database.state(name)
        if not path.exists():
            if known is not None:
                raise SettingsError(
                    f"{path}: is not here, and another gate of this record has begun with one; "
                    "copy the file from its folder"
                )
            write_secret(path, random(32))
        secret = read_secret(path)
        check = _check(secret)
        if known is None:
            database.set_state(name, check)
        elif not isinstance(known, bytes) or not compare_digest(known, check):
            raise RecordError(
                f"{path}: is not the file that the gates of this record have in common; copy it "
                "from the folder of one that runs"
            )
    return secret


def _check(secret: bytes) -> bytes:
    """What is kept of a secret, to know it again."""
    return digest(secret, b"countenance: is this the secret of these gates?", "sha256")
