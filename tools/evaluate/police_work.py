"""How often the table takes words for work of the police, on labelled rows.

Which rows may be work of the police was marked by one reader, by hand: those that officers, jails
or border guards write or are written for. The rows of the first three files were read while the
table was written; the first 1,403 of `added.jsonl` were read after it and moved four patterns; the
rest, and `more.jsonl`, were written by others later and moved none. So what is met flatters, and
what matters is the other figure: rows of everybody else that are met.
"""

import json
from pathlib import Path

from part import ROOT, Part
from rows import FILES, read_rows

from countenance.evidence.police_work import looks_like
from countenance.stores.patterns import packaged_patterns

__all__ = ["MARKED", "police_work"]

DATA = ROOT / "tests" / "data" / "intent"
MARKED = DATA / "police_work.json"


def police_work() -> Part:
    """Rows that are met among those that may be work of the police, and among all others."""
    marked = frozenset(json.loads(Path(MARKED).read_text(encoding="utf-8"))["ids"])
    table = packaged_patterns()
    rows = read_rows(DATA, FILES)
    met = {row.id: looks_like(table, row.asked) for row in rows}
    theirs = [row.id for row in rows if row.id in marked]
    others = [row.id for row in rows if row.id not in marked]
    alarms = [name for name in others if met[name]]
    found = [name for name in theirs if met[name]]
    by_row = {
        pattern.id: sum(pattern.id in met[name] for name in met) for pattern in table.words
    }
    lines = [
        "words that look like work for the police, of a caller registered as private",
        f"  rows that may be theirs      {len(found):4} of {len(theirs):4} met",
        f"  all other rows               {len(alarms):4} of {len(others):4} met (false alarms)",
        *(f"    {name:22} {count:4}" for name, count in by_row.items()),
        *(f"  false alarm: {name} {sorted(met[name])}" for name in alarms),
    ]
    content = {
        "theirs": {"met": len(found), "of": len(theirs)},
        "others": {"met": len(alarms), "of": len(others)},
        "by_row": by_row,
        "table": table.digest,
    }
    bar = 0.002
    short = (
        (f"police work: {len(alarms)} of {len(others)} other rows are met; bar {bar:.1%}",)
        if len(alarms) > bar * len(others)
        else ()
    )
    return Part("\n".join(lines), content, short)
