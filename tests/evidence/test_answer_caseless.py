"""Somebody, "is", and a word, where no capital tells a name from a trade."""

import json
from collections import Counter
from pathlib import Path

import pytest

from countenance.dialects.check import Guard, Withhold
from countenance.evidence.answer import AnswerCheck
from countenance.evidence.answer_caseless import said_of_somebody

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "answers" / "plain_naming.jsonl")
    .read_text()
    .splitlines()
]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("照片中的男子是姚明。", "han-somebody-is"),
        ("写真の人物は安倍晋三です。", "kana-somebody-is"),
        ("사진 속 인물은 손흥민입니다.", "hangul-somebody-is"),
        ("الشخص في الصورة هو محمد صلاح.", "arabic-somebody-is"),
        ("तस्वीर में यह आदमी शाहरुख खान हैं।", "devanagari-somebody-is"),
        ("ภาพนี้คือ ลิซ่า", "thai-somebody-is"),
        ("זה נתניהו", "hebrew-somebody-is"),
        ("هذا أوباما.", "arabic-somebody-is"),
    ],
)
def test_a_word_after_somebody_and_is_is_a_name(text: str, rule: str) -> None:
    assert said_of_somebody(text, 0) == rule
    assert said_of_somebody(text, len(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "照片中的男子是一名厨师。", "图中的女士是老师。", "他是累了。", "写真の人物は料理人です。",
        "この人は元気です。", "사진 속 인물은 요리사입니다.", "الرجل هو طباخ.", "هذه صورة لحديقة.",
        "هذا الرجل يبتسم.", "هذا منظر جميل.",
        "यह आदमी लंबा है।", "ผู้ชายในภาพคือพ่อครัว", "האיש בתמונה הוא טבח.", "זה גן יפה.",
        "A man is a cook.", "",
    ],
)  # fmt: skip
def test_a_trade_an_age_or_a_mood_is_none(text: str) -> None:
    assert said_of_somebody(text, 0) is None


@pytest.mark.parametrize("lang", sorted({row["lang"] for row in ROWS}))
def test_most_labelled_sentences_are_judged_rightly(lang: str) -> None:
    """A floor for changes, not a claim: `make evaluate` prints what it is today."""
    wrong: Counter[bool] = Counter()
    for row in (row for row in ROWS if row["lang"] == lang):
        verdict = Guard(AnswerCheck([row["request"]])).judge(row["answer"])
        wrong[row["identifies_person"]] += isinstance(verdict, Withhold) != row["identifies_person"]

    assert wrong[True] <= 1
    assert wrong[False] <= 1
