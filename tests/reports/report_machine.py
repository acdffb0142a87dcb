"""A report in the hands of people who do anything at any time; what must hold in every case."""

from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from countenance.errors import ReviewError
from countenance.reports import settling, signing, steps
from countenance.reports.open_items import state_of, still_lacking
from countenance.reports.report import Report, text_digest
from countenance.reports.settling import Checked
from countenance.reports.signing import contents_digest, verify_signature
from countenance.reports.steps import Step
from reports.acting import (
    AUDITOR,
    CHIEF,
    OFFICER,
    OTHER,
    SUPERVISOR,
    TERMS,
    ScriptedDrafter,
    begun,
)
from reports.made import RECORDING, SPEAKERS, TRANSCRIPT
from reports.made_report import AT, LATER

__all__ = ["ReportMachine"]

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PEOPLE = st.sampled_from([OFFICER, OFFICER, OFFICER, OTHER, SUPERVISOR, AUDITOR, CHIEF])
IDS = st.sampled_from(["d1", "d2", "h1", "h2", "b1", "f1", "o1", "o2", "x"])
TEXTS = st.sampled_from(["He said no.", "He said wrong.", "I saw it.", "  ", "a\nb"])


class ReportMachine(RuleBasedStateMachine):
    """Steps in any order, by anybody. `done` and `refused`: how many of each."""

    done: ClassVar["Counter[str]"] = Counter()
    refused: ClassVar["Counter[str]"] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.report: Report = begun()
        self.drafter = ScriptedDrafter()
        self.signed: list[tuple[str, str]] = []
        self.history: list[Report] = [self.report]

    def took(self, does: Callable[[], Step]) -> None:
        before = self.report
        try:
            step = does()
        except ReviewError as error:
            assert self.report is before
            self.refused[type(error).__name__] += 1
            return
        self.done[step.change.value] += 1
        after = step.report
        # What was once there stays.
        for name in ("transcripts", "generations", "edits", "settled", "reviews", "earlier"):
            old, new = getattr(before, name), getattr(after, name)
            assert new[: len(old)] == old, name
        if before.account is not None:
            assert after.account == before.account
        # A signed text is never changed but by a new version.
        if before.signature is not None and after.version == before.version:
            assert text_digest(after) == text_digest(before)
            assert contents_digest(after) == contents_digest(before)
        if before.signature is None and after.signature is not None:
            assert step.person == before.officer == after.signature.by
            assert not still_lacking(before, TERMS)
        self.report = after
        self.history.append(after)

    def checked(self, sentence: Any, texts: Any) -> Checked:
        flags = self.drafter.check(sentence, TRANSCRIPT, SPEAKERS, {}) if sentence else ()
        return Checked(flags, self.drafter.omissions(tuple(texts), TRANSCRIPT, SPEAKERS))

    @rule()
    def hear(self) -> None:
        self.took(lambda: steps.hear(self.report, TRANSCRIPT, TERMS))

    @rule(who=PEOPLE, text=TEXTS)
    def seal_account(self, who: Any, text: str) -> None:
        self.took(lambda: steps.seal_account(self.report, who, text, AT, TERMS))

    @rule(who=PEOPLE)
    def confirm(self, who: Any) -> None:
        self.took(lambda: steps.confirm(self.report, who, SPEAKERS, AT, TERMS))

    @rule(who=PEOPLE)
    def generate(self, who: Any) -> None:
        draft = self.drafter.draft(TRANSCRIPT, SPEAKERS, RECORDING, "traffic", {})
        self.took(lambda: steps.generate(self.report, who, draft, AT, TERMS))

    @rule(who=PEOPLE, id_=IDS, text=TEXTS, own=st.booleans())
    def edit(self, who: Any, id_: str, text: str, own: bool) -> None:
        def does() -> Step:
            after = settling.edited_sentence(self.report, id_, text, own_knowledge=own)
            texts = [after if each.id == id_ else each for each in self.report.sentences]
            return settling.edit(
                self.report, who, id_, text, self.checked(after, texts), AT, TERMS,
                own_knowledge=own,
            )  # fmt: skip

        self.took(does)

    @rule(who=PEOPLE, id_=IDS)
    def remove(self, who: Any, id_: str) -> None:
        texts = [each for each in self.report.sentences if each.id != id_]
        self.took(
            lambda: settling.remove(self.report, who, id_, self.checked(None, texts), AT, TERMS)
        )

    @rule(who=PEOPLE, id_=IDS, text=TEXTS)
    def settle(self, who: Any, id_: str, text: str) -> None:
        acts: dict[str, list[Callable[..., Step]]] = {
            "b": [settling.fill, settling.dismiss],
            "f": [settling.override],
            "o": [settling.leave_out],
        }
        for act in acts.get(id_[0], [settling.fill]):
            self.took(lambda act=act: act(self.report, who, id_, text, AT, TERMS))  # type: ignore[misc]

    @rule(who=PEOPLE, id_=IDS, text=TEXTS)
    def tell(self, who: Any, id_: str, text: str) -> None:
        def does() -> Step:
            told = settling.told_sentence(self.report, id_, text)
            checked = self.checked(told, (*self.report.sentences, told))
            return settling.tell(self.report, who, id_, text, None, checked, AT, TERMS)

        self.took(does)

    @rule(who=PEOPLE)
    def listen(self, who: Any) -> None:
        played = {each.id: 5_000 for each in self.report.sentences}
        self.took(lambda: steps.listen(self.report, who, played, LATER, TERMS))

    @initialize(far=st.sampled_from(["begun", "drafted", "settled", "signed", "reviewed"]))
    def begin(self, far: str) -> None:
        """As far as this, so that many runs come to what is behind it."""
        if far == "begun":
            return
        self.hear()
        self.seal_account(OFFICER, "I saw it.")
        self.confirm(OFFICER)
        self.generate(OFFICER)
        if far == "drafted":
            return
        self.work_through()
        if far != "settled":
            self.sign(OFFICER)
        if far == "reviewed":
            self.review(SUPERVISOR, "approved")
        assert self.report.state == far

    @rule()
    def work_through(self) -> None:
        """All that is left before a signature."""
        self.listen(OFFICER)
        for id_ in ("b1", "f1", "o1", "o2", "o3"):
            self.settle(OFFICER, id_, "I saw it.")

    @rule(who=PEOPLE)
    def sign(self, who: Any) -> None:
        self.took(lambda: signing.sign(self.report, who, "R. Reyes", KEY, AT, TERMS))

    @rule(who=PEOPLE, said=st.sampled_from(["approved", "sent-back"]))
    def review(self, who: Any, said: Any) -> None:
        self.took(lambda: signing.review(self.report, who, said, "as it is", AT, TERMS))

    @rule(who=PEOPLE)
    def revise(self, who: Any) -> None:
        self.took(lambda: signing.revise(self.report, who, "a mistake", TERMS))

    @invariant()
    def holds(self) -> None:
        report = self.report
        assert report.state == state_of(report, TERMS)
        for each in report.sentences:
            assert "wrong" not in each.text or not each.support
            if each.origin == "ai":
                assert each.support
        if report.signature is not None:
            verify_signature(report.signature)
            assert report.signature.certifies.text == text_digest(report)
            assert report.signature.certifies.contents == contents_digest(report)
        for version in report.earlier:
            then = msgspec.structs.replace(report, sentences=version.sentences)
            assert version.signature.certifies.text == text_digest(then)
        assert report.state != "reviewed" or report.reviews[-1].by != report.officer
