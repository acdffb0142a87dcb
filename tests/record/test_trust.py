"""Policies of trust: who has to have seen a head of the log."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import ProofError
from countenance.record.note import KeyType, verifier_key
from countenance.record.trust import read_trust
from record.signing import LOG_KEY, WITNESS_KEY

KEYS = [
    verifier_key(f"w{n}.example.org", KeyType.WITNESS, Ed25519PrivateKey.from_private_bytes(seed))
    for n, seed in enumerate((bytes([number]) * 32 for number in range(1, 7)), start=1)
]
TWO_LEVELS = f"""\
# The example of the specification.
log {LOG_KEY} https://gate.example.org/record

witness X1 {KEYS[0]}
witness X2 {KEYS[1]}
witness\tX3  {KEYS[2]} https://x3.example.org/
  group X 2 X1 X2 X3
witness Y1 {KEYS[3]}
witness Y2 {KEYS[4]}
group Y any Y1 Y2
group both all X Y
quorum both
"""


def test_the_example_of_the_specification_asks_for_two_and_one() -> None:
    trust = read_trust(TWO_LEVELS.encode())

    assert trust.is_enough([KEYS[0], KEYS[2], KEYS[4]])
    assert not trust.is_enough([KEYS[0], KEYS[3], KEYS[4]])
    assert not trust.is_enough([KEYS[0], KEYS[1], KEYS[2], LOG_KEY, KEYS[5]])
    assert trust.keys == (LOG_KEY, *KEYS[:5])
    assert (trust.logs[0].url, trust.witnesses[2].url) == (
        "https://gate.example.org/record", "https://x3.example.org/",
    )  # fmt: skip


def test_no_quorum_asks_for_nobody_and_one_witness_for_that_one() -> None:
    assert read_trust(b"quorum none\n").is_enough([])
    one = read_trust(f"witness w {WITNESS_KEY}\nquorum w".encode())
    assert one.is_enough([WITNESS_KEY])
    assert not one.is_enough([])


def test_names_are_compared_byte_by_byte() -> None:
    with pytest.raises(ProofError, match="line 2"):
        read_trust(f"witness \N{KELVIN SIGN} {WITNESS_KEY}\nquorum K\n".encode())
    kelvin = read_trust(f"witness \N{KELVIN SIGN} {WITNESS_KEY}\nquorum \N{KELVIN SIGN}\n".encode())
    assert kelvin.is_enough([WITNESS_KEY])


W = f"witness w {WITNESS_KEY}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a line `quorum` is needed"),
        ("quorum none\nquorum none\n", "line 2: a quorum was given before"),
        ("quorum w\n" + W, "line 1: the quorum names nobody"),
        ("group g any w\n" + W + "quorum g\n", "line 1: a member is named by none"),
        (W + "group g any w\ngroup h any w\nquorum g\n", "line 3: a member belongs to one"),
        (W + "group g any w w\nquorum g\n", "line 2: a member belongs to one"),
        (W + "group g 2 w\nquorum g\n", "line 2: a group of 1 needs a number from 1 to 1"),
        (W + "group g 0 w\nquorum g\n", "line 2: a group of 1"),
        (W + "group g x w\nquorum g\n", "line 2: a group needs `all`"),
        (W + "group g any\nquorum g\n", "line 2: expected"),
        (W + W.replace(" w ", " v ") + "quorum w\n", "line 2: this key of a witness was given"),
        (W + f"witness w {KEYS[0]}\nquorum w\n", "line 2: this name is taken"),
        (f"witness none {KEYS[0]}\nquorum none\n", "line 1: this name is taken"),
        (f"log {LOG_KEY}\nlog {LOG_KEY}\nquorum none\n", "line 2: this key of a log"),
        (f"log {WITNESS_KEY}\nquorum none\n", "line 1: .* no key of a log"),
        (f"witness w {LOG_KEY}\nquorum none\n", "line 1: .* no key of a witness"),
        ("log x\nquorum none\n", "line 1: key: not a verifier key"),
        ("trust me\nquorum none\n", "line 1: expected"),
        ("quorum none\r\n", "line 1: a control character"),
        ("#" * 10 + "\n" * 5000, "at most 4096"),
    ],
)
def test_what_is_no_policy_is_refused_by_its_line(text: str, says: str) -> None:
    with pytest.raises(ProofError, match=says):
        read_trust(text.encode())
