import base64

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from codes.own_texts import texts
from countenance.codes.bundle import HEAD, Bundle, key_id, open_bundle, sign_bundle
from countenance.codes.own import texts_digest
from countenance.errors import BundleError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key()
TRUSTED = {key_id(PUBLIC): PUBLIC}
MADE = Bundle(texts(), texts_digest(texts()), "sha256:p", "sha256:v", {"house-rules@1": "sha256:m"})
DATA = sign_bundle(MADE, KEY)


def test_what_was_signed_is_what_comes_out() -> None:
    found = open_bundle(DATA, TRUSTED, "own.bundle")

    assert found.bundle == MADE
    assert found.signed_by == key_id(PUBLIC)


def test_every_byte_counts() -> None:
    """No change of any byte is taken, wherever it is."""
    for place in range(0, len(DATA), 7):
        changed = DATA[:place] + bytes([DATA[place] ^ 1]) + DATA[place + 1 :]
        with pytest.raises(BundleError):
            open_bundle(changed, TRUSTED, "own.bundle")


@pytest.mark.parametrize("length", [0, 5, len(HEAD), 100, 200, len(DATA) - 1])
def test_a_part_of_a_bundle_is_none(length: int) -> None:
    with pytest.raises(BundleError, match=r"^own\.bundle: "):
        open_bundle(DATA[:length], TRUSTED, "own.bundle")


def test_a_key_that_is_not_trusted_is_named() -> None:
    with pytest.raises(BundleError, match=f"`{key_id(OTHER.public_key())}`, which is not trusted"):
        open_bundle(sign_bundle(MADE, OTHER), TRUSTED, "own.bundle")


def test_a_signature_by_another_key_under_the_name_of_a_trusted_one_does_not_hold() -> None:
    forged = sign_bundle(MADE, OTHER).replace(
        key_id(OTHER.public_key()).encode(), key_id(PUBLIC).encode()
    )

    with pytest.raises(BundleError, match="does not hold"):
        open_bundle(forged, TRUSTED, "own.bundle")


def test_a_signature_for_something_else_does_not_hold_for_a_bundle() -> None:
    """The heading is part of what is signed: a signature of bare bytes is of no use here."""
    payload = DATA.partition(b"\n\n")[2]
    bare = base64.b64encode(KEY.sign(payload)).decode()
    forged = HEAD + f"key {key_id(PUBLIC)}\nsignature {bare}\n\n".encode() + payload

    with pytest.raises(BundleError, match="does not hold"):
        open_bundle(forged, TRUSTED, "own.bundle")


def test_texts_under_another_digest_are_not_taken_though_they_are_signed() -> None:
    wrong = msgspec.structs.replace(MADE, texts_digest="sha256:x")

    with pytest.raises(BundleError, match="not those whose digest it names"):
        open_bundle(sign_bundle(wrong, KEY), TRUSTED, "own.bundle")


def test_another_kind_of_bundle_is_refused_though_it_is_signed() -> None:
    payload = b'{"texts": {}}'
    signature = base64.b64encode(KEY.sign(HEAD + payload)).decode()
    data = HEAD + f"key {key_id(PUBLIC)}\nsignature {signature}\n\n".encode() + payload

    with pytest.raises(BundleError, match="no bundle of this kind"):
        open_bundle(data, TRUSTED, "own.bundle")
