from countenance.reports.evaluating.changed import changed
from countenance.reports.evaluating.claims import Claim
from reports.made import SPEAKERS


def texts(text: str, supported: bool = True) -> dict[str, str]:
    made = list(changed([Claim(text, supported, "ok")], SPEAKERS))
    assert not any(each.supported for each in made)
    return {each.kind: each.text for each in made}


def test_a_true_sentence_is_made_false_in_four_ways() -> None:
    assert texts("The driver said that Dana was not at 20 Elm.") == {
        "number": "The driver said that Dana was not at 27 Elm.",
        "name": "The driver said that Dana was not at 20 Kowalski.",
        "speaker": "The officer said that Dana was not at 20 Elm.",
        "negation": "The driver said that Dana was at 20 Elm.",
    }


def test_what_no_rule_fits_gives_nothing() -> None:
    assert texts("It rained.") == {}
    assert texts('The driver said "It was 5."') == {}
    assert texts("The driver was 5.", supported=False) == {}
