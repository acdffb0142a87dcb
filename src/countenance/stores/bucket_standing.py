"""How far the bucket is behind the log, in its folder, for whoever asks.

    log/bucket.json      how many entries the bucket has, as of when, and what goes wrong

It is what was last seen, and may be lost: the bucket itself says what it has.
"""

from pathlib import Path

import msgspec

from countenance.stores.last_seen import read_last_seen, write_last_seen

__all__ = ["BucketStanding", "read_bucket_standing", "write_bucket_standing"]

_FILE = "bucket.json"


class BucketStanding(msgspec.Struct, frozen=True):
    """How the bucket stands.

    `entries`: of how many its head speaks. `as_of`: when it last had everything that was signed,
    in seconds since 1970. `why`: what goes wrong, empty when nothing does.
    """

    bucket: str
    entries: int = 0
    as_of: int | None = None
    why: str = ""

    def behind(self, entries: int, now: float) -> tuple[int, int]:
        """By how many entries it is behind a log of so many, and for how many seconds at most."""
        missing = max(0, entries - self.entries)
        if not missing and not self.why:
            return 0, 0
        return missing, max(0, int(now - (self.as_of or now)))

    def told(self, entries: int, now: float) -> dict[str, object]:
        """The same, as it is told to people and programs."""
        missing, seconds = self.behind(entries, now)
        told: dict[str, object] = {
            "address": self.bucket,
            "entries": self.entries,
            "behind": missing,
            "behind_seconds": seconds,
        }
        return {**told, "why": self.why} if self.why else told


def read_bucket_standing(folder: Path) -> BucketStanding | None:
    """What was last seen; None where no bucket is written. Raises `RecordError`."""
    return read_last_seen(folder / _FILE, BucketStanding)


def write_bucket_standing(folder: Path, standing: BucketStanding | None) -> None:
    """Keep what was seen; None: no bucket is written. Raises `RecordError`."""
    write_last_seen(folder / _FILE, standing)
