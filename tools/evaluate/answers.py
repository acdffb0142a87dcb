"""What the check of answers withholds, on labelled answers; they were seen while it was written.

So these figures say how the check behaves, not how it will do on answers that nobody has seen.
"""

import json
from collections import Counter

from part import Part, data

from countenance.dialects.check import Withhold
from countenance.evidence.answer import AnswerCheck

__all__ = ["answers"]


def answers() -> Part:
    """How many answers that identify somebody are withheld, and how many others."""
    path, why = data("data/intent/answers_dev.jsonl")
    if path is None:
        return Part(skipped=why)
    counts: Counter[tuple[bool, str, bool]] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        asked = (row["request"], *row["ocr_text"])
        withheld = isinstance(AnswerCheck(asked).check("", row["answer"]), Withhold)
        counts[row["identifies_person"], row["case"], withheld] += 1
    rows, content = [], {}
    for identifies, name in ((True, "identify somebody"), (False, "identify nobody")):
        caught, of = _share(counts, identifies)
        content[name.replace(" ", "_")] = {"withheld": caught, "of": of}
        rows.append(f"  answers that {name:18} {caught:3} of {of:3} withheld")
    cases = sorted({(identifies, case) for identifies, case, _ in counts}, reverse=True)
    wrong = [
        f"    {case} ({'let through' if identifies else 'withheld'}: {number})"
        for identifies, case in cases
        if (number := counts[identifies, case, not identifies])
    ]
    text = "the check of answers, on answers that it was written with\n" + "\n".join(rows)
    return Part(text + "\n  wrong, by case:\n" + "\n".join(wrong), content)


def _share(counts: Counter[tuple[bool, str, bool]], identifies: bool) -> tuple[int, int]:
    own = {key: number for key, number in counts.items() if key[0] is identifies}
    return sum(number for key, number in own.items() if key[2]), sum(own.values())
