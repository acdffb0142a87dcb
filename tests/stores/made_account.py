"""An account as one that was begun, without the seconds that a password takes."""

import os
from contextlib import closing
from pathlib import Path

from countenance.stores.account_rows import digests_of, sealed_secret
from countenance.stores.database import connect, writing

__all__ = ["RECOVERY", "made_account"]

RECOVERY = ("aaaaa-bbbbb", "ccccc-ddddd")


def made_account(folder: Path, ref: str) -> bytes:
    """Somebody who is there has an account from now on; the secret of its authenticator."""
    secret = os.urandom(20)
    with closing(connect(folder)) as connection, writing(connection, "accounts"):
        connection.execute(
            "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)",
            (ref, "no password", sealed_secret(folder, ref, secret, os.urandom), 0,
             digests_of(folder, RECOVERY), "{}"),
        )  # fmt: skip
    return secret
