"""Rulings that count, laid over editions; and those that lapsed."""

import datetime
from dataclasses import replace
from typing import Any

from countenance.codes.load import load_edition
from countenance.codes.model import Edition, Verdict
from countenance.decisions.compile import compile_editions
from countenance.decisions.decide import decide
from countenance.facts.known import settle
from countenance.review.docket import Docket, Stage
from countenance.review.in_force import NO_RULINGS, InForce, read_rulings
from countenance.review.ruling_text import load_ruling
from countenance.review.rulings import bound_to, ruled, ruled_by, ruling_of
from countenance.stores.packaged import packaged_vocabulary
from review.made_rulings import CODE, EDITION, proposal, ruling

VOCABULARY = packaged_vocabulary()
DAY = datetime.date(2026, 6, 1)
TEXT = """
id = "{id}"
edition = "made@1"
clause = "A"
reading = "{reading}"
cites = "naming somebody"
says = "so"
begins = 2026-01-01
ends = 2027-01-01

[scope]
agency_country = "{country}"
"""


def adopted(id_: str = "norway", reading: str = "mild", country: str = "NO") -> Docket:
    text = TEXT.format(id=id_, reading=reading, country=country)
    read = load_ruling(text, EDITION, VOCABULARY, "here")
    return replace(
        proposal(id=id_), text=text, digest=read.digest, state=Stage.ADOPTED,
        clause_digest=bound_to(EDITION, read, VOCABULARY),
    )  # fmt: skip


def read(*dockets: Docket, edition: Edition | None = EDITION) -> InForce:
    return read_rulings(dockets, lambda name: edition if name == "made@1" else None, VOCABULARY)


def verdicts(found: InForce, country: str, day: datetime.date = DAY) -> Verdict:
    editions, signed, _ = found.ruled([EDITION], day, VOCABULARY)
    compiled = compile_editions(editions, VOCABULARY, day=None, signed=signed)
    supposed: dict[str, tuple[str, ...]] = {
        "operation": ("biometric_identification",), "environment": ("uncontrolled",),
        "capture_device": ("fixed_cctv",), "agency_country": (country,),
    }  # fmt: skip
    return decide(compiled, settle([], VOCABULARY).narrowed(supposed)).verdicts


def test_several_rulings_count_each_in_its_scope_on_its_days() -> None:
    found = read(adopted(), adopted("sweden", "strict", "SE"))

    countries = [verdicts(found, country) for country in ("NO", "SE", "DK")]
    assert countries == [Verdict.ALLOW, Verdict.DENY, Verdict.UNCLEAR]
    assert verdicts(found, "NO", datetime.date(2027, 1, 1)) == Verdict.UNCLEAR
    assert found.lapsed == ()
    assert [each.ruling.id for each in found.on("made@1", DAY)] == ["norway", "sweden"]
    assert found.on("other@1", DAY) == ()


def test_the_rulings_are_told_by_the_editions_that_they_read() -> None:
    one = adopted()

    _, signed, by = read(one).ruled([EDITION], DAY, VOCABULARY)

    assert {name: [each.digest for each in here] for name, here in by.items()} == {
        "made@1": [one.digest]
    }
    assert len(signed) == 1
    assert NO_RULINGS.ruled([EDITION], DAY, VOCABULARY) == ([EDITION], frozenset(), {})


def test_the_order_in_which_they_are_given_does_not_matter() -> None:
    one, two = ruling(id="a"), ruling(id="b", scope={"agency_country": ("NO",)})

    def digest(*rulings: Any) -> str:
        after = ruled_by(EDITION, rulings, VOCABULARY)
        compiled = compile_editions([after.edition], VOCABULARY, day=None, signed=after.signed)
        return compiled.digest

    assert digest(one, two) == digest(two, one) != digest(one)


def test_a_ruling_lapses_when_what_it_reads_is_another() -> None:
    text = CODE.replace("Always.", "Always, if asked.")
    other = load_edition(text, "", VOCABULARY, "made.toml")

    found = read(adopted(), edition=other)

    assert found.rulings == {}
    assert found.lapsed == (("norway", "what it reads is not what it was adopted for"),)


def test_a_ruling_lapses_when_its_clause_or_edition_is_gone() -> None:
    gone = load_edition(CODE.replace('id = "A"', 'id = "Z"'), "", VOCABULARY, "made.toml")

    (_, why), *_ = read(adopted(), edition=gone).lapsed
    assert "no clause `A`" in why
    assert read(adopted(), edition=None).lapsed == (("norway", "its edition is not here"),)


def test_only_what_was_adopted_counts() -> None:
    states = [Stage.PROPOSED, Stage.REFUSED, Stage.OVERTURNED, Stage.EXPIRED, Stage.TAKEN_BACK]

    found = read(*(replace(adopted(), state=state) for state in states))

    assert (found.rulings, found.lapsed) == ({}, ())
    assert read(replace(adopted(), state=Stage.APPEALED)).of("made@1")


def test_the_id_of_a_clause_says_which_ruling_reads_it() -> None:
    inside = ruled(EDITION, ruling(), VOCABULARY).edition.clauses[1]

    assert ruling_of(inside.id) == ("A", "in-public")
    assert ruling_of("A") == ("A", None)
    assert "Read by the ruling `in-public`: Always." in inside.says
