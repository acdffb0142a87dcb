"""A report as a document for paper: what it says, who wrote what, what it lacks, how it was made.

Rules kept here:
 * The first page says that programs wrote it in part, how many times, and what the text lacks.
 * After each sentence stands where it is heard, and beside it who wrote it.
 * Nothing that was settled is told without the words by which it was.
"""

from collections.abc import Iterable, Iterator

from countenance.reports.clock import clock, span_clock
from countenance.reports.draft import Origin
from countenance.reports.out.disclosure import program_line
from countenance.reports.out.document import Block, Document, Heading, Items, Table, Text
from countenance.reports.out.told import ORIGINS, Doubt, Gap, Generated, Left, Line, Told
from countenance.reports.recording import Span
from countenance.reports.report import Edit, Settled

__all__ = ["UNSIGNED", "every_page", "mark_of", "report_document", "settled_words"]

UNSIGNED = "DRAFT: not signed, and no official report"
"""What stands on every page of what nobody has signed."""

_HOW = {
    "filled": "filled",
    "does-not-apply": "does not apply",
    "changed": "the sentence was changed",
    "overridden": "kept as it is",
    "included": "told in the report",
    "left-out": "left out",
}


def mark_of(told: Told) -> str:
    """What stands above every page; nothing once the text is signed."""
    return "" if told.signature is not None else UNSIGNED


def every_page(told: Told) -> tuple[str, ...]:
    """What stands below every page: that programs wrote it, in the words of the law, and which."""
    named = dict.fromkeys(program_line(each) for each in told.programs)
    return (
        *(each.words for each in told.wordings),
        *(f"Program: {each}" for each in named),
    )


def report_document(told: Told) -> Document:
    """The document; the same report gives the same one."""
    report = told.report
    blocks: list[Block] = [
        *_first(told),
        Heading("The report"),
        Table(
            "Each sentence, where it is heard in the recording, and who wrote it",
            ("", "Sentence", "Written by"),
            tuple(_row(each) for each in told.lines),
            (0,),
            is_large=True,
        ),
        Heading("Certification"),
        *_certification(told),
        Heading("What was heard and is not told above"),
        Table(
            "Speech that must not vanish: denials, refusals, pain, and the like",
            ("What", "Heard", "Why"),
            tuple(_left_row(each, told) for each in told.lefts if each.is_lacking),
        ),
        Heading("Doubts, and how each was settled"),
        Table(
            "A check of each sentence against the recording",
            ("About", "Doubt", "Settled"),
            tuple(_doubt_row(each, told) for each in told.doubts),
        ),
        Heading("Gaps that the officer filled"),
        Table(
            "What the sound cannot show",
            ("Asked for", "Settled"),
            tuple(_gap_row(each, told) for each in told.gaps),
        ),
        *_account(told),
        *_generations(told),
        Heading("Every change"),
        Table(
            "Changes by people",
            ("About", "Who and when", "Before", "After"),
            tuple(_edit_row(each, told) for each in report.edits),
        ),
        *_earlier(told),
        *_made(told),
    ]
    title = f"Report {report.incident}"
    return Document(title, tuple(blocks), is_plain=True)


def settled_words(settled: Settled | None, told: Told) -> str:
    """How something was settled, by whom, in whose words."""
    if settled is None:
        return "OPEN"
    words = f": {settled.words}" if settled.words else ""
    sentence = f" ({told.place(settled.sentence)})" if settled.sentence else ""
    return f"{_HOW[settled.how]}{sentence} by {told.name(settled.by)}{words}"


def _first(told: Told) -> Iterator[Block]:
    report = told.report
    for each in told.wordings:
        yield Text(each.words)
    if report.signature is not None and told.signature is None:
        yield Text("The signature that is kept with it does not verify, or is about another text.")
    total = len(told.generated)
    yield Text(
        f"This report was generated {total} {'time' if total == 1 else 'times'}. " + _shares(told)
    )
    for generated in told.generated[1:]:
        yield Text(_difference(generated))
    lacking = told.lacking
    if lacking:
        yield Text("Heard in the recording, and not told in this report:")
        yield Items(tuple(f"{each.omission.kind}: {_quoted(each)}" for each in lacking))
    else:
        yield Text("Nothing that must appear was left out, as far as the program found it.")
    rows = [
        ("Incident", report.incident),
        ("Evidence", report.evidence or "not stated"),
        ("Report", f"{report.id}, version {report.version}"),
        ("Agency", told.name(report.organization)),
        ("Officer", told.name(report.officer)),
        ("Recording", f"{report.recording.file}, {clock(report.recording.milliseconds)} long"),
        ("Rests on", f"{_count(told.unclear, 'sentence')} on words that were heard unclearly"),
    ]
    yield Table("About this report", ("", ""), tuple(rows))


def _shares(told: Told) -> str:
    said = {
        "ai": "written by a program alone",
        "ai_edited": "written by a program and edited by a person",
        "human": "written by a person",
        "structured_field": "taken from fields of the case file",
    }
    origins: dict[Origin, str] = {each: said[each] for each in ORIGINS}
    told_ = [f"{told.written_by(each)} {words}" for each, words in origins.items()]
    return f"Of its {_count(len(told.lines), 'sentence')}: {', '.join(told_)}."


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else f'{one}s'}"


def _difference(generated: Generated) -> str:
    number = generated.generation.number
    if not generated.lost and not generated.new:
        return f"Draft {number} says the same as draft {number - 1}."
    lost = f" No longer there: {_list(generated.lost)}" if generated.lost else ""
    new = f" New: {_list(generated.new)}" if generated.new else ""
    return f"Draft {number} differs from draft {number - 1}.{lost}{new}"


def _list(texts: Iterable[str]) -> str:
    return " / ".join(texts)


def _row(line: Line) -> tuple[str, str, str]:
    mark = " Heard unclearly." if line.sentence.unclear else ""
    return str(line.number), f"{line.sentence.text} {_times(line.spans)}{mark}".strip(), line.origin


def _times(spans: Iterable[Span]) -> str:
    return " ".join(f"[{span_clock(span)}]" for span in spans)


def _quoted(left: Left) -> str:
    return f'{left.who}: "{left.quote}" {_times(left.spans)}'.strip()


def _certification(told: Told) -> Iterator[Block]:
    signature = told.signature
    if signature is None:
        yield Text(UNSIGNED + ".")
        return
    certifies = signature.certifies
    yield from map(Text, certifies.words.splitlines())
    yield Table(
        "Signed",
        ("", ""),
        (
            ("By", told.name(certifies.by)),
            ("At", certifies.at),
            ("Version", str(certifies.version)),
            ("SHA-256 of the recording", certifies.recording),
            ("Drafts before it", str(certifies.generations)),
            ("SHA-256 of the text", certifies.text),
            ("SHA-256 of the contents", certifies.contents),
            ("Public key (Ed25519)", signature.public),
        ),
    )
    for each in told.report.reviews:
        reason = f": {each.reason}" if each.reason else ""
        said = "approved" if each.said == "approved" else "sent back"
        yield Text(f"Supervisor {told.name(each.by)}, {each.at}: {said}{reason}")
    for given in told.report.disclosed:
        reason = f": {given.reason}" if given.reason else ""
        yield Text(
            f"Disclosed to {told.name(given.to)} by {told.name(given.by)}, {given.at}{reason}"
        )


def _left_row(left: Left, told: Told) -> tuple[str, str, str]:
    return left.omission.kind, _quoted(left), settled_words(left.settled, told)


def _doubt_row(doubt: Doubt, told: Told) -> tuple[str, str, str]:
    says = f"{doubt.flag.kind}: {doubt.flag.says} {_times(doubt.spans)}".strip()
    return told.place(doubt.flag.sentence), says, settled_words(doubt.settled, told)


def _gap_row(gap: Gap, told: Told) -> tuple[str, str]:
    return f"[{gap.bracket.asks}]", settled_words(gap.settled, told)


def _account(told: Told) -> Iterator[Block]:
    account = told.report.account
    yield Heading("The officer's own account, before any draft")
    if account is None:
        yield Text("None was asked for.")
        return
    yield Text(f"Written by {told.name(account.by)}, sealed {account.at} ({account.sha256}).")
    for paragraph in account.text.splitlines():
        if paragraph.strip():
            yield Text(paragraph)


def _generations(told: Told) -> Iterator[Block]:
    yield Heading("What the program wrote, each time")
    for each in told.generated:
        generation = each.generation
        yield Table(
            f"Draft {generation.number}, {generation.at}, for {told.name(generation.by)}, "
            f"{generation.digest}",
            ("", "Sentence", "Written by"),
            tuple(_row(line) for line in each.lines),
            (0,),
        )


def _edit_row(edit: Edit, told: Told) -> tuple[str, str, str, str]:
    known = ", of own knowledge" if edit.own_knowledge else ""
    last = len(told.report.generations)
    return (
        told.place(edit.sentence)
        if edit.generation == last
        else f"{edit.sentence} of draft {edit.generation}",
        f"{told.name(edit.by)}, {edit.at}{known}",
        edit.before or "(new)",
        edit.after or "(taken out)",
    )


def _earlier(told: Told) -> Iterator[Block]:
    for each in told.report.earlier:
        certifies = each.signature.certifies
        yield Heading(f"Version {each.number}, signed before")
        words = " ".join(certifies.words.splitlines())
        yield Text(f"By {told.name(certifies.by)}, {certifies.at}: {words}")
        yield Items(tuple(sentence.text for sentence in each.sentences))


def _made(told: Told) -> Iterator[Block]:
    report = told.report
    recording = report.recording
    yield Heading("Programs")
    yield Items(tuple(dict.fromkeys(program_line(each) for each in told.programs)) or ("none",))
    yield Heading("Recording")
    video = "there was none" if recording.video == "none" else "dropped before any model"
    transcript = report.transcript
    unintelligible = transcript.unintelligible if transcript is not None else ()
    yield Table(
        "What was heard",
        ("", ""),
        (
            ("File", f"{recording.file} ({recording.bytes} bytes, {recording.kind})"),
            ("SHA-256 of the file", recording.sha256),
            ("SHA-256 of the samples", recording.samples_sha256),
            ("Pictures", video),
            ("Muted", _times(recording.muted) or "nowhere"),
            ("Speech without words", _times(unintelligible) or "none"),
        ),
    )
    yield Heading("Rules that applied")
    decision = report.decision
    yield Table(
        f"Decided {decision.at} for the service {decision.service}, entry {decision.index}",
        ("Clause", "Verdict", "Where"),
        tuple((f"{e.edition} {e.clause}", e.verdict, e.citation) for e in decision.clauses),
    )
    yield Table(
        "What they ask for",
        ("Obligation", "Due", "Kept"),
        tuple((e.what, e.due or "", e.kept or "pending") for e in decision.obligations),
    )
    given = [f"{each.words} ({each.rule}, text {each.known})" for each in told.wordings
             if each.rule]  # fmt: skip
    if given:
        yield Text("Words that a rule gives: " + " / ".join(given))
    yield Heading("Entries of the record")
    yield Table(
        "Every step has one",
        ("Index", "Step", "Id"),
        tuple((str(each.index), each.step, each.id) for each in report.entries),
        (0,),
    )
