"""Which questions belong together."""

from dataclasses import replace

from countenance.review.question import Question
from countenance.review.related import MOST, Common, related
from countenance.stores.packaged import packaged_questions

ONE = Question("q-1", "city@2024", "A", "camera", "Is a drone one?", 100)


def common(other: Question) -> list[Common]:
    return [each.common for each in related(ONE, [ONE, other])]


def test_what_two_have_in_common_is_said_the_nearest_alone() -> None:
    two = replace(ONE, id="q-2")

    assert common(two) == [Common.TERM]
    assert common(replace(two, edition="city@2025", clause="B")) == [Common.TERM]
    assert common(replace(two, term=None)) == [Common.CLAUSE]
    assert common(replace(two, term=None, edition="city@2025")) == [Common.CLAUSE]
    assert common(replace(two, term=None, clause="B")) == [Common.TEXT]
    assert common(replace(two, term="face", clause="B", edition="city@2025")) == [Common.CODE]
    assert common(replace(two, edition="town@2024")) == []
    assert common(replace(two, is_hidden=True, asks="")) == []


def test_two_that_ask_whether_a_clause_stands_have_no_words_in_common() -> None:
    stands = replace(ONE, term=None)
    other = replace(stands, id="q-2", clause="B")

    assert [each.common for each in related(stands, [other])] == [Common.TEXT]


def test_the_nearest_come_first_then_those_that_have_waited_longest() -> None:
    others = [
        replace(ONE, id=f"q-{at}", clause="B", term=None, asked=1000 - at) for at in range(2, 30)
    ]
    nearest = replace(ONE, id="q-0", asked=5000)

    found = [each.question.id for each in related(ONE, [*others, nearest])]

    assert found[:3] == ["q-0", "q-29", "q-28"]
    assert len(found) == MOST


def test_those_about_a_police_station_lead_to_each_other() -> None:
    found = {
        each.id: Question(each.id, each.edition, each.clause, each.term, each.asks, 0)
        for each in packaged_questions()
    }
    station, wild = found["ms-aoai-coc-older-sentence"], found["ms-aoai-coc-in-the-wild"]

    assert wild in [each.question for each in related(station, found.values())]
    assert station in [each.question for each in related(wild, found.values())]
