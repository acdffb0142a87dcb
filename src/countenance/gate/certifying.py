"""The certificates of a recorded decision: made from its entry, and checked against it.

Rules kept here:
 * One for each plausible act, in the order of the entry; for text alone there is one. It proves
   what the codes say about this act by itself. Where an operation always asks for something beside
   (see `also_asked`), the entry has the stricter of both, and so has the check.
 * A certificate is made under the texts of then or not at all: the digest has to be that of the
   entry. What is not made is named.
 * Checked is that a certificate proves what it says, and that what it says is what the entry says:
   the digest of the codes, the facts (those that matter, and no others), the verdicts.
"""

from collections.abc import Sequence
from typing import Literal

from countenance.codes.model import Verdict
from countenance.decisions.certificate import MOST_BYTES, Proven, certify, verify
from countenance.decisions.compile import Compiled
from countenance.dialects.call import Operation
from countenance.errors import CountenanceError, DecisionError, ProofError
from countenance.evidence.operations import also_asked
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.judging import stricter
from countenance.gate.replaying import CUT, Replay, Same, supposed
from countenance.record import entry as kinds
from countenance.record.receipt import Certified

__all__ = ["certificates_of", "check_certificates"]

_WHY: dict[Same, Literal["other-texts", "other", "not-here", "cut", "unreadable"]] = {
    Same.OTHER: "other",
    Same.OTHER_TEXTS: "other-texts",
    Same.NOT_HERE: "not-here",
    Same.CUT: "cut",
    Same.UNREADABLE: "unreadable",
}


def certificates_of(
    entry: kinds.Decision, replay: Replay, vocabulary: Vocabulary
) -> tuple[Certified, ...]:
    """The certificates of a decision, or by name why there are none."""
    same, compiled = replay.compiled(entry)
    if compiled is None:
        return tuple(Certified(label, None, _WHY[same]) for label in _labels(entry))
    return tuple(_made(label, compiled, facts) for label, facts in supposed(entry, vocabulary))


def check_certificates(
    entry: kinds.Decision, certificates: Sequence[Certified], vocabulary: Vocabulary
) -> int:
    """How many of these certificates prove what the entry says. Raises `ProofError` for one that
    does not, or that is about something else."""
    if [each.act for each in certificates] != _labels(entry):
        raise ProofError("certificates: they are not about the acts of the entry, one for each")
    given = [each.certificate for each in certificates]
    if not any(given):
        return 0
    if any(more.list in CUT for more in entry.more):
        raise ProofError("certificates: the entry does not list everything that was known")
    if entry.code.vocabulary != f"sha256:{vocabulary.digest.hex()}":
        raise ProofError(
            "certificates: their facts are those of another version of countenance; "
            f"verify with `{entry.code.engine}`"
        )
    try:
        known, operation = supposed(entry, vocabulary), Operation(entry.ask.operation)
    except (CountenanceError, ValueError) as error:
        raise ProofError("certificates: the entry speaks of what is not known here") from error
    found = [
        None if text is None else _proven(text, entry, label, facts)
        for text, (label, facts) in zip(given, known, strict=True)
    ]
    _check_verdicts(entry, found, operation)
    return sum(each is not None for each in found)


def _labels(entry: kinds.Decision) -> list[str | None]:
    """The acts of an entry; none is named for text alone."""
    return [each.label for each in entry.acts] or [None]


def _made(label: str | None, compiled: Compiled, facts: Facts) -> Certified:
    if 0 in facts.masks or not compiled.reach(facts.masks):
        return Certified(label, None, "contradictory")
    try:
        return Certified(label, certify(compiled, facts).decode(), None)
    except DecisionError:
        return Certified(label, None, "too-large")


def _proven(text: str, entry: kinds.Decision, label: str | None, facts: Facts) -> Verdict:
    """The verdicts that a certificate proves about the facts of this act."""
    where = "certificate" if label is None else f"certificate of `{label}`"
    try:
        if len(text) > MOST_BYTES:
            raise ProofError(f"{where}: more than {MOST_BYTES} bytes")
        proven = verify(text.encode())
    except (DecisionError, UnicodeEncodeError) as error:
        raise ProofError(f"{where}: {error}") from error
    if proven.digest != entry.code.compiled:
        raise ProofError(f"{where}: it is about other codes than the entry: {proven.digest}")
    if proven.vocabulary != entry.code.vocabulary:
        raise ProofError(f"{where}: it is about another vocabulary than the entry")
    other = _other_fact(proven, facts)
    if other is not None:
        raise ProofError(f"{where}: about `{other}` it says something else than the entry")
    return proven.verdicts


def _other_fact(proven: Proven, facts: Facts) -> str | None:
    """A fact that matters and of which the certificate does not say what is known."""
    about = facts.vocabulary.facts
    for level, (fact, mask) in enumerate(zip(about, facts.masks, strict=True)):
        told = proven.facts.get(fact.name)
        if told is not None and set(told) != set(fact.names(mask)):
            return fact.name
        if level in proven.open and mask != fact.full:
            return fact.name
    return None


def _check_verdicts(
    entry: kinds.Decision, found: Sequence[Verdict | None], operation: Operation
) -> None:
    """Compare what was proven with the entry, as far as everything that it takes was proven."""
    told = [each.verdicts for each in entry.acts] or [entry.verdicts]
    also = also_asked(operation)
    beside = None
    if also is not None and entry.acts:
        labelled = [
            verdicts
            for each, verdicts in zip(entry.acts, found, strict=True)
            if each.label == also.label.value
        ]
        beside = labelled[-1] if labelled else None
    union, whole = Verdict(0), True
    for words, verdicts in zip(told, found, strict=True):
        if verdicts is None or (also is not None and entry.acts and beside is None):
            whole = False
            continue
        expected = verdicts if beside is None else stricter(verdicts, beside)
        if expected.words != words:
            raise ProofError(
                f"certificates: they leave {', '.join(expected.words)} where the entry says "
                f"{', '.join(words) or 'nothing'}"
            )
        union |= expected
    if whole and union.words != entry.verdicts:
        raise ProofError("certificates: together they leave other verdicts than the entry says")
