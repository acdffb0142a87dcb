from countenance.reports.evaluating.claims import Claim, evaluate_claims, judge, result_of
from reports.made import SPEAKERS, TRANSCRIPT

CLAIMS = (
    Claim("The driver said he did not consent to a search.", True, "ok"),
    Claim("The driver consented to a search.", False, "negation"),
    Claim("The officer said that he had him at 62.", False, "number"),
)


def test_caught_and_flagged_are_counted_by_kind() -> None:
    result = evaluate_claims(CLAIMS, TRANSCRIPT, SPEAKERS, {})

    assert (result.caught, result.false, result.flagged, result.true) == (2, 2, 0, 1)
    assert result.recall == 1.0
    assert result.alarms == 0.0
    assert [(kind.name, kind.flagged, kind.of) for kind in result.kinds] == [
        ("negation", 1, 1), ("number", 1, 1), ("ok", 0, 1),
    ]  # fmt: skip


def test_a_judgement_says_why() -> None:
    judged = judge(CLAIMS[1:2], TRANSCRIPT, SPEAKERS, {})

    assert judged[0].is_flagged
    assert judged[0].says[0].startswith("negation: ")


def test_nothing_to_judge_is_no_failure() -> None:
    assert result_of(()).recall == 1.0
    assert result_of(()).alarms == 0.0
