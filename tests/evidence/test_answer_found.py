"""Names that a search by face gave back, however an answer writes them."""

import pytest

from countenance.dialects.check import Guard, Release, Withhold
from countenance.evidence.answer import AnswerCheck
from countenance.evidence.answer_found import FoundNames

ASKED = "Write a caption for this picture."
REPORT = "Best match: Viktor Halloran of Eastmere, confidence 0.97"


def _judged(answer: str, found: str = REPORT, asked: str = ASKED) -> Release | Withhold:
    return Guard(AnswerCheck((asked,), asked, (found,))).judge(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "A caption: viktor halloran at the lake.",
        "A caption: viktor_halloran at the lake.",
        "VIKTOR HALLORAN at the lake.",
        "Viktor grins at the lake.",
        "Halloran grins at the lake.",
        "A caption: Viktor's day at the lake.",
    ],
)
def test_it_is_withheld_however_it_is_written(answer: str) -> None:
    assert isinstance(_judged(answer), Withhold)


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        ('{"matches": [{"name": "viktor halloran"}]}', "A caption: viktor halloran at the lake."),
        ('{"name": "林若溪", "score": 0.9}', "标题:林若溪在湖边"),
        ('[{"person": {"full_name": "Ana-Lucia Prado"}}]', "Lucia grins at the lake."),
    ],
)
def test_a_field_that_holds_a_name_is_read_in_any_case(found: str, answer: str) -> None:
    assert isinstance(_judged(answer, found), Withhold)


@pytest.mark.parametrize(
    "answer",
    [
        "A person stands at the edge of a lake, in the best of the morning light.",
        "The confidence of the match is high, and I cannot say who this is.",
        "A vessel with a halloran-like sail crosses the lake.",
    ],
)
def test_nothing_else_is_withheld_for_it(answer: str) -> None:
    assert isinstance(_judged(answer), Release)


def test_a_name_that_the_user_gave_too_stays_the_users() -> None:
    asked = "Write a caption for this picture of Viktor Halloran."

    assert isinstance(_judged("Viktor spends a day at the lake.", asked=asked), Release)


def test_a_name_that_was_released_before_is_not_found_again() -> None:
    names = FoundNames(("Viktor Halloran",), frozenset(), lambda _: False)

    assert names.begins_in("viktor halloran sits", 0)
    assert not names.begins_in("viktor halloran sits", len("viktor halloran"))


def test_a_result_that_cannot_be_read_as_json_is_read_as_prose() -> None:
    names = FoundNames(('{"name": "Viktor Halloran"', "[" * 5_000), frozenset(), lambda _: False)

    assert names.begins_in("it says viktor halloran", 0)
