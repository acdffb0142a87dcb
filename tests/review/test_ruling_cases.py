"""The cases of a ruling: what it decides, in a form that is read and asked like any other."""

from countenance.codes.model import Verdict
from countenance.review.ruling_cases import failing, written_cases
from countenance.review.rulings import Ruled, ruled, ruled_by
from countenance.stores.packaged import packaged_vocabulary
from review.made_rulings import EDITION, ruling

VOCABULARY = packaged_vocabulary()
PLAIN = Ruled(EDITION, frozenset())
NONE = frozenset[str]()


def test_the_cases_hold_where_the_ruling_counts_and_nowhere_else() -> None:
    one = ruling(scope={"agency_country": ("NO", "SE")})
    text = written_cases(PLAIN, one, VOCABULARY)

    asked, fails = failing(ruled(EDITION, one, VOCABULARY), text, VOCABULARY, "x", NONE)

    assert (asked > 0, fails) == (True, [])
    assert 'agency_country = "SE|NO"' in text or 'agency_country = "NO|SE"' in text
    assert 'clause = "A+in-public"' in text
    opposite = ruled(EDITION, ruling(reading="strict", scope=one.scope), VOCABULARY)
    assert failing(opposite, text, VOCABULARY, "x", NONE)[1][0].endswith(
        f"is {Verdict.DENY.words[0]}; expected allow"
    )


def test_the_cases_beside_another_ruling_are_those_that_this_one_decides() -> None:
    other = ruling(id="norway", scope={"agency_country": ("NO",)})
    wide = ruling(id="wide")
    text = written_cases(ruled_by(EDITION, [other], VOCABULARY), wide, VOCABULARY)

    both = ruled_by(EDITION, [other, wide], VOCABULARY)

    asked, fails = failing(both, text, VOCABULARY, "x", NONE)
    assert (asked > 0, fails) == (True, [])
    assert "agency_country" in text


def test_where_there_are_more_parts_than_fit_the_file_says_so() -> None:
    text = written_cases(PLAIN, ruling(), VOCABULARY)

    assert text.startswith("# What the ruling `in-public` decides on made@1 A.")
    assert ("only the largest parts" in text) == (text.count("[[case]]") >= 24)
