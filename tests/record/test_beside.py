"""Who signed a head beside its log: named where a signature verifies, counted where none does."""

import pytest

from countenance.errors import ProofError
from countenance.record.beside import (
    Beside,
    another_history,
    beside,
    check_claimed,
    claimed,
    head_words,
)
from countenance.record.checkpoint import open_checkpoint
from countenance.record.note import KeyType, Signature, VerifierKey, cosign, sign
from record.signing import LOG, LOG_KEY, ORIGIN, WITNESS, WITNESS_KEY, WITNESS_NAME, head, signed

AT = 1_795_348_800
SEEN = cosign(head(3).text, WITNESS_NAME, WITNESS, AT)
INVENTED = Signature("news.example.org/w1", b"abcd", bytes(72))


def made(*more: Signature, known: tuple[VerifierKey, ...] = (LOG_KEY,)) -> Beside:
    opened = open_checkpoint(signed(head(3), *more), known)
    return beside(opened.note, ORIGIN, opened.signed)


@pytest.mark.parametrize(
    ("more", "known", "says"),
    [
        ((), (LOG_KEY,), "unwitnessed: nobody but the log itself has signed"),
        (
            (SEEN,), (LOG_KEY,),
            "unwitnessed as far as is known here: 1 more signature, by a key that is not known "
            "here",
        ),
        (
            (SEEN, INVENTED), (LOG_KEY,),
            "unwitnessed as far as is known here: 2 more signatures, by keys that are not known "
            "here",
        ),
        (
            (SEEN,), (LOG_KEY, WITNESS_KEY),
            f"witnessed by {WITNESS_NAME} at 2026-11-22T12:00:00Z",
        ),
        (
            (SEEN, INVENTED), (LOG_KEY, WITNESS_KEY),
            f"witnessed by {WITNESS_NAME} at 2026-11-22T12:00:00Z; 1 more signature, by a key that "
            "is not known here",
        ),
    ],
)  # fmt: skip
def test_only_those_are_named_whose_signatures_verify(
    more: tuple[Signature, ...], known: tuple[VerifierKey, ...], says: str
) -> None:
    assert str(made(*more, known=known)) == says


def test_a_line_that_stands_there_twice_counts_once() -> None:
    found = made(SEEN, SEEN, INVENTED, INVENTED, known=(LOG_KEY, WITNESS_KEY))

    assert found.told == {"witnesses": [WITNESS_NAME], "other_signatures": 1}


def test_a_key_of_the_log_is_no_witness_whatever_its_name() -> None:
    other = VerifierKey(WITNESS_NAME, KeyType.LOG, WITNESS_KEY.public)
    as_log = sign(head(3).text, WITNESS_NAME, WITNESS)

    assert made(sign(head(3).text, ORIGIN, LOG)).told == {"witnesses": [], "other_signatures": 0}
    assert made(as_log, known=(LOG_KEY, other)).told == {"witnesses": [], "other_signatures": 1}


def test_the_sentences_say_the_same() -> None:
    none = head_words({"witnesses": "unwitnessed"})
    unknown = {"witnesses": [], "other_signatures": 2}
    both = {"witnesses": ["court.example.org/w1"], "other_signatures": 1}

    assert none == "Nobody but the log itself has signed the head: it is unwitnessed."
    assert "No witness that is known here has signed" in head_words(unknown)
    assert "Under it stand 2 more signatures, by keys that are" in head_words(unknown)
    assert head_words(both) == (
        "The head was signed by court.example.org/w1 as well as by the log. Under it stands 1 more "
        "signature, by a key that is not known here."
    )
    assert "another history" in another_history(unknown)
    assert another_history(both) == ""
    assert claimed(both) == (("court.example.org/w1",), 1)


def test_a_witness_that_is_named_has_to_have_signed() -> None:
    named = {"witnesses": [WITNESS_NAME]}
    opened = open_checkpoint(signed(head(3), SEEN), [LOG_KEY])
    known = open_checkpoint(signed(head(3), SEEN), [LOG_KEY, WITNESS_KEY])
    invented = str(INVENTED).replace("news.example.org/w1", WITNESS_NAME).encode()
    forged = open_checkpoint(signed(head(3)) + invented + b"\n", [LOG_KEY])

    check_claimed(named, known, "case")
    check_claimed({**named, "witness_keys": [str(WITNESS_KEY)]}, opened, "case")
    check_claimed({"witnesses": "unwitnessed"}, opened, "case")
    for told, head_ in (
        (named, opened), (named, forged), ({**named, "witness_keys": [str(WITNESS_KEY)]}, forged),
        ({**named, "witness_keys": [str(LOG_KEY)]}, opened),
    ):  # fmt: skip
        with pytest.raises(ProofError, match=f"case: it says that `{WITNESS_NAME}` signed"):
            check_claimed(told, head_, "case")
    told = {**named, "witness_keys": [str(WITNESS_KEY)]}
    broken = signed(head(3), Signature(WITNESS_NAME, WITNESS_KEY.id, bytes(72)))
    with pytest.raises(ProofError, match="does not verify"):
        check_claimed(told, open_checkpoint(broken, [LOG_KEY]), "case")
