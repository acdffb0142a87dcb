"""The secrets of a gate, each in a file of its own in the folder of data.

Rules kept here:
 * A secret is made when it is first wanted and outlives the gate: holds, ids and looks that were
   kept under it are found again.
 * Where several processes share a folder one makes them all before the others begin.
 * Gates that share a record have them in common.
"""

import os
from collections.abc import Callable
from pathlib import Path

from countenance.stores.shared_secrets import common_secret

__all__ = ["HOLDS", "IDS", "LOOKS", "REPORTS", "make_secrets", "secret"]

HOLDS = "holds.key"
IDS = "ids.key"
LOOKS = "looks.key"
REPORTS = "reports.key"
"""What signs reports, and what is handed out of them."""


def make_secrets(folder: Path, random: Callable[[int], bytes] = os.urandom) -> None:
    """Make what secrets of a gate are not there yet."""
    for name in (HOLDS, IDS, LOOKS, REPORTS):
        secret(folder / name, random)


def secret(path: Path, random: Callable[[int], bytes]) -> bytes:
    """The secret in a file, 32 bytes, made when it is not there.

    Raises `SettingsError`, and `RecordError` where the gates of one record have different ones.
    """
    return common_secret(path, random)
