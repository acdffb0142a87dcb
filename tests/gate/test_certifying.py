"""Certificates of the decisions of a real gate, and each way in which they may not fit."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from countenance.codes.model import Verdict
from countenance.decisions.certificate import certify
from countenance.errors import ProofError, RecordError
from countenance.facts.known import Facts
from countenance.gate.certifying import certificates_of, check_certificates
from countenance.gate.judging import stricter
from countenance.gate.replaying import Replay
from countenance.record import entry as kinds
from countenance.record.canonical import canonical, parse_as
from countenance.record.receipt import Certified
from countenance.stores.packaged import packaged_vocabulary
from gate.running import Running
from gate.test_replaying import decisions, gate, replay
from verify.flipping import single_file
from verify.test_certificates import places

__all__ = ["gate"]

VOCABULARY = packaged_vocabulary()
changed = msgspec.structs.replace


@pytest.fixture(scope="module")
def made(gate: Running) -> list[tuple[kinds.Decision, tuple[Certified, ...]]]:
    again = replay()
    return [(each, certificates_of(each, again, VOCABULARY)) for each in decisions(gate)]


def one_with_acts(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]]
) -> tuple[kinds.Decision, list[Certified]]:
    """A decision with several acts that are all certified, and narrow some fact."""
    entry, certificates = next(
        each for each in made if len(each[0].acts) > 1 and all(one.certificate for one in each[1])
    )
    return entry, list(certificates)


SINGLE = single_file()


def singly(entry: kinds.Decision, certificates: Sequence[Certified]) -> list[str]:
    """What the verifier of one file says of them; raises its own error alone."""
    given = msgspec.to_builtins(list(certificates))
    said: list[str] = SINGLE.certificates_of({"certificates": given}, canonical(entry))
    return said


def test_every_certificate_proves_what_its_entry_says(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]]
) -> None:
    counts = [
        (check_certificates(entry, certificates, VOCABULARY), len(certificates))
        for entry, certificates in made
    ]

    assert len(counts) == 24
    assert [proven for proven, _ in counts] == [count for _, count in counts]
    assert sum(proven for proven, _ in counts) > 24


def test_the_single_file_finds_the_same(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]]
) -> None:
    for entry, certificates in made:
        *said, last = singly(entry, certificates)
        assert len(said) == len(certificates)
        assert all(": checked: " in each for each in said)
        assert f"not checked: that {entry.code.compiled} stands for" in last
    assert {entry.outcome for entry, _ in made} == {"pass", "redact", "refuse", "hold"}
    assert max(len(entry.code.editions) for entry, _ in made) > 1


def test_no_certificate_fits_another_entry_for_either(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]]
) -> None:
    """Unless all that matters in both is the same."""
    fitting = 0
    some = made[::4]
    for entry, _ in some:
        for _, certificates in some:
            both = zip(certificates, _acts(entry), strict=False)
            given = [changed(each, act=act) for each, act in both]
            try:
                check_certificates(entry, given, VOCABULARY)
                alike = True
            except ProofError:
                alike = False
            fitting += alike
            if alike:
                assert singly(entry, given)
            else:
                with pytest.raises(SINGLE.WrongError):
                    singly(entry, given)
    assert len(some) <= fitting < len(some) ** 2


@pytest.mark.parametrize("other", ["none", 0, []])
def test_whatever_else_the_entry_says_both_say_the_same_of_it(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]], other: Any
) -> None:
    """Each value that matters is another one, in turn; nothing but words of a verifier comes."""
    entry, certificates = one_with_acts(made)
    told = msgspec.json.decode(canonical(entry))
    given = msgspec.to_builtins(certificates)
    held = refused = 0
    for way in list(places(told)):
        if not way or way[0] not in ("code", "ask", "facts", "acts", "verdicts", "more"):
            continue
        data = canonical(with_value(told, way, other))
        try:
            read = parse_as(data, kinds.Decision)
            ours = bool(check_certificates(read, certificates, VOCABULARY))
        except ProofError:
            ours = False
        except RecordError:
            ours = None  # the package does not read such an entry at all
        try:
            theirs = bool(SINGLE.certificates_of({"certificates": given}, data))
        except SINGLE.WrongError:
            theirs = False
        # The single file knows the one route that asks something beside, and not all the others.
        assert ours in (theirs, None) or way == ("ask", "operation"), way
        held, refused = held + theirs, refused + (not theirs)
    assert held
    assert refused > held // 4


def test_a_changed_byte_of_a_certificate_or_its_entry_is_noticed(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]]
) -> None:
    chance = random.Random(9)
    entry, certificates = one_with_acts(made)
    text = (certificates[0].certificate or "").encode()
    for _ in range(300):
        at = chance.randrange(len(text))
        wrong = bytearray(text)
        wrong[at] ^= chance.randrange(1, 256)
        given = msgspec.to_builtins(certificates)
        given[0]["certificate"] = wrong.decode("utf-8", "surrogateescape")
        with pytest.raises(SINGLE.WrongError):
            SINGLE.certificates_of({"certificates": given}, canonical(entry))


def with_value(told: Any, way: Sequence[Any], other: Any) -> Any:
    """The same value of JSON, with another value at the end of this way."""
    if not way:
        return other
    if isinstance(told, dict):
        return {**told, way[0]: with_value(told[way[0]], way[1:], other)}
    at = way[0]
    return [*told[:at], with_value(told[at], way[1:], other), *told[at + 1 :]]


def test_without_the_vocabulary_the_single_file_says_what_it_left_out(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, certificates = one_with_acts(made)
    monkeypatch.setattr(SINGLE, "VOCABULARY", "/nowhere/vocabulary.json")

    said = singly(entry, certificates)

    assert not any(": checked: " in each for each in said)
    assert any("that needs vocabulary.json of countenance-" in each for each in said)
    with pytest.raises(SINGLE.WrongError, match="about other codes"):
        singly(_other_codes(entry), certificates)


def test_a_certificate_that_was_changed_does_not_hold(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]]
) -> None:
    entry, certificates = one_with_acts(made)
    text = certificates[0].certificate or ""
    for wrong in (text.replace("deny", "alow", 1) + " ", text[:-1], "{}", "\ud800", "x" * 20_000):
        certificates[0] = changed(certificates[0], certificate=wrong)
        with pytest.raises(ProofError, match="certificate of `"):
            check_certificates(entry, certificates, VOCABULARY)
        with pytest.raises(SINGLE.WrongError, match="certificate"):
            singly(entry, certificates)


def _acts(entry: kinds.Decision) -> list[str | None]:
    return [each.label for each in entry.acts] or [None]


def _other_codes(entry: kinds.Decision) -> kinds.Decision:
    return changed(entry, code=changed(entry.code, compiled="sha256:" + "0" * 64))


def _other_vocabulary(entry: kinds.Decision) -> kinds.Decision:
    return changed(entry, code=changed(entry.code, vocabulary="sha256:" + "0" * 64))


def _other_verdicts(entry: kinds.Decision) -> kinds.Decision:
    first = entry.acts[0]
    verdicts = ("silent",) if first.verdicts != ("silent",) else ("allow",)
    return changed(entry, acts=(changed(first, verdicts=verdicts), *entry.acts[1:]))


def _other_union(entry: kinds.Decision) -> kinds.Decision:
    return changed(entry, verdicts=())


def _other_facts(entry: kinds.Decision) -> kinds.Decision:
    facts = tuple(each for each in entry.facts if each.name != "service")
    assert len(facts) < len(entry.facts)
    return changed(entry, facts=facts)


def _unknown_fact(entry: kinds.Decision) -> kinds.Decision:
    return changed(entry, facts=(changed(entry.facts[0], name="phase_of_the_moon"),))


def _unknown_operation(entry: kinds.Decision) -> kinds.Decision:
    return changed(entry, ask=changed(entry.ask, operation="chat.dreams"))


def _cut(entry: kinds.Decision) -> kinds.Decision:
    return changed(entry, more=(kinds.More("facts", 2, "x" * 43),))


def _fewer_acts(entry: kinds.Decision) -> kinds.Decision:
    return changed(entry, acts=entry.acts[1:])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_other_codes, "about other codes"),
        (_other_vocabulary, "another version of countenance"),
        (_other_verdicts, "where the entry says"),
        (_other_union, "together they leave other verdicts"),
        (_other_facts, "about `service` it says something else"),
        (_unknown_fact, "not known here"),
        (_cut, "does not list everything"),
        (_fewer_acts, "not about the acts"),
    ],
)
def test_certificates_of_another_entry_do_not_fit(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]],
    change: Callable[[kinds.Decision], kinds.Decision],
    says: str,
) -> None:
    entry, certificates = one_with_acts(made)

    with pytest.raises(ProofError, match=says):
        check_certificates(change(entry), certificates, VOCABULARY)
    with pytest.raises(SINGLE.WrongError):
        singly(change(entry), certificates)


def test_an_operation_of_another_version_is_refused_in_words(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]]
) -> None:
    entry, certificates = one_with_acts(made)

    with pytest.raises(ProofError, match="not known here"):
        check_certificates(_unknown_operation(entry), certificates, VOCABULARY)


def test_a_certificate_about_less_than_was_known_does_not_fit(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]]
) -> None:
    """What it leaves out may be what decided: a fact that matters has to be stated."""
    entry, certificates = one_with_acts(made)
    _, compiled = replay().compiled(entry)
    assert compiled is not None
    nothing = certify(compiled, Facts.open(VOCABULARY))

    certificates[0] = changed(certificates[0], certificate=nothing.decode())
    with pytest.raises(ProofError, match="it says something else than the entry"):
        check_certificates(entry, certificates, VOCABULARY)
    with pytest.raises(SINGLE.WrongError, match="it says something else than the entry"):
        singly(entry, certificates)


def test_what_is_not_made_is_named(
    made: list[tuple[kinds.Decision, tuple[Certified, ...]]]
) -> None:
    entry, _ = one_with_acts(made)
    nowhere = Replay((), VOCABULARY, frozenset())
    cases = (
        (entry, nowhere, "not-here"),
        (_other_codes(entry), replay(), "other-texts"),
        (_other_verdicts(entry), replay(), "other"),
        (_cut(entry), replay(), "cut"),
        (_unknown_fact(entry), replay(), "unreadable"),
    )
    for changed_entry, again, why in cases:
        found = certificates_of(changed_entry, again, VOCABULARY)
        assert {(each.certificate, each.why) for each in found} == {(None, why)}
        assert check_certificates(changed_entry, found, VOCABULARY) == 0
        assert all(each.endswith(f": none: {why}") for each in singly(changed_entry, found))


def test_the_stricter_of_two_counts() -> None:
    both = stricter(Verdict.ALLOW | Verdict.UNCLEAR, Verdict.SILENT | Verdict.ALLOW)

    assert both == Verdict.ALLOW | Verdict.UNCLEAR
    assert stricter(Verdict.ALLOW, Verdict(0)) == Verdict(0)
