"""Which passwords are taken, and what is kept of one."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

from cheap_passwords import REAL
from countenance.errors import SignInError
from countenance.review import passwords
from countenance.review.passwords import LONGEST, check_password, fits, kept_password

GOOD = "a horse on the roof"


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "at least 12"),
        ("a" * 201, "at most 200"),
        ("aaaaaaaaaaaaaaaa", "few signs"),
        ("abababababababab", "few signs"),
        ("alicealicealice1", "a name"),
        ("Alice-countenance", "a name"),
    ],
)
def test_a_password_that_is_easily_guessed_is_not_taken(password: str, says: str) -> None:
    with pytest.raises(SignInError, match=says):
        check_password(password, "alice")


@pytest.mark.parametrize("password", [GOOD, "ænne øg åtte ørner", "x7Q!p" * 3, GOOD * 10])
def test_a_good_one_is(password: str) -> None:
    assert len(password) <= LONGEST
    check_password(password, "alice")


def test_what_is_kept_fits_that_password_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, real in REAL.items():
        monkeypatch.setattr(passwords, name, real)
    kept = kept_password(GOOD, b"s" * 16)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert GOOD not in kept
    assert fits(GOOD, kept)
    assert not fits(GOOD + " ", kept)
    assert kept_password(GOOD, b"t" * 16) != kept


def test_without_argon2_it_is_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(**_: object) -> object:
        raise UnsupportedAlgorithm("not here")

    monkeypatch.setattr(passwords, "Argon2id", missing)
    kept = kept_password(GOOD, b"s" * 16)

    assert kept.startswith("$scrypt$")
    assert fits(GOOD, kept)
    assert not fits("another", kept)


def test_a_salt_that_is_too_short_is_refused() -> None:
    with pytest.raises(SignInError, match="16 bytes"):
        kept_password(GOOD, b"s")
