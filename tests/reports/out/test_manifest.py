"""The manifest: signed for this alone, by the key that was named."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.callers.jws import kid_of, sign_jws
from countenance.errors import ReportError
from countenance.reports.digests import canonical_bytes
from countenance.reports.out.manifest import (
    MANIFEST,
    SIGNATURE,
    Manifest,
    part_of,
    read_manifest,
    signed_manifest,
    verify_manifest,
    wrong_files,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
KID = kid_of(PUBLIC)
FILES = {"a.txt": b"a", "b/c.txt": b""}
MADE = Manifest(
    object="countenance.report-bundle",
    v=1,
    report="report-1",
    incident="7",
    text="sha256:" + "0" * 64,
    signed=True,
    made="2026-11-22T10:15:30.123Z",
    kid=KID,
    key=PUBLIC.hex(),
    files={path: part_of(data) for path, data in FILES.items()},
)


def test_a_manifest_is_verified_with_the_key_that_was_named() -> None:
    files = signed_manifest(MADE, KEY)

    assert verify_manifest(files[MANIFEST], files[SIGNATURE], KID) == MADE
    with pytest.raises(ReportError, match=f"signed with the key `{KID}`, not with `{'0' * 32}`"):
        verify_manifest(files[MANIFEST], files[SIGNATURE], "0" * 32)


def test_a_signature_that_was_made_for_something_else_is_not_taken() -> None:
    data = canonical_bytes(MADE)
    payload = {"manifest": "x", "report": "report-1"}
    for signature, says in (
        (sign_jws(payload, KEY), "`typ` must be `countenance-report-bundle"),
        (sign_jws(payload, KEY, "countenance-report-bundle+jwt"), "not the one that was signed"),
        ("é", "manifest.jws"),
        ("a.b", "three parts"),
    ):
        with pytest.raises(ReportError, match=says):
            verify_manifest(data, signature.encode(), KID)


def test_another_key_cannot_sign_in_the_name_of_this_one() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    files = signed_manifest(MADE, other)
    taken = msgspec.structs.replace(MADE, key=other.public_key().public_bytes_raw().hex())

    with pytest.raises(ReportError, match="made with the key"):
        verify_manifest(files[MANIFEST], files[SIGNATURE], KID)
    with pytest.raises(ReportError, match="`kid` is not the id of `key`"):
        read_manifest(canonical_bytes(taken))


def test_a_manifest_that_is_written_otherwise_is_none() -> None:
    data = canonical_bytes(MADE)

    for changed in (b" " + data, data.replace(b'"v":1', b'"v":2'), b"{}", b"\xff", b"[" * 9999):
        with pytest.raises(ReportError, match=r"manifest\.json: "):
            read_manifest(changed)
    with pytest.raises(ReportError, match="at most"):
        read_manifest(b" " * 5_000_000)


def test_files_that_were_changed_added_or_lost_are_named() -> None:
    assert list(wrong_files(MADE, {**FILES, MANIFEST: b"", SIGNATURE: b""})) == []
    assert list(wrong_files(MADE, {"a.txt": b"b", "new": b""})) == [
        "a.txt: changed", "b/c.txt: missing", "new: not in the manifest",
    ]  # fmt: skip
