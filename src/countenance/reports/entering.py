"""From a step of a report to its entry, and to what can be counted about the report.

Rules kept here:
 * An entry has digests as commitments, names of programs and numbers; nothing of what was said or
   written.
 * Each generation is entered with the program, its settings and its prompt, and with the recording
   that it is about.
 * An obligation is entered as kept by the step that keeps it.
"""

import hashlib
from collections.abc import Iterable, Mapping

import rfc8785

from countenance.record import entry as kinds
from countenance.record.canonical import as_token
from countenance.record.make import Maker, Prepared
from countenance.reports.digests import digest
from countenance.reports.open_items import open_items
from countenance.reports.program import Program
from countenance.reports.report import Report, programs_of, text_digest
from countenance.reports.signing import contents_digest
from countenance.reports.steps import Change, Step
from countenance.stores.reports import Counted

__all__ = ["counted", "entry_of", "tally_of"]


def entry_of(
    maker: Maker,
    step: Step,
    kept: Iterable[str] = (),
    verdicts: tuple[kinds.VerdictWord, ...] = (),
) -> Prepared:
    """The entry of a step. `kept`: the obligations that this step kept; `verdicts`: what the codes
    say about the report, where they were asked again. Raises `RecordError`."""
    report = step.report
    due = {each.what: each.due for each in report.decision.obligations}

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.ReportStep(
            id=id_,
            time=time,
            prev=report.entries[-1].id if report.entries else report.decision.entry,
            commit=commit,
            caller=kinds.CallerRef(
                report.organization, report.decision.key, report.decision.revision
            ),
            case=report.id,
            change=step.change.value,
            state=report.state,
            person=step.person,
            decisions=(report.decision.entry, *report.decision.also),
            incident_type=report.incident_type,
            version=report.version,
            number=step.number,
            what=as_token(step.what) if step.what else None,
            how=step.how or None,
            programs=tuple(_program(each) for each in _programs(step)),
            tally=tally_of(report),
            obligations=tuple(
                kinds.ObligationRef(what, "later", "done", due.get(what)) for what in kept
            ),
            verdicts=verdicts,
        )

    return maker.change(build, _personal(step))


def tally_of(report: Report) -> kinds.Tally:
    """How many of everything."""
    opened = open_items(report)
    origins = _origins(report)
    return kinds.Tally(
        brackets=len(opened.brackets),
        flags=len(opened.flags),
        omissions=len(opened.omissions),
        ai=origins["ai"],
        ai_edited=origins["ai_edited"],
        human=origins["human"],
        structured_field=origins["structured_field"],
    )


def counted(report: Report, before: Counted | None, at: str) -> Counted:
    """What is counted of a report after a step at this time."""
    reached = dict(before.reached) if before is not None else {}
    reached.setdefault(report.state, at)
    number = report.generations[-1].number if report.generations else 0
    settled = {each.what: each for each in report.settled if each.generation == number}
    overridden: dict[str, int] = {}
    for flag in report.flags:
        if flag.id in settled and settled[flag.id].how == "overridden":
            overridden[flag.kind] = overridden.get(flag.kind, 0) + 1
    left_out: dict[str, int] = {}
    for omission in report.omissions:
        if omission.id in settled and settled[omission.id].how == "left-out":
            left_out[omission.kind] = left_out.get(omission.kind, 0) + 1
    return Counted(
        incident_type=report.incident_type,
        version=report.version,
        generations=len(report.generations),
        seconds=report.recording.milliseconds // 1000,
        programs=tuple(f"{each.name} {each.version}" for each in programs_of(report)),
        origins={name: count for name, count in _origins(report).items() if count},
        overridden=overridden,
        left_out=left_out,
        edits=len(report.edits),
        listened=sum(1 for each in report.sentences if each.id in report.listened),
        open=open_items(report).count,
        reached=reached,
    )


def _origins(report: Report) -> dict[str, int]:
    origins = {"ai": 0, "ai_edited": 0, "human": 0, "structured_field": 0}
    for sentence in report.sentences:
        origins[sentence.origin] += 1
    return origins


def _programs(step: Step) -> tuple[Program, ...]:
    match step.change:
        case Change.TRANSCRIBED:
            return step.report.transcripts[-1].programs
        case Change.GENERATED:
            return step.report.generations[-1].draft.programs
        case _:
            return ()


def _program(program: Program) -> kinds.ProgramRef:
    settings = hashlib.sha256(rfc8785.dumps(dict(program.settings))).hexdigest()
    return kinds.ProgramRef(
        part=program.part,
        name=as_token(program.name),
        version=as_token(program.version),
        weights=program.weights,
        prompt=program.prompt,
        settings=f"sha256:{settings}" if program.settings else None,
    )


def _personal(step: Step) -> dict[str, bytes]:
    """What the entry of a step commits to."""
    report = step.report
    found: dict[str, bytes] = {}
    if step.reason:
        found["reason"] = step.reason.encode()
    match step.change:
        case Change.BEGUN:
            found |= _recording(report)
            found["incident"] = f"{report.incident}\n{report.evidence}".encode()
        case Change.TRANSCRIBED:
            found |= _recording(report)
            found["transcript"] = _bytes(digest(report.transcripts[-1]))
        case Change.ACCOUNT_SEALED if report.account is not None:
            found["account"] = _bytes(report.account.sha256)
        case Change.ROLES_CONFIRMED:
            found["speakers"] = _bytes(digest(report.speakers[-1].speakers))
        case Change.GENERATED:
            found |= _recording(report)
            made = report.generations[-1]
            found["transcript"] = _bytes(made.draft.transcript)
            found["speakers"] = _bytes(made.draft.speakers)
            found["draft"] = _bytes(made.digest)
        case (
            Change.EDITED | Change.SETTLED | Change.REVISED | Change.APPROVED | Change.SENT_BACK
        ):  # fmt: skip
            found |= _text(report)
        case Change.SIGNED if report.signature is not None:
            found |= _text(report)
            found["signature"] = report.signature.public.encode()
        case _:
            pass
    return {**found, **step.more}


def _recording(report: Report) -> Mapping[str, bytes]:
    return {
        "recording": _bytes(report.recording.sha256),
        "samples": _bytes(report.recording.samples_sha256),
    }


def _text(report: Report) -> Mapping[str, bytes]:
    return {"text": _bytes(text_digest(report)), "contents": _bytes(contents_digest(report))}


def _bytes(sha256: str) -> bytes:
    return bytes.fromhex(sha256.removeprefix("sha256:"))
