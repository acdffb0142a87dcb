"""The ids that answers give out are bound before they leave."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from countenance.dialects.answers import Answered, Issued, Listed
from countenance.evidence.labels import Label
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.issuing import Issuer
from countenance.gate.judging import Decided
from countenance.gate.opening import Opened
from countenance.stores.bindings import Bound
from gate.judged import act, call, judged, private

NOW = 1_800_000_000
SEEN = Evidence("timeliness", ("post",), Basis.ATTESTED, "attestation:k")


class Kept:
    """Ids in a dictionary."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], tuple[Bound, int]] = {}

    def keep(
        self, caller: str, refers: str, ids: Sequence[tuple[str, int]], bound: Bound, now: int
    ) -> None:
        self.rows |= {(caller, refers, name): (bound, until) for name, until in ids}

    def find(self, caller: str, refers: str, name: str, now: int) -> Bound | None:
        bound, until = self.rows.get((caller, refers, name), (None, 0))
        return bound if until > now else None


def _decided(
    *, cover: bool, faces: int = 1, evidence: tuple[Evidence, ...] = (SEEN,)
) -> Decided:
    judgement = judged(private(), act(Label.DESCRIBE), attested=evidence)
    judgement = replace(judgement, outcome=replace(judgement.outcome, cover=cover))
    earlier = {"a": Bound((), faces, 3)} if faces else {}
    return Decided(call(), private(), judgement, Opened(bound=earlier), "id", 7)


def _issued(kept: Kept, decided: Decided, answer: Answered) -> Answered:
    issuer = Issuer(kept, lambda: NOW * 1_000_000_000)
    return asyncio.run(issuer.issued(decided, answer, "first"))


def _answer(*issued: Issued, **more: Any) -> Answered:
    return Answered(b"{}", (), None, issued=issued, **more)


def test_an_id_of_a_face_stands_for_a_face_that_is_seen() -> None:
    kept = Kept()
    _issued(kept, _decided(cover=True), _answer(Issued("face", "f", 60)))

    bound, until = kept.rows["c-1", "face", "f"]
    assert (bound.visible, bound.upstream, bound.faces, bound.entry) == (True, "", 1, 7)
    assert until == NOW + 60
    assert bound.evidence == (SEEN,)


def test_an_id_carries_marks_of_the_camera_and_not_how_near_the_call_was() -> None:
    """The next call about the same picture comes later."""
    camera = Evidence("capture_device", ("body_worn",), Basis.MEASURED, "capture:axon-body")
    near = Evidence("timeliness", ("real_time",), Basis.MEASURED, "capture:time")
    kept = Kept()

    decided = _decided(cover=True, evidence=(SEEN, camera, near))
    _issued(kept, decided, _answer(Issued("face", "f", 60)))

    bound, _ = kept.rows["c-1", "face", "f"]
    assert bound.evidence == (SEEN, camera)


@pytest.mark.parametrize(
    ("cover", "faces", "visible"), [(True, 1, False), (False, 1, True), (False, 0, False)]
)
def test_a_file_says_whether_a_face_can_be_seen_in_it(
    cover: bool, faces: int, visible: bool
) -> None:
    kept = Kept()
    _issued(kept, _decided(cover=cover, faces=faces), _answer(Issued("file", "file-1", 60)))

    bound, _ = kept.rows["c-1", "file", "file-1"]
    assert (bound.visible, bound.upstream) == (visible, "first")


def test_an_id_that_ends_is_forgotten() -> None:
    kept = Kept()
    decided = _decided(cover=True)
    _issued(kept, decided, _answer(Issued("file", "file-1", 60)))
    _issued(kept, decided, _answer(Issued("file", "file-1", 0)))

    assert kept.find("c-1", "file", "file-1", NOW) is None


def test_a_list_leaves_with_what_is_the_callers_own() -> None:
    kept = Kept()
    decided = _decided(cover=True)
    _issued(kept, decided, _answer(Issued("file", "file-2", 60)))
    rows = tuple({"id": f"file-{number}"} for number in (1, 2, 3))
    listed = Listed("file", rows, lambda own: msgspec.json.encode(list(own)))

    assert _issued(kept, decided, _answer(listed=listed)).body == b'[{"id":"file-2"}]'
