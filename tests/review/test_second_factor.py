"""Codes of an authenticator, and those for when it is lost."""

from countenance.review.second_factor import (
    address_of,
    is_recovery_code,
    new_recovery_codes,
    recovery_digest,
    secret_text,
    step_of,
)
from review.made_codes import code_of

# RFC 6238, appendix B: this secret at second 59 gives 94287082, of which six digits are taken.
SECRET = b"12345678901234567890"


def test_a_code_is_that_of_the_standard() -> None:
    assert step_of(SECRET, "287082", 59, -1) == 1
    assert step_of(SECRET, "287 082", 59, -1) == 1


def test_a_code_counts_for_its_half_minute_and_its_neighbours() -> None:
    code = code_of(SECRET, 3000)

    assert [step_of(SECRET, code, 3000 + each, -1) for each in (-30, 0, 30)] == [100, 100, 100]
    assert [step_of(SECRET, code, 3000 + each, -1) for each in (-60, 60)] == [None, None]


def test_a_code_is_taken_once() -> None:
    assert step_of(SECRET, code_of(SECRET, 3000), 3000, 100) is None
    assert step_of(SECRET, code_of(SECRET, 3030), 3000, 100) == 101


def test_what_is_no_code_is_wrong() -> None:
    for typed in ("", "12345", "abcdef", "٢٨٧٠٨٢", "287082x"):
        assert step_of(SECRET, typed, 59, -1) is None


def test_an_authenticator_gets_the_secret_as_text_and_as_a_link() -> None:
    assert secret_text(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert address_of(SECRET, "alice", "countenance").startswith(
        "otpauth://totp/countenance%3Aalice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer="
    )


def test_recovery_codes_differ_and_are_known_again_however_they_are_typed() -> None:
    numbers = iter(range(1, 100))
    codes = new_recovery_codes(lambda size: bytes([next(numbers)]) * size)

    assert len(set(codes)) == 10
    first = codes[0]
    assert is_recovery_code(first.upper())
    assert not is_recovery_code("123456")
    kept = recovery_digest(first, b"k" * 32)
    assert recovery_digest(f" {first.replace('-', '').upper()} ", b"k" * 32) == kept
    assert recovery_digest(first, b"j" * 32) != kept
