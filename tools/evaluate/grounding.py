"""How well false sentences about speech are caught, and whether drafts say only what was said.

Claims are held against the words as they were said, and against what a program heard of the same
clips, with who spoke known. `dev` and `dev2` were read while the rules were written. `incidents`,
`dialogues`, `later` and `free` were each measured once before anything was mended on them: those
figures stand in the README of their folder; the figures here are of today. `changed` are true
claims of these sets that a rule made false. `second`, `third`, `fourth` and `unread` are by hands
that know no rule: they have an aim, no bar. On `unread` nothing was mended and no bound was found,
where it is there.

`left out`: what the check does on a set with bounds that were found on the others alone.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from bounds import ALARMS, RECALL, counts, found_on, looks_at
from part import ROOT, Part, data

from countenance.reports.checking.meaning import installed
from countenance.reports.drafting.draft import draft
from countenance.reports.evaluating.cases import Case, heard_of, read_case
from countenance.reports.evaluating.changed import changed
from countenance.reports.evaluating.claims import Claim, Judgement, Result, judge, result_of
from countenance.reports.evaluating.drafts import evaluate_draft
from countenance.reports.transcript import Transcript, Word

__all__ = ["grounding"]

HERE = ROOT / "tests" / "data" / "reports"
INVENTED = ("incidents", "dialogues", "later", "free")
AIMED = ("second", "third", "fourth")
UNREAD = "unread"
DEV_RECALL = 0.96
RECOGNIZED_RECALL, RECOGNIZED_ALARMS = 0.90, 0.40
Set = list[tuple[Case, Sequence[Claim]]]


def grounding() -> Part:
    """Shares by set and by kind, then the drafts."""
    folder, why = data("data/bodycam")
    invented = {name: _cases(name) for name in INVENTED}
    sets: dict[str, Set] = {
        name: [(case, case.claims) for case in cases] for name, cases in invented.items()
    }
    clips: dict[str, Case] = {}
    if folder is not None:
        clips = {
            path.stem: read_case(path.read_bytes(), str(path))
            for path in sorted(folder.glob("*.json"))
        }
        sets = {"dev": _dev(folder, clips), "dev2": _dev2(folder, clips), **sets}
    everything = [each for rows in sets.values() for each in rows]
    sets["changed"] = [(case, tuple(changed(claims, case.speakers))) for case, claims in everything]
    lines, short, content = [_HEAD], [], {}
    for name, rows in sets.items():
        result = result_of(_judged(rows))
        lines.append(_row(name, "said", result))
        content[f"{name}, said"] = _content(result)
        short += _short(name, result, DEV_RECALL if name == "dev" else RECALL, ALARMS)
    for name in (*AIMED, UNREAD):
        rows = [(case, case.claims) for case in _cases(name)]
        if not rows:
            lines.append(f"  {name:12} {'said':14} {'there is none':>20}")
            continue
        result = result_of(_judged(rows))
        lines.append(f"{_row(name, 'said', result)}   aim {RECALL} and {ALARMS}")
        content[f"{name}, said"] = _content(result)
        by_rules = result_of(_judged(rows, rules=True))
        lines.append(_row(name, "said, by rules", by_rules))
        content[f"{name}, said, by rules"] = _content(by_rules)
    for name in ("dev", "dev2") if clips else ():
        result = result_of(_judged_as_heard(sets[name]))
        lines.append(_row(name, "recognized", result))
        content[f"{name}, recognized"] = _content(result)
        short += _short(f"{name}, recognized", result, RECOGNIZED_RECALL, RECOGNIZED_ALARMS)
    for name, rows in sets.items():
        kinds = result_of(_judged(rows)).kinds
        told = ", ".join(
            f"{each.name} {each.flagged}/{each.of}" for each in kinds if not each.supported
        )
        lines.append(f"  caught by kind, {name}: {told}")
    known = {name: rows for name, rows in sets.items() if name != "changed"}
    known |= {name: [(case, case.claims) for case in _cases(name)] for name in AIMED}
    lines += _left_out(known, content)
    made_up = [case for cases in invented.values() for case in cases]
    drafts, lost = _drafts([*clips.values(), *made_up])
    lines += ["", *drafts]
    short += lost
    if why:
        lines.append(f"dev and dev2 skipped: {why}")
    return Part("\n".join(lines), content, tuple(short))


_HEAD = f"  {'claims':12} {'held against':14} {'false ones caught':>20} {'true ones flagged':>20}"


def _row(name: str, against: str, result: Result) -> str:
    caught = f"{result.caught} of {result.false} ({result.recall:.2f})"
    flagged = f"{result.flagged} of {result.true} ({result.alarms:.2f})" if result.true else "-"
    return f"  {name:12} {against:14} {caught:>20} {flagged:>20}"


def _content(result: Result) -> dict[str, object]:
    kinds = {
        f"{'true' if each.supported else 'false'} {each.name}": [each.flagged, each.of]
        for each in result.kinds
    }
    return {
        "caught": result.caught, "false": result.false, "flagged": result.flagged,
        "true": result.true, "kinds": kinds,
    }  # fmt: skip


def _short(name: str, result: Result, recall: float, alarms: float) -> list[str]:
    found = []
    if result.recall < recall:
        found.append(f"grounding, {name}: {result.recall:.2f} of false ones caught; bar {recall}")
    if result.alarms > alarms:
        found.append(f"grounding, {name}: {result.alarms:.2f} of true ones flagged; bar {alarms}")
    return found


def _left_out(sets: dict[str, Set], content: dict[str, dict[str, object]]) -> list[str]:
    """What is to be expected of a new hand: bounds are found on the other sets alone."""
    meaning = installed()
    if meaning is None:
        return ["  left out: skipped, no embedder runs here"]
    looks = {name: looks_at(rows, meaning) for name, rows in sets.items() if rows}
    lines = []
    for name, own in looks.items():
        bounds = found_on(each for other, each in looks.items() if other != name)
        caught, false, flagged, true = counts(own, bounds)
        lines.append(
            f"  left out, {name}: {caught} of {false} caught, {flagged} of {true} flagged "
            f"(near enough from {bounds.close}, too far below {bounds.far})"
        )
        content[f"{name}, left out"] = {
            "caught": caught, "false": false, "flagged": flagged, "true": true,
        }  # fmt: skip
    bounds = found_on(looks.values())
    return [*lines, f"  found on all: near enough from {bounds.close}, too far below {bounds.far}"]


def _judged(rows: Set, *, rules: bool = False) -> list[Judgement]:
    meaning = None if rules else installed()
    return [
        each
        for case, claims in rows
        for each in judge(claims, case.transcript, case.speakers, {}, meaning)
    ]


def _judged_as_heard(rows: Set) -> list[Judgement]:
    """Held against recognized words; names that were spoken are typed, as in a case file."""
    return [
        each
        for case, claims in rows
        for each in judge(claims, _recognized(case), case.named, {}, installed())
    ]


def _recognized(case: Case) -> Transcript:
    rows = json.loads((HERE / "recognized" / f"{case.name}.json").read_text(encoding="utf-8"))
    return heard_of(case, [Word(*row) for row in rows])


def _cases(name: str) -> list[Case]:
    paths = sorted((HERE / name).glob("*.json"))
    return [read_case(path.read_bytes(), path.name) for path in paths]


def _dev(folder: Path, clips: dict[str, Case]) -> Set:
    rows = json.loads((folder / "claims" / "dev.json").read_text(encoding="utf-8"))
    return [
        (clips[name], [Claim(text, bool(true), kind) for true, kind, text in claims])
        for name, claims in rows.items()
    ]


def _dev2(folder: Path, clips: dict[str, Case]) -> Set:
    found: dict[str, list[Claim]] = {}
    for row in json.loads((folder / "claims" / "dev2.json").read_text(encoding="utf-8")):
        claim = Claim(row["sentence"], row["supported"], row["kind"])
        found.setdefault(row["clip"], []).append(claim)
    return [(clips[name], claims) for name, claims in found.items()]


def _drafts(cases: Iterable[Case]) -> tuple[list[str], list[str]]:
    head = ("sentences", "unsupported", "no span", "own words", "facts", "lost", "marked")
    lines = [f"  {'drafts':16} {'of words':10} " + " ".join(f"{each:>11}" for each in head)]
    short = []
    for case in cases:
        heard = HERE / "recognized" / f"{case.name}.json"
        for against in ("said", "recognized") if heard.exists() else ("said",):
            transcript = case.transcript if against == "said" else _recognized(case)
            made = draft(transcript, case.speakers, case.incident_type, {}, case.recording)
            found = evaluate_draft(made, transcript, case.speakers, {}, case.facts, installed())
            counts = (
                found.sentences, found.unsupported, found.invalid, found.framed, found.facts,
                len(found.lost), found.marked,
            )  # fmt: skip
            lines.append(
                f"  {case.name:16} {against:10} " + " ".join(f"{each:11}" for each in counts)
            )
            wrong = found.unsupported + found.invalid + found.framed
            if wrong:
                short.append(f"draft of {case.name}, {against}: {wrong} sentences; bar 0")
            # What no words were recognized of cannot be told: that is the bar of silent loss.
            lost = [each for each in found.lost if against == "said"]
            if lost:
                short.append(f"draft of {case.name}: {', '.join(lost)} lost; bar: none")
    return lines, short
