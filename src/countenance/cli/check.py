"""`countenance check`: ask the codes about some facts.

Rules kept here:
 * `--code CODE@EDITION` asks that text as it stood while in force; `--as-of` makes a text that was
   not in force on that day silent. `--code CODE` takes what is in force on that day, or today
   (UTC). Without `--code` all codes are composed.
 * For codes that are named, the service that they bind is taken as given unless one is stated; the
   answer says so. Where no code is named, nothing is assumed.
 * A fact that is not stated may have any value, and so may one given as `unknown` or `absent`.
 * `--data DIR` reads the texts as the rulings that count there on that day, or today.
 * A text counts as signed off only where `--as-if-signed` says so, and the answer shows it.

How an answer is worded is the matter of `countenance.cli.answer`.
"""

import json
import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import click

from countenance.cli.answer import (
    Answer,
    exit_code,
    in_json,
    in_words,
    next_in_words,
    verdict_word,
)
from countenance.cli.interview import interview
from countenance.cli.words import (
    codes_option,
    json_option,
    near_or_all,
    parse_day,
    parse_facts,
    say_json,
    services_bound,
    usage,
)
from countenance.codes.model import Edition
from countenance.decisions.compile import Compiled
from countenance.decisions.decide import decide, reach
from countenance.decisions.findings import CauseKind
from countenance.errors import CertificateError, CountenanceError
from countenance.facts.known import Facts
from countenance.stores.compiled_cache import CompiledCache, cache_folder
from countenance.stores.library import Library
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["check"]

_DATE = "as_of"
_ALL = "all"
_DOES_NOT_VERIFY = 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """The editions that count, the day, and what is remarked about the choice.

    `undated` are the names of those that are asked as they stood while in force. `cache`: one or
    two editions are compiled sooner than they are looked for, so it is for all of them only.
    `ruled` are the digests of clauses that rulings sign off.
    """

    editions: tuple[Edition, ...]
    undated: frozenset[str]
    named: bool
    day: date | None
    remarks: tuple[str, ...]
    cache: CompiledCache
    ruled: frozenset[str] = frozenset()

    def compiled(self, signed: frozenset[str]) -> Compiled:
        vocabulary, marks = packaged_vocabulary(), signed | self.ruled
        return self.cache.compiled(
            self.editions, vocabulary, day=self.day, signed=marks, undated=self.undated
        )

    def as_ruled(self, folder: Path) -> "_Asked":
        """The same as the rulings in a folder of data read it. Raises `RecordError`."""
        # Reading rulings knows the database: other questions are answered without.
        from countenance.cli.ruled import as_ruled  # noqa: PLC0415

        found = as_ruled(folder, self.editions, self.day or _today())
        return replace(
            self, editions=found.editions, ruled=found.signed, cache=CompiledCache(None),
            remarks=(*self.remarks, *found.remarks),
        )  # fmt: skip


@click.command()
@click.argument("facts", nargs=-1, metavar="[FACT=VALUE[,VALUE]]...")
@click.option("--code", "codes", multiple=True, metavar="CODE[@EDITION]", help="Ask this code.")
@click.option("--as-of", metavar="DATE", help="The day the question is asked for.")
@click.option("--facts", "file", metavar="FILE", help="Facts from a JSON object (- : stdin).")
@click.option(
    "--as-if-signed",
    "signed",
    multiple=True,
    metavar="CLAUSE",
    help="See the answer as if this weak clause were signed off (`all`: every one).",
)
@click.option("--interactive", is_flag=True, help="Be asked, one question at a time.")
@click.option("--next", "ask_next", is_flag=True, help="Print the one fact most worth asking for.")
@click.option("--certificate", metavar="FILE", help="Also write a proof of the answer.")
@click.option("--verify", metavar="FILE", help="Verify such a proof; asks nothing else.")
@click.option(
    "--data", "ruled", metavar="DIR", type=click.Path(path_type=Path, exists=True),
    help="Read the codes as the rulings that count in this folder of data.",
)  # fmt: skip
@codes_option
@json_option
@click.pass_context
def check(
    ctx: click.Context,
    facts: tuple[str, ...],
    codes: tuple[str, ...],
    as_of: str | None,
    file: str | None,
    signed: tuple[str, ...],
    interactive: bool,
    ask_next: bool,
    certificate: str | None,
    verify: str | None,
    ruled: Path | None,
    library: Library,
    as_json: bool,
) -> None:
    """Ask the codes: may this be done, here, by them?

    What is not stated is open. The answer is one verdict, or the verdicts still possible and the
    fact to ask for next. Exit codes: 0 allow, 1 deny, 2 wrong usage, 3 unclear or undetermined or
    contradictory, 4 silent, 5 could not be done.

    \b
    Example:
        countenance check --code ms-aoai-coc@2024-05-03 \\
            actor_kind=law_enforcement_agency agency_type=municipal_police \\
            agency_country=US operation=biometric_identification
    """
    if verify:
        others = (facts, codes, as_of, file, signed, interactive, ask_next, certificate, ruled)
        if any(others):
            raise click.UsageError("`--verify` takes a proof and nothing else")
        ctx.exit(_verify(verify, as_json))
    if interactive and (ask_next or file == "-"):
        raise click.UsageError("`--interactive` reads the answers from the standard input")
    stated = _stated(facts, file)
    with usage():
        asked = _asked(codes, _day(stated.pop(_DATE, None), as_of), library)
        asked = asked if ruled is None else asked.as_ruled(ruled)
        known = Facts.open(packaged_vocabulary()).narrowed(stated)
    marks = _signed(signed, asked.editions)
    compiled = asked.compiled(frozenset(marks))
    given = _given(asked, stated)
    known = known.narrowed(given)
    ended = False
    if interactive:
        answered = interview(compiled, known, _line, _said(as_json))
        ended = answered.ended
        stated |= answered.stated
        known = known.narrowed(answered.stated)
    decision = decide(compiled, known)
    once_signed = None
    if decision.settled and any(cause.kind is CauseKind.TEXT for cause in decision.causes):
        everything = frozenset(c.digest for e in asked.editions for c in e.clauses)
        once_signed = reach(asked.compiled(everything), known)
    answer = Answer(
        decision,
        tuple(bound.edition for bound in compiled.bound),
        given,
        asked.day.isoformat() if asked.day else None,
        tuple(marks.values()),
        once_signed,
        asked.remarks,
    )
    if certificate:
        _certify(certificate, compiled, known)
    again = _again(codes, asked, signed, stated, library, ruled) if interactive else ""
    if as_json:
        told = in_json(answer, settling=ask_next)
        say_json({**told, "command": again} if interactive else told)
    else:
        click.echo(next_in_words(answer) if ask_next else in_words(answer))
        if ended:
            click.echo("  the questions ended early: this follows from what was answered")
        if interactive:
            click.echo(f"  the same again: {again}")
    ctx.exit(exit_code(decision.verdicts))


def _line() -> str | None:
    """The next line of the standard input, None at its end."""
    line = sys.stdin.readline()
    return line.strip() if line else None


def _said(as_json: bool) -> Callable[[str], None]:
    """How a question is shown: beside the answer, which alone is the output for programs."""
    return lambda text: click.echo(text, err=as_json)


def _again(
    codes: Sequence[str],
    asked: _Asked,
    signed: Sequence[str],
    stated: Mapping[str, Sequence[str]],
    library: Library,
    ruled: Path | None,
) -> str:
    """The command that asks the same at once."""
    words = ["countenance", "check"]
    if ruled is not None:
        words += ["--data", str(ruled)]
    if library.folder is not None:
        words += ["--codes", str(library.folder)]
    for name in codes:
        words += ["--code", name]
    if asked.day is not None:
        words += ["--as-of", asked.day.isoformat()]
    for clause in signed:
        words += ["--as-if-signed", clause]
    vocabulary = packaged_vocabulary()
    for name, values in stated.items():
        fact = vocabulary.fact(name)
        told = fact.says(fact.mask(values)).replace("|", ",")
        words.append(f"{name}={'unknown' if told == 'any' else told}")
    return shlex.join(words)


def _today() -> date:
    return datetime.now(UTC).date()


def _stated(given: Sequence[str], file: str | None) -> dict[str, tuple[str, ...]]:
    """The facts of the file and of the line; a fact that stands in both is an error."""
    line = parse_facts(given)
    if file is None:
        return line
    stated = _from_file(file)
    for name in stated.keys() & line.keys():
        raise click.UsageError(f"`{name}` stands in {file} and on the line; give it once")
    return {**stated, **line}


def _from_file(file: str) -> dict[str, tuple[str, ...]]:
    """A JSON object of facts, or one with such an object under `facts`."""
    try:
        text = sys.stdin.read() if file == "-" else _read(file).decode()
        told: object = json.loads(text, object_pairs_hook=_once)
    except ValueError as error:
        raise click.UsageError(f"{file}: this is not JSON: {error}") from error
    if isinstance(told, dict) and isinstance(told.get("facts"), dict):
        told = told["facts"]
    if not isinstance(told, dict):
        raise click.UsageError(f'{file}: write an object of facts, such as {{"modality": "text"}}')
    return {name: _values(value, f"{file}: `{name}`") for name, value in told.items()}


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"`{name}` is given twice")
        found[name] = value
    return found


def _values(value: object, where: str) -> tuple[str, ...]:
    words = value if isinstance(value, list) else [value]
    found = tuple(str(word).lower() if isinstance(word, bool) else word for word in words)
    texts = tuple(word for word in found if isinstance(word, str) and word)
    if not texts or len(texts) != len(found):
        raise click.UsageError(f"{where}: write a value, a list of values, true or false")
    return texts


def _day(stated: tuple[str, ...] | None, option: str | None) -> date | None:
    """The day asked for, from `--as-of` or from `as_of` among the facts."""
    words = {*(stated or ()), *((option,) if option else ())}
    if len(words) > 1:
        days = ", ".join(f"`{word}`" for word in sorted(words))
        raise click.UsageError(f"a question is asked for one day, not for {days}")
    return parse_day(words.pop() if words else None)


def _asked(codes: Sequence[str], day: date | None, library: Library) -> _Asked:
    """The editions that `--code` names; all in force where it names none."""
    on = day or _today()
    if not codes:
        texts = library.editions_on(on)
        cache = CompiledCache(None if library.folder else cache_folder(os.environ))
        return _Asked(
            texts, frozenset(), named=False, day=on, remarks=(f"as of {on}",), cache=cache
        )
    found: dict[str, Edition] = {}
    undated = set()
    remarks = []
    dated = day is not None
    for name in codes:
        if "@" in name:
            text = library.edition(name)
            found[name] = text
            if day is None:
                undated.add(name)
            elif not text.in_force_on(day):
                remarks.append(f"{name} is not in force on {day}: it is silent")
            continue
        texts = library.editions_in_force(name, on)
        dated = True
        if not texts:
            others = ", ".join(library.edition_names(name))
            remarks.append(f"no edition of {name} is in force on {on}; there are {others}")
        found |= {text.name: text for text in texts}
    if undated:
        remarks.append(f"asked as it stood while in force: {', '.join(sorted(undated))}")
    if dated:
        remarks.append(f"as of {on}")
    return _Asked(
        tuple(found.values()),
        frozenset(undated),
        named=True,
        day=on if dated else None,
        remarks=tuple(remarks),
        cache=CompiledCache(None),
    )


def _given(asked: _Asked, stated: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The services that the named codes bind, where none is stated."""
    return {} if not asked.named or "service" in stated else services_bound(asked.editions)


def _signed(words: Sequence[str], editions: Sequence[Edition]) -> dict[str, str]:
    """The clauses named, as digest to name."""
    there = {f"{text.name}#{c.id}": c.digest for text in editions for c in text.clauses}
    found: dict[str, str] = {}
    for word in words:
        meant = [n for n in there if word in (_ALL, n, n.partition("#")[2])]
        if not meant:
            known = [name if "#" in word else name.partition("#")[2] for name in there]
            raise click.UsageError(f"no clause is called `{word}`; {near_or_all(word, known)}")
        found |= {there[name]: name for name in meant}
    return found


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CountenanceError(f"{path}: cannot be read: {error.strerror}") from error


def _certify(path: str, compiled: Compiled, known: Facts) -> None:
    # Only these two options need certificates; other questions start without them.
    from countenance.decisions.certificate import certify  # noqa: PLC0415

    proof = certify(compiled, known)
    try:
        Path(path).write_bytes(proof)
    except OSError as error:
        raise CountenanceError(f"{path}: cannot be written: {error.strerror}") from error


def _verify(path: str, as_json: bool) -> int:
    """Verify a proof; 0 when it holds, 1 when it does not."""
    from countenance.decisions.certificate import verify  # noqa: PLC0415

    try:
        proven = verify(_read(path))
    except CertificateError as error:
        if as_json:
            say_json({"verifies": False, "why": str(error)})
        else:
            click.echo(f"does not verify · {path}: {error}")
        return _DOES_NOT_VERIFY
    word = verdict_word(proven.verdicts)
    if as_json:
        say_json(
            {
                "verifies": True,
                "verdict": word,
                "verdicts": list(proven.verdicts.words),
                "facts": {name: list(values) for name, values in proven.facts.items()},
                "digest": proven.digest,
                "vocabulary": proven.vocabulary,
            }
        )
        return 0
    reached = word if proven.verdicts.bit_count() == 1 else " or ".join(proven.verdicts.words)
    stated = " ".join(f"{name}={','.join(values)}" for name, values in proven.facts.items())
    click.echo(f"verifies · these facts leave: {reached}")
    click.echo(f"  facts: {stated or 'none is known'}")
    click.echo(f"  under the texts with digest {proven.digest}")
    return 0
