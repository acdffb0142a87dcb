"""Whether an answer to one question is one to another."""

from countenance.review.grounds import Grounds

ASKED = Grounds(("camera=fixed",), ("identify: unclear", "verify: unclear"))


def test_an_answer_holds_for_the_same_question_and_for_a_part_of_it() -> None:
    assert ASKED.answered_by(ASKED)
    assert Grounds(ASKED.facts, ASKED.acts[:1]).answered_by(ASKED)


def test_other_facts_or_one_more_act_are_another_question() -> None:
    assert not Grounds(("camera=drone",), ASKED.acts).answered_by(ASKED)
    assert not Grounds(ASKED.facts, (*ASKED.acts, "enrol: unclear")).answered_by(ASKED)
