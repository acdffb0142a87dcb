"""What is withheld is nowhere, and nothing else is."""

import msgspec
import pytest

from countenance.errors import ReportError
from countenance.reports.digests import canonical_bytes, digest
from countenance.reports.out.told import told
from countenance.reports.out.withheld import (
    GONE,
    GONE_DIGEST,
    Withheld,
    read_withheld,
    silenced,
    without,
)
from countenance.reports.recording import Span
from countenance.reports.report import Report, Version
from reports.out.made_out import OUT, SAMPLES

LIST = b"""
[[withheld]]
from = "00:05"
until = "0:00:07.4"
rule = "Evidence Code 1041"

[[withheld]]
account = true
rule = "Evidence Code 1040"
"""


def test_a_list_is_read() -> None:
    first, second = read_withheld(LIST, "list.toml")

    assert first == Withheld("Evidence Code 1041", Span(5000, 7400))
    assert second.account
    assert first.what == "the recording in [00:05-00:08], with all that rests on it,"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[withheld]]\nrule = "Rule 1"', "item 1: give `from` and `until`, or `sentence`"),
        ('[[withheld]]\nfrom = "00:05"\nrule = "Rule 1"', "a span has `from` and `until`"),
        ('[[withheld]]\nfrom = "5"\nuntil = "00:06"\nrule = "Rule 1"', "`5` is no time"),
        ('[[withheld]]\nfrom = "00:06"\nuntil = "00:06"\nrule = "R 1"', "has to be after"),
        ('[[withheld]]\nsentence = "d1"\nrule = " "', "under which rule"),
        ('[[withheld]]\nsentence = "d1"', "rule"),
        ('[[withheld]]\nword = "d1"\nrule = "Rule 1"', "word"),
        ("nonsense", "list.toml"),
    ],
)
def test_a_list_that_does_not_say_what_and_why_is_refused(text: str, says: str) -> None:
    with pytest.raises(ReportError) as caught:
        read_withheld(text.encode(), "list.toml")
    assert says in str(caught.value)


def test_with_a_span_goes_all_that_rests_on_it_and_nothing_else() -> None:
    span = Withheld("Rule 1", Span(5000, 7000))

    left = without(OUT, [span])
    said = canonical_bytes(left).decode()

    assert "fifty" not in said
    assert "I know what the radar showed." not in said
    assert "52 was heard" not in said
    assert [each.text == GONE for each in left.sentences] == [False, False, True, False, False]
    assert "It is in the citation." in said
    assert told(left, whole=OUT).signature is left.signature
    assert [each.spans for each in told(left).lines] == [each.spans for each in told(OUT).lines]


def test_a_sentence_goes_from_text_drafts_and_edits() -> None:
    left = without(OUT, [Withheld("Rule 1", sentence="h1")])

    assert "my radar" not in canonical_bytes(left).decode()
    assert left.edits[0].after == GONE
    assert left.transcripts == OUT.transcripts


def test_the_account_goes_alone() -> None:
    left = without(OUT, [Withheld("Rule 1", account=True)])

    assert left.account is not None
    assert (left.account.text, left.account.sha256) == (GONE, GONE_DIGEST)
    assert msgspec.structs.replace(left, account=OUT.account) == OUT


def test_no_digest_is_left_on_which_a_guess_could_be_tried() -> None:
    assert OUT.signature is not None
    before = Version(1, OUT.sentences, OUT.signature)
    whole = msgspec.structs.replace(OUT, version=2, earlier=(before,))
    digests = {
        OUT.signature.certifies.text, OUT.signature.jws, digest(OUT.transcripts[0]),
        *(each.digest for each in OUT.generations[1:]),
    }  # fmt: skip

    said = canonical_bytes(without(whole, [Withheld("Rule 1", Span(5000, 7000))])).decode()

    assert [each for each in digests if each in canonical_bytes(whole).decode()] == [*digests]
    assert [each for each in digests if each in said] == []


def test_nothing_goes_that_is_not_on_the_list_and_what_is_not_there_is_said() -> None:
    assert without(OUT, []) is OUT
    with pytest.raises(ReportError, match="no sentence `d77`"):
        without(OUT, [Withheld("Rule 1", sentence="d77")])


def test_the_sound_is_silent_there_and_nowhere_else() -> None:
    withheld = [Withheld("R 1", Span(1000, 2000)), Withheld("R 2", sentence="d1")]
    pieces = [SAMPLES[at : at + 999] for at in range(0, len(SAMPLES), 999)]

    quiet = b"".join(silenced(pieces, withheld))

    assert len(quiet) == len(SAMPLES)
    assert not any(quiet[32_000:64_000])
    assert (quiet[:32_000], quiet[64_000:]) == (SAMPLES[:32_000], SAMPLES[64_000:])
    assert list(silenced([b"\1\0"], [Withheld("Rule 1", Span(0, 99_000))])) == [b"\0\0"]


def test_every_part_of_a_report_was_thought_of() -> None:
    """Whoever adds a part that may hold words looks whether `without` has to take some of it out;
    then it is added here."""
    known = {
        "id", "incident", "evidence", "organization", "officer", "incident_type", "opened",
        "recording", "state", "decision", "retention", "version", "transcripts", "speakers",
        "account", "generations", "sentences", "flags", "omissions", "edits", "settled",
        "listened", "signature", "earlier", "reviews", "disclosed", "entries",
    }  # fmt: skip

    assert {each.name for each in msgspec.structs.fields(Report)} == known
