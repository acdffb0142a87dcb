import pytest

from countenance.reports.checking.check import check
from countenance.reports.draft import Sentence
from countenance.reports.transcript import Support
from reports.checking.asked import PEOPLE
from reports.made import spoken


@pytest.mark.parametrize(("said", "last", "doubted"), [
    ("I saw two men.", 3, ((2, 2),)), ("I never saw it.", 3, ((1, 1),)), ("I saw men.", 2, ()),
])  # fmt: skip
def test_numbers_and_denials_that_are_unclear_are_doubted(
    said: str, last: int, doubted: tuple[tuple[int, int], ...]
) -> None:
    text = f'The tenant said: "{said}"'
    sentence = Sentence("d1", text, "ai", (Support("s1", 0, last),), "B")

    flags = check((sentence,), spoken(("B", said), sure=300), PEOPLE, {})

    listens = [(each.first, each.last) for flag in flags for each in flag.listen]
    assert tuple(listens) == doubted
    assert {flag.kind for flag in flags} <= {"unclear"}
