"""Editions of a site's own that allow more than before: taken once the board has said yes."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from codes.own_texts import TEXT, texts
from countenance.codes.own import NO_OWN_CODES, OwnCodes
from countenance.errors import LooserError
from countenance.gate.loosening import Loosening, meant
from countenance.record.codes import CodesState
from countenance.review.capability import Capability, Needs
from countenance.stores.motions import Motions
from countenance.stores.noted_codes import NotedCodes
from countenance.stores.own_codes import read_texts
from countenance.stores.packaged import packaged_vocabulary
from gate.running import Running, running
from review.board_machine import SPANS, Rulings
from review.made_cases import Clock
from stores.approving import approve
from stores.test_own_codes import written

FOREVER = 4_000_000_000_000
MILDER = TEXT.replace("scene_description", "text_reading")
STRICTER = TEXT.replace('["scene_description"]', '["scene_description", "text_reading"]')
NEXT = MILDER.replace('edition = "1"', 'edition = "2"').replace(
    "from = 2026-01-01", "from = 2026-06-01"
)


def codes(first: str = TEXT, second: str | None = None) -> OwnCodes:
    made = texts(first)
    made.pop("house-rules/cases/1.toml")
    if second is not None:
        made["house-rules/2.toml"] = second
    return read_texts(made)


class Site:
    """What counted before, and a board."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.noted = NotedCodes(folder, self.clock)
        self.motions = Motions(folder, SPANS, Rulings(), self.clock)
        self.loosening = Loosening(
            self.motions, self.noted, packaged_vocabulary(), frozenset(), self.clock
        )

    def counted(self, own: OwnCodes) -> None:
        state = CodesState("sha256:p", own.digest, None, ())
        self.noted.activated(state, own.texts)

    def says_yes(self, name: str) -> None:
        approve(self.folder, (Capability(Needs.EDITION, FOREVER, None, name),))


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    with closing(site.noted), closing(site.motions):
        yield site


def test_a_text_that_was_changed_is_compared_with_that_which_counts(here: Site) -> None:
    here.loosening.check(codes(STRICTER), codes())
    with pytest.raises(LooserError, match="closer to allowing") as caught:
        here.loosening.check(codes(MILDER), codes())

    assert caught.value.name == meant(codes(MILDER).editions[0])
    assert f"--what {caught.value.name}" in str(caught.value)
    here.says_yes(caught.value.name)
    here.loosening.check(codes(MILDER), codes())


def test_a_yes_is_to_a_text_and_to_no_other_of_that_name(here: Site) -> None:
    here.says_yes(meant(codes(MILDER).editions[0]))
    nothing = TEXT.replace("scene_description", "grouping")

    with pytest.raises(LooserError):
        here.loosening.check(codes(nothing), codes())


def test_a_new_edition_is_compared_with_the_one_before_it(here: Site) -> None:
    with pytest.raises(LooserError, match="than `house-rules@1`") as caught:
        here.loosening.check(codes(TEXT, NEXT), codes())
    with pytest.raises(LooserError):
        here.loosening.check(codes(TEXT, NEXT), NO_OWN_CODES)
    with pytest.raises(LooserError):  # the older one was taken away with it
        here.loosening.check(replace(codes(TEXT, NEXT), editions=codes(TEXT, NEXT).editions[1:]),
                             codes())  # fmt: skip

    here.says_yes(caught.value.name)
    here.loosening.check(codes(TEXT, NEXT), codes())


def test_the_first_edition_of_a_code_takes_nobodys_yes(here: Site) -> None:
    here.loosening.check(codes(), NO_OWN_CODES)
    here.loosening.check(NO_OWN_CODES, codes())


def test_at_a_start_what_counted_last_is_compared_and_what_counts_already_is_not(
    here: Site,
) -> None:
    here.counted(codes())
    here.loosening.check(codes())
    with pytest.raises(LooserError):
        here.loosening.check(codes(MILDER))

    here.counted(codes(TEXT, NEXT))
    here.loosening.check(codes(TEXT, NEXT))
    assert here.noted.counted() == (codes(TEXT, NEXT).digest, dict(codes(TEXT, NEXT).texts))


def until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to it")


def test_a_gate_takes_it_when_the_board_has_said_yes(tmp_path: Path) -> None:
    own = tmp_path / "codes"
    written(own, texts())
    settings = f'[codes]\nlook_seconds = 0.05\nown = "{own}"'

    def of_kind(gate: Running, kind: str) -> list[dict[str, object]]:
        return [entry for entry in gate.entries() if entry["kind"] == kind]

    with running(tmp_path / "data", settings, given=()) as gate:
        (own / "house-rules" / "cases" / "1.toml").unlink()
        (own / "house-rules" / "1.toml").write_text(MILDER)
        until(lambda: bool(of_kind(gate, "code-refused")))
        (refused,) = of_kind(gate, "code-refused")
        before = of_kind(gate, "code-activated")

        approve(gate.folder, (
            Capability(Needs.EDITION, FOREVER, None, meant(codes(MILDER).editions[0])),
        ))  # fmt: skip
        until(lambda: len(of_kind(gate, "code-activated")) == 2)

    assert refused["wrong"] == "looser"
    assert len(before) == 1
