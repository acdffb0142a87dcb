"""One call as evidence, as a document: what happened, under what, and how to verify it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from countenance.cli.telling.case_people import PEOPLE, is_let_through, people_blocks
from countenance.cli.telling.case_rulings import ruling_blocks
from countenance.cli.telling.document import Block, Document, Heading, Items, Lines, Table, Text
from countenance.record.beside import another_history, head_words
from countenance.record.figures.plain import HOW_KNOWN, OUTCOME_WORDS, REASON_WORDS

__all__ = ["case_document"]

def case_document(made: Mapping[str, Any]) -> Document:
    """The document. `made`: the case as its JSON has it."""
    call, log = made["call"], made["log"]
    blocks: list[Block] = [
        *_short(made),
        *people_blocks(made),
        Heading("What was known, and how"),
        *_facts(made["entry"]),
        Heading("The clauses"),
        *_clauses(made["clauses"], call),
        *ruling_blocks(made),
        Heading("What was in the call"),
        *_parts(made["entry"]),
        Heading("What came of it"),
        *_later(made),
        Heading("What held then"),
        *_held(made["held"]),
        Heading("What is withheld"),
        Items(tuple(f"{place}: {why}" for place, why in call["withheld"].items()) or ("nothing",)),
        Heading("How to verify it, without the operator and without a network"),
        *_verify(made),
        Heading("What it does not show"),
        Items(
            (
                "Which picture or words the call was about: they stand in the entry as "
                "commitments. Whoever has the opening of one can show that it is this picture.",
                f"That `{made['entry'].get('caller', {}).get('ref', 'the caller')}` is the "
                "organisation that is named here: that is the word of the operator until it opens "
                "the commitment in the entry of the registration.",
                "That there was no other call, and no other entry about this one. The redacted "
                "export of a period shows that none of its entries is missing; the bill of the AI "
                "service, that none went past the gate.",
            )
        ),
    ]  # fmt: skip
    return Document(f"Entry {call['index']} of {log['origin']}", tuple(blocks))


def _short(made: Mapping[str, Any]) -> Iterable[Block]:
    call = made["call"]
    clauses = ", ".join(f"{each['edition']} {each['clause']}" for each in made["clauses"][:1])
    asked = call["operation"] or "something that could not be read"
    acts = f", plausibly {' or '.join(call['acts'])}," if call["acts"] else ""
    decided = f"decided by {clauses}" if clauses else f"because of `{call['reason']}`"
    if not clauses and call["kind"] == "decision":
        decided = "and no clause speaks about it"
    if call["reason"] in REASON_WORDS and made["cases"]:
        decided += f" (`{call['reason']}`)"
    outcome = OUTCOME_WORDS.get(call["outcome"], call["outcome"])
    if call["outcome"] == "hold" and is_let_through(made):
        outcome += " then; people let it through later"
    when = f"{call['time'][:19].replace('T', ' ')} (UTC)"
    yield Text(
        f"On {when} {made['agency']} asked for `{asked}`{acts} of the service "
        f"`{call['service'] or 'none'}`; {outcome}, "
        f"{decided}."
        + (" The call was only asked about; nothing was to be sent." if call["only_asked_about"]
           else "")
    )  # fmt: skip
    yield Table(
        "In short",
        ("", ""),
        tuple(
            (name, _said(call[key]))
            for name, key in (
                ("entry", "index"), ("id", "id"), ("time (UTC)", "time"), ("outcome", "outcome"),
                ("reason", "reason"), ("verdicts that could be reached", "verdicts"),
                ("facts that were missing", "missing"), ("facts in contest", "contested"),
                ("statements it rests on", "relied_on"), ("obligations", "obligations"),
                ("editions that counted", "editions"), ("digest of the codes", "codes_digest"),
                ("came of it", "result"),
            )
            if call[key] not in (None, [], "")
        ),
    )  # fmt: skip


def _facts(entry: Mapping[str, Any]) -> Iterable[Block]:
    facts: Sequence[Mapping[str, Any]] = entry.get("facts", [])
    yield Table(
        "Facts",
        ("fact", "one of", "how it is known", "by", "how sure, of 1000"),
        tuple(
            (each["name"], ", ".join(each["values"]), HOW_KNOWN[each["basis"]], each["source"],
             str(each["permille"]))
            for each in facts
        ),
        (4,),
    )  # fmt: skip
    acts: Sequence[Mapping[str, Any]] = entry.get("acts", [])
    yield Table(
        "Acts that may have been asked for",
        ("act", "verdicts for it", "how likely, of 1000"),
        tuple(
            (each["label"], " or ".join(each["verdicts"]), str(each["permille"])) for each in acts
        ),
        (2,),
    )


def _clauses(clauses: Sequence[Mapping[str, Any]], call: Mapping[str, Any]) -> Iterable[Block]:
    if not clauses:
        yield Text("No clause is listed." if call["kind"] == "decision" else
                   "It was never decided: no clause was asked.")  # fmt: skip
        return
    yield Text("Those that decide come first. They stand here in our own plain words.")
    for each in clauses:
        applies = "applies" if each["applies"] == "yes" else "may apply: facts are missing"
        weak = "; nobody has signed its text off" if each["weak"] else ""
        yield Text(f"`{each['edition']} {each['clause']}`: {each['verdict']}; {applies}{weak}.")
        if each["says"] is None:
            yield Items(("Its text is not at hand here.",))
            continue
        told = [
            each["says"],
            f"{each['title']}, {each['section'] or 'no section'}: {each['source']}",
            f"how well its words are known: {each['known']}",
            f"in force {each['in_force']}",
        ]
        if len(each["readings"]) > 1:
            told += [f"read as {name}: {' or '.join(gives)}" for name, gives in each["readings"]]
        yield Items(tuple(told))


def _parts(entry: Mapping[str, Any]) -> Iterable[Block]:
    media: Sequence[Mapping[str, Any]] = entry.get("media", [])
    yield Table(
        "Pictures and sound",
        ("where", "kind", "frames", "faces found", "faces covered", "looked at by"),
        tuple(
            (each["where"], each["kind"], str(each["frames"]), str(each["faces"]),
             str(each["covered"]), ", ".join(each["inspected_by"]))
            for each in media
        ),
        (2, 3, 4),
    )  # fmt: skip
    parts: Sequence[Mapping[str, Any]] = entry.get("parts", [])
    yield Table(
        "Every part",
        ("where", "kind", "bytes, rounded up", "looked at by"),
        tuple(
            (each["where"], each["kind"], str(each["bytes"]), ", ".join(each["inspected_by"]))
            for each in parts
        ),
        (2,),
    )
    for each in entry.get("more", []):
        yield Text(f"{each['count']} more of `{each['list']}` were left out for length.")


def _later(made: Mapping[str, Any]) -> Iterable[Block]:
    skipped = PEOPLE if made["cases"] else ()
    before, later = (
        [each for each in made[name] if each["kind"] not in skipped] for name in ("before", "later")
    )
    if before:
        yield Table(
            "Entries about the same held call that came before",
            ("entry", "time (UTC)", "about", "says"),
            tuple(_row(each) for each in before),
            (0,),
        )
    if any(each["kind"] == "erasure" for each in later):
        yield Text("What was personal about this call was erased: its openings are destroyed. The "
                   "entry and its proof are as they were.")  # fmt: skip
    yield Table(
        "Entries about this call that came later",
        ("entry", "time (UTC)", "about", "says"),
        tuple(_row(each) for each in later),
        (0,),
    )


def _held(held: Mapping[str, Any]) -> Iterable[Block]:
    yield Text("The registration of the caller said:")
    yield Items(tuple(held["registration"]) or ("nothing was entered about it",))
    yield Table(
        "The entries that say what held: registration, keys, settings, codes, the gate, its log; "
        "rulings, motions of the board, and who had a part in it",
        ("entry", "time (UTC)", "about", "says"),
        tuple(_row(each) for each in held["entries"]),
        (0,),
    )


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    about = f"{row['kind']} {row['change']}" if row["change"] else str(row["kind"])
    time = str(row["time"])[:19].replace("T", " ")
    return str(row["index"]), time, about, "; ".join(row["says"])


def _verify(made: Mapping[str, Any]) -> Iterable[Block]:
    log, index = made["log"], made["call"]["index"]
    yield Items(
        (
            "Get the verifier key of the log from somewhere else than this folder: on paper, from "
            "a witness, or from `/.well-known/countenance` at the gate. It should be one of those "
            "below.",
            "With countenance: `countenance record verify FOLDER --key KEY` checks every proof, "
            "that what stands here is what the entries say, and the certificates.",
            f"Without it: `python3 verify_countenance.py {made['proofs'][str(index)]} KEY`. That "
            "is one file of Python (`verify/` in the source of countenance) that shares no line "
            "with the gate. Any other program that reads tlog-proof (https://c2sp.org/tlog-proof) "
            "will do.",
            "Compare the entry that it prints with what stands here. A proof that does not "
            "verify, or another entry, means that one of the two was changed.",
        ),
        are_steps=True,
    )  # fmt: skip
    yield Lines("\n".join(log["keys"]))
    yield Text(f"The head of the log, as it was signed over {log['size']} entries:")
    yield Lines(log["checkpoint"])
    yield Text(head_words(log) + another_history(log))
    certificates: Sequence[Mapping[str, Any]] = made["certificates"]
    if certificates:
        yield Table(
            "Certificates in receipt.json: that the facts leave these verdicts under the codes",
            ("act", "certificate"),
            tuple(
                (each["act"] or "text alone",
                 "there" if each["why"] is None else f"none: {each['why']}")
                for each in certificates
            ),
        )  # fmt: skip


def _said(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
