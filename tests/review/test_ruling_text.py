"""A ruling as a board writes it down."""

import datetime

import pytest

from countenance.codes.model import TextBasis, Verdict
from countenance.errors import CodeError, ReviewError
from countenance.review.ruling_text import edition_named, load_ruling
from countenance.review.rulings import Ruling, effect
from countenance.stores.packaged import edition, packaged_vocabulary

VOCABULARY = packaged_vocabulary()
MAY = edition("ms-aoai-coc@2024-05-03")
TEXT = """
id = "station"
edition = "ms-aoai-coc@2024-05-03"
clause = "AOAI-ID"
reading = "board"
cites = "any user"
says = "A station is no place in the wild."
begins = 2026-01-01
ends = 2028-01-01

[scope]
actor_kind = "law_enforcement_agency"
agency_country = "NO"
capture_device = "fixed_cctv"
environment = ["controlled"]

[added]
name = "board"
says = "Inside a station it is allowed."
verdict = "allow"
source = "https://board.example/12"
"""


def load(text: str) -> Ruling:
    return load_ruling(text, MAY, VOCABULARY, "station.toml")


def test_a_ruling_is_read_whole() -> None:
    ruling = load(TEXT)

    assert edition_named(TEXT, "station.toml") == MAY.name
    assert (ruling.id, ruling.reading, ruling.cites) == ("station", "board", "any user")
    assert ruling.scope["environment"] == ("controlled",)
    assert ruling.ends == datetime.date(2028, 1, 1)
    assert ruling.added is not None
    assert (ruling.added.verdict, ruling.added.when) == (Verdict.ALLOW, None)
    assert ruling.added.text_basis is TextBasis.INTERPRETATION
    effect(MAY, ruling, VOCABULARY).refuse_beyond()


def test_a_reading_that_reaches_less_far_says_how_far() -> None:
    when = 'operation = ["biometric_identification"], timeliness = ["real_time"]'
    text = TEXT + f"when = {{ {when} }}\n"

    narrow, wide = (effect(MAY, load(each), VOCABULARY) for each in (text, TEXT))

    assert 0 < narrow.table[Verdict.UNCLEAR, Verdict.ALLOW] < wide.settled


def test_new_lines_and_tabs_may_stand_in_what_it_says() -> None:
    assert load(TEXT.replace("no place in", r"no place\n\tin", 1)).says.count("\n\t") == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "station"\n', "", "`id` is missing"),
        ("begins = 2026-01-01", "", "`begins` is missing"),
        ("begins = 2026-01-01", 'begins = "soon"', "it takes a date"),
        ('cites = "any user"', 'cites = ""', "`cites` is empty"),
        ('verdict = "allow"', 'verdict = "alow"', "did you mean `allow`"),
        ('says = "A station', 'say = "A station', "`says` is missing"),
        ("[added]", 'more = "x"\n[added]\nmore = "x"', "nothing here is called `more`"),
        ("[scope]", "[scope", "station.toml"),
        ("no place in", r"no\u0000place in", r"`says` holds a sign .*U\+0000"),
        ("no place in", r"no\u001bplace in", r"`says` holds a sign .*U\+001B"),
        ("no place in", r"no\u0085place in", r"`says` holds a sign .*U\+0085"),
        ("no place in", r"no\uffffplace in", r"`says` holds a sign .*U\+FFFF"),
        ("any user", r"any\buser", r"`cites` holds a sign .*U\+0008"),
        ('reading = "board"', r'reading = "bo\fard"', r"`reading` holds a sign .*U\+000C"),
        ('name = "board"', r'name = "bo\u007fard"', r"`name` holds a sign .*U\+007F"),
        ("Inside a", r"Inside\ra", r"`says` holds a sign .*U\+000D"),
        ("no place in", r"no \u202eplace in", "`says` .* RIGHT-TO-LEFT OVERRIDE "),
        ("[scope]", "# \u2066\n[scope]", "`station.toml` .* LEFT-TO-RIGHT ISOLATE"),
        ("example/12", r"example/\u0001", r"`source` holds a sign .*U\+0001"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(old: str, new: str, said: str) -> None:
    with pytest.raises((ReviewError, CodeError), match=said.replace("[", r"\[")):
        load(TEXT.replace(old, new, 1))
