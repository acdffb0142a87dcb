"""A bucket: memory, a folder and a service that speaks as S3 does keep the same promises."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from obstore.exceptions import GenericError
from obstore.store import LocalStore, MemoryStore

from countenance.errors import RecordError, SettingsError
from countenance.record.tiles import Tile
from countenance.stores.bucket import Bucket, open_bucket
from countenance.stores.bucket_place import BucketPlace
from made_bucket import ENVIRONMENT, KEY, SECRET, MadeBucket, made_bucket


@pytest.fixture(scope="module")
def service() -> Iterator[MadeBucket]:
    with made_bucket() as made:
        yield made


def s3(service: MadeBucket, keys: dict[str, str] = ENVIRONMENT) -> Bucket:
    service.objects.clear()
    service.fails = 0
    return open_bucket(BucketPlace("s3://b/log", service.address, keys), {})


@pytest.fixture(params=["memory", "folder", "s3"])
def bucket(request: pytest.FixtureRequest, tmp_path: Path, service: MadeBucket) -> Bucket:
    match request.param:
        case "memory":
            return Bucket(MemoryStore(), "memory")
        case "folder":
            return open_bucket(BucketPlace(f"file://{tmp_path}/shared"))
        case _:
            return s3(service)


def test_what_is_never_changed_is_put_once(bucket: Bucket) -> None:
    assert bucket.read("tile/0/000") is None

    assert bucket.put_new("tile/0/000", b"first")
    assert not bucket.put_new("tile/0/000", b"second")

    assert bucket.read("tile/0/000") == b"first"
    bucket.put_anew("tile/0/000", b"third")
    assert bucket.read("tile/0/000") == b"third"


def test_of_two_that_put_a_head_one_is_slower(bucket: Bucket) -> None:
    first = bucket.put_head(b"1", None)
    assert first is not None
    assert bucket.put_head(b"also 1", None) is None
    seen = bucket.seen("checkpoint")
    assert seen is not None

    assert bucket.put_head(b"2", seen) is not None

    assert bucket.put_head(b"other 2", seen) is None
    assert bucket.put_head(b"other 2", first) is None
    assert bucket.head() == b"2"


def test_what_was_put_last_can_be_replaced_without_looking(bucket: Bucket) -> None:
    head = bucket.put_head(b"1", None)
    for number in range(2, 5):
        head = bucket.put_head(f"{number}".encode(), head)
        assert head is not None

    assert bucket.head() == b"4"


def test_a_partial_tile_that_is_gone_is_read_out_of_the_whole_one(bucket: Bucket) -> None:
    bucket.put_new("tile/0/000.p/3", b"a" * 96)
    bucket.put_new("tile/0/000.p/5", b"a" * 160)
    bucket.put_new("tile/0/000", b"a" * 8192)
    bucket.put_new("tile/0/0001", b"other")

    bucket.forget("tile/0/000.p")

    assert bucket.read("tile/0/000.p/5") is None
    assert bucket.tile(Tile(0, 0, 3)) == b"a" * 96
    assert bucket.read("tile/0/0001") == b"other"
    with pytest.raises(RecordError, match="tile/1/000: is not there"):
        bucket.tile(Tile(1, 0))


def test_tiles_may_be_kept_and_heads_may_not(service: MadeBucket) -> None:
    bucket = s3(service)
    bucket.put_new("tile/0/000", b"x")
    bucket.put_head(b"x", None)

    assert "immutable" in service.headers["log/tile/0/000"]["Cache-Control"]
    assert service.headers["log/checkpoint"] == {
        "Cache-Control": "no-cache", "Content-Type": "text/plain; charset=utf-8",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fails", "says"),
    [
        (403, "not allowed with the keys"),
        (401, "not allowed with the keys"),
        (404, "no such bucket"),
        (301, "another region; `AWS_REGION`"),
        (400, "status 400"),
    ],
)
def test_what_goes_wrong_is_told_by_its_number(
    service: MadeBucket, fails: int, says: str
) -> None:
    bucket = s3(service)
    service.fails = fails

    with pytest.raises(RecordError, match=says) as failed:
        bucket.put_new("tile/0/000", b"x")

    assert "Made" not in str(failed.value)


def test_keys_are_in_no_message(service: MadeBucket) -> None:
    wrong = s3(service, {"AWS_ACCESS_KEY_ID": "other", "AWS_SECRET_ACCESS_KEY": SECRET})
    with pytest.raises(RecordError, match="not allowed") as failed:
        wrong.put_head(b"x", None)
    assert KEY not in str(failed.value)
    place = BucketPlace("s3://b/log", service.address, ENVIRONMENT)
    assert SECRET not in repr(place)


def test_a_bucket_that_nobody_answers_for_is_said() -> None:
    bucket = open_bucket(BucketPlace("s3://b/log", "http://127.0.0.1:9", ENVIRONMENT), {})

    with pytest.raises(RecordError, match="s3://b/log: cannot be read: it could not be reached"):
        bucket.head()


def test_the_endpoint_of_the_environment_is_taken(service: MadeBucket) -> None:
    s3(service)
    place = BucketPlace("s3://b/log", keys=ENVIRONMENT)
    bucket = open_bucket(place, {"AWS_ENDPOINT_URL": service.address})

    assert bucket.put_new("x", b"x")
    with pytest.raises(SettingsError, match="`s3.example` is another machine"):
        open_bucket(place, {"AWS_ENDPOINT_URL": "http://s3.example"})


@pytest.mark.parametrize(
    ("address", "keys", "says"),
    [
        ("s3://b", {"AWS_FOO": "secret"}, "a name that is not known"),
        ("az://b", {}, "AZURE_STORAGE_ACCOUNT_NAME"),
        ("gs://b", {"GOOGLE_SERVICE_ACCOUNT": "/nope"}, "cannot be used"),
        (
            "az://b",
            {"AZURE_STORAGE_ACCOUNT_NAME": "a", "AZURE_STORAGE_ACCOUNT_KEY": "!secret"},
            "cannot be used",
        ),
    ],
)
def test_keys_that_are_none_are_refused_at_once(
    address: str, keys: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.startswith(("AWS_", "AZURE_", "GOOGLE_")):
            monkeypatch.delenv(name)
    with pytest.raises(SettingsError, match=says) as failed:
        open_bucket(BucketPlace(address, keys=keys), {})

    assert "secret" not in str(failed.value)


def test_a_store_that_cannot_compare_is_none_for_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a service that knows S3 but not its conditions."""

    def put(*_: Any, **__: Any) -> None:
        raise NotImplementedError("If-Match")

    monkeypatch.setattr("obstore.put", put)
    bucket = Bucket(MemoryStore(), "memory")

    with pytest.raises(RecordError, match="only where none is"):
        bucket.put_new("x", b"x")


def test_a_folder_is_shared_by_its_lock(tmp_path: Path) -> None:
    one, other = (Bucket(LocalStore(tmp_path), "folder") for _ in range(2))
    first = one.put_head(b"1", None)
    assert first is not None

    assert other.put_head(b"2", other.seen("checkpoint")) is not None

    assert one.put_head(b"3", first) is None
    assert (tmp_path / "checkpoint").read_bytes() == b"2"


def test_that_there_are_no_keys_is_said_and_not_what_a_cloud_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def get(*_: Any) -> None:
        raise GenericError("GET http://169.254.169.254/x - status code: 403 Forbidden")

    monkeypatch.setattr("obstore.get", get)

    with pytest.raises(RecordError, match="there are no keys, and nothing here gives"):
        Bucket(MemoryStore(), "s3://b").head()
