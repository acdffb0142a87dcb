"""The table of patterns: read strictly, compared loosely."""

import pytest

from countenance.errors import FactError
from countenance.evidence.patterns import Patterns, folded_print, parse_patterns
from countenance.facts.vocabulary import Basis
from countenance.media.printed import Line
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.patterns import packaged_patterns

HEAD = """
version = "1"
[live]
within_seconds = 60
facts = { timeliness = ["real_time"] }
says = "now"
source = "ours"
[police_work]
facts = { on_behalf_of = ["law_enforcement_agency"] }
says = "theirs"
"""
ROW = """
[[capture]]
id = "camera-x"
seen_in = "overlay"
place = "upper-right"
reads = 'CAMX[0-9]{4}'
facts = { capture_device = ["body_worn"] }
says = "A camera."
source = "Its manual."
"""
WORDS = """
[[words]]
id = "words-x"
seen_in = ["turns"]
reads = ["on duty", "off duty"]
says = "Words."
source = "Ours."
"""


def table(text: str) -> Patterns:
    return parse_patterns(text, packaged_vocabulary())


def test_a_table_is_read_with_its_version_and_its_digest() -> None:
    read = table(HEAD + ROW + WORDS)

    assert read.version == "1"
    assert [row.id for row in (*read.capture, *read.words)] == ["camera-x", "words-x"]
    assert read.digest != table(HEAD + ROW).digest


def test_a_row_gives_measured_evidence_that_names_it() -> None:
    (piece,) = table(HEAD + ROW).capture[0].evidence()

    assert (piece.fact, piece.values, piece.basis) == (
        "capture_device", ("body_worn",), Basis.MEASURED,
    )  # fmt: skip
    assert piece.source == "capture:camera-x"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('seen_in = "overlay"', 'seen_in = "dream"', "`seen_in` is `dream`; it takes one of"),
        ('seen_in = "overlay"', 'seen_in = "turns"', "`seen_in` is one of credentials"),
        ('seen_in = "overlay"', 'seen_in = "exif"', "`place` is said of an overlay alone"),
        ("upper-right", "nowhere", "`place` is `nowhere`"),
        ("CAMX", "CAM(", "no regular expression"),
        ("CAMX", "BOLD", "what no folded print holds"),
        ("CAMX", "camx", "what no folded print holds"),
        ("body_worn", "body_wurn", "did you mean `body_worn`"),
        ("capture_device =", "capture_devise =", "did you mean `capture_device`"),
        ('capture_device = ["body_worn"]', "", "`facts` says nothing"),
        ('["body_worn"]', '["unknown"]', "no value that says anything"),
        ('capture_device = ["body_worn"]', 'modality = ["image"]', "a row may only contest"),
        ('source = "Its manual."', "", "`source` is missing"),
        ('source = "Its manual."', 'source = "x"\nsure = "9"', "nothing here is called `sure`"),
        ('source = "Its manual."', 'source = "x"\nalso = "magic"', "`also` is `magic`"),
        ("camera-x", "Camera X", "small letters"),
    ],
)
def test_a_row_that_is_wrong_is_an_error_that_says_where(old: str, new: str, says: str) -> None:
    assert old in ROW

    with pytest.raises(FactError, match=says) as raised:
        table(HEAD + ROW.replace(old, new))

    assert str(raised.value).startswith("patterns")


def test_two_rows_of_one_name_are_an_error() -> None:
    with pytest.raises(FactError, match="two rows are called `camera-x`"):
        table(HEAD + ROW + ROW)


@pytest.mark.parametrize(
    ("print_", "folded"),
    [
        ("AXON BODY 3 X60A12345", "AX0N80DY3X60A12345"),
        ("AxON B0DY3 X60A12345", "AX0N80DY3X60A12345"),
        ("ax0n  80dy 3\tx6OAI2345", "AX0N80DY3X60A12345"),
        ("2024-05-03T14:23:11Z", "20240503T142311Z"),
        ("", ""),
    ],
)
def test_print_is_folded_as_its_readers_confuse_it(print_: str, folded: str) -> None:
    assert folded_print(print_) == folded


@pytest.mark.parametrize(
    ("line", "matched"),
    [
        (Line("AXON BODY 3 X60A12345", 850, 30), {"axon-body"}),
        (Line("AxON B0DY3 X60A12345", 850, 30), {"axon-body"}),
        (Line("AXON BODY 2 X81 2345 67", 700, 60), {"axon-body"}),
        (Line("2024-05-03T14:23:11Z AXON FLEX 2 X86012345", 800, 20), {"axon-body"}),
        (Line("AXON FLEET 3 X62B00417", 850, 30), {"axon-fleet"}),
        # An advertisement, a caption, another corner.
        (Line("AXON BODY 3", 850, 30), set()),
        (Line("Axon Body 3: X marks the spot", 850, 30), set()),
        (Line("AXON BODY 3 X60A12345", 100, 30), set()),
        (Line("AXON BODY 3 X60A12345", 850, 900), set()),
        (Line("SAXON BODY SHOP", 850, 30), set()),
    ],
)
def test_a_watermark_is_known_where_it_stands(line: Line, matched: set[str]) -> None:
    assert {row.id for row in packaged_patterns().capture if row.is_printed([line])} == matched
