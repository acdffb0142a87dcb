"""Addresses of buckets, and the files with their keys."""

from pathlib import Path

import pytest

from countenance.errors import SettingsError
from countenance.stores.bucket_place import BucketPlace, bucket_keys, check_bucket, check_obstore

GOOD = ("s3://b", "s3://my.bucket/a/b-c/", "gs://b/p", "az://container/p", "file:///srv/log")


@pytest.mark.parametrize("address", GOOD)
def test_addresses_that_are_meant(address: str) -> None:
    check_bucket(address, "", "here")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("b", "begins with one of `s3://`, `gs://`, `az://`, `file://`"),
        ("https://b.s3.amazonaws.com", "begins with one of"),
        ("memory:///", "begins with one of"),
        ("s3://AK:secret@b/p", "holds a name, a key or a query"),
        ("az://b/p?sig=secret", "holds a name, a key or a query"),
        ("s3://b/p#x", "holds a name, a key or a query"),
        ("s3://", "`s3://NAME/PREFIX` is right"),
        ("s3://b/../c d", "`s3://NAME/PREFIX` is right"),
        ("s3://b//p", "`s3://NAME/PREFIX` is right"),
        ("file://srv/log", "`file:///` and its whole path"),
        ("file://", "`file:///` and its whole path"),
        ("s3://[b", "is not an address"),
    ],
)
def test_what_is_no_address_is_refused(address: str, says: str) -> None:
    with pytest.raises(SettingsError, match=f"here: .*{says}") as refused:
        check_bucket(address, "", "here")

    assert address.startswith("s3://[") or "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "endpoint", "says"),
    [
        ("gs://b", "https://s3.example", "only `s3://` has an endpoint"),
        ("s3://b", "http://s3.example", "plain http would go there in the open"),
        ("s3://b", "https://AK:secret@s3.example", "without a name, a key or a query"),
        ("s3://b", "s3.example", "begins with https"),
        ("s3://b", "https://s3.example:x", "is not an address"),
    ],
)
def test_odd_endpoints_are_refused(address: str, endpoint: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as refused:
        check_bucket(address, endpoint, "here")

    assert "secret" not in str(refused.value)


def test_an_endpoint_on_this_machine_may_speak_plainly() -> None:
    check_bucket("s3://b", "http://127.0.0.1:9000", "here")
    place = BucketPlace("s3://b", "", {"AWS_ENDPOINT_URL": "http://localhost:9000"})

    assert place.endpoint_from({"AWS_ENDPOINT": "https://other.example"}) == (
        "http://localhost:9000"
    )
    assert BucketPlace("gs://b").endpoint_from({"AWS_ENDPOINT": "https://s3.example"}) == ""
    assert BucketPlace("file:///srv/log").folder == Path("/srv/log")


def test_keys_are_read_from_a_file_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "bucket.keys"
    path.write_text("# of the archive\n\nAWS_ACCESS_KEY_ID=AK\nAWS_REGION=eu-north-1\n", "utf-8")
    path.chmod(0o600)

    assert bucket_keys(path) == {"AWS_ACCESS_KEY_ID": "AK", "AWS_REGION": "eu-north-1"}
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="others can read this secret"):
        bucket_keys(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("PATH=/secret\n", "line 1: `NAME=value` is right"),
        ("AWS_REGION=x\nAWS_SECRET_ACCESS_KEY secret\n", "line 2"),
        ("AWS_SECRET_ACCESS_KEY=\n", "line 1"),
        ("# secret\n", "holds no key"),
    ],
)
def test_a_file_that_holds_something_else_is_refused(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "bucket.keys"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)

    with pytest.raises(SettingsError, match=says) as refused:
        bucket_keys(path)

    assert "secret" not in str(refused.value)


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    with pytest.raises(SettingsError, match=r"install `countenance\[bucket\]`"):
        check_obstore("here")
