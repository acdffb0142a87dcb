"""How far a bucket is behind, told to whoever asks."""

from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.bucket_standing import (
    BucketStanding,
    read_bucket_standing,
    write_bucket_standing,
)


def test_it_is_kept_until_no_bucket_is_written(tmp_path: Path) -> None:
    standing = BucketStanding("s3://b", 7, 1000, "it could not be reached")
    write_bucket_standing(tmp_path, standing)
    assert read_bucket_standing(tmp_path) == standing

    write_bucket_standing(tmp_path, None)

    assert read_bucket_standing(tmp_path) is None


def test_behind_is_what_is_missing_and_since_when() -> None:
    well = BucketStanding("s3://b", 10, 1000)

    assert well.behind(10, 2000) == (0, 0)
    assert well.behind(12, 1003.5) == (2, 3)
    assert BucketStanding("s3://b", 10, 1000, "down").behind(10, 1060) == (0, 60)
    assert BucketStanding("s3://b").behind(10, 1060) == (10, 0)


def test_it_is_told_with_what_goes_wrong() -> None:
    told = BucketStanding("s3://b", 10, 1000, "down").told(12, 1060)

    assert told == {
        "address": "s3://b", "entries": 10, "behind": 2, "behind_seconds": 60, "why": "down",
    }  # fmt: skip


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "bucket.json").write_text("{", encoding="utf-8")

    with pytest.raises(RecordError, match="remove it, and it is made again"):
        read_bucket_standing(tmp_path)
