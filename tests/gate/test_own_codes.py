"""A site's own codes in a running gate: taken whole, kept when the next state is wrong."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from codes.own_texts import EXTRA, TEXT, texts
from countenance.codes.bundle import Bundle, sign_bundle
from countenance.codes.own import texts_digest
from countenance.errors import (
    BundleError,
    CountenanceError,
    MissingCodesError,
    UnknownEditionError,
)
from countenance.gate.application import Gate
from countenance.gate.codebook import Codebook
from countenance.gate.own_codes import OwnCodesKeeper
from countenance.gate.settings.settings import parse_settings
from countenance.review.docket import Docket, Stage
from countenance.review.ruling_text import load_ruling
from countenance.review.rulings import bound_to
from countenance.stores.own_codes import make_bundle
from countenance.stores.packaged import edition as packaged_edition
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from gate.running import PIN, Answer, Running, running, view
from review.made_rulings import proposal
from review.test_ruling_text import TEXT as RULED
from stores.test_own_codes import written

pytestmark = pytest.mark.long

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
MORE = """
[[clause]]
id = "no-signs"
verdict = "deny"
says = "No signs of the house may be read."
section = "2"
text_basis = "verified"
when = { operation = ["text_reading"] }
"""
ALLOWED = TEXT.replace('verdict = "deny"', 'verdict = "allow"')


class Site:
    """A place for own codes, a gate that reads them, and a caller."""

    def __init__(self, folder: Path) -> None:
        self.codes = folder / "codes"
        self.bundle = folder / "own.bundle"
        self.public = folder / "own.pub"
        pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.public.write_bytes(pem)

    def sign(self, text: str = TEXT, key: Ed25519PrivateKey = KEY) -> None:
        """Put a new bundle where the gate reads it, whole."""
        written(self.codes, texts(text))
        data = sign_bundle(make_bundle(self.codes), key)
        beside = self.bundle.with_suffix(".new")
        beside.write_bytes(data)
        beside.replace(self.bundle)

    @property
    def signed(self) -> str:
        """Settings for the bundle."""
        return f'[codes]\nlook_seconds = 0.05\nown = "{self.bundle}"\nown_keys = ["{self.public}"]'

    @property
    def plain(self) -> str:
        """Settings for the folder."""
        return f'[codes]\nlook_seconds = 0.05\nown = "{self.codes}"'


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def asked(gate: Running, key: str, words: str = "Describe this picture.") -> Answer:
    return gate.ask(key, words, view())


def caller(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to it")


def of_kind(gate: Running, kind: str) -> list[dict[str, Any]]:
    return [entry for entry in gate.entries() if entry["kind"] == kind]


def ready(gate: Running) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{gate.address}/readyz").json()
    return found


def refused_by_the_house(answer: Answer) -> bool:
    return answer.outcome == "refuse" and "house-rules@1" in (answer.clause or "")


def test_own_codes_add_to_those_that_came(site: Site, tmp_path: Path) -> None:
    written(site.codes, texts())
    with running(tmp_path / "data", site.plain) as gate:
        key = caller(gate)

        answer = asked(gate, key)

        assert refused_by_the_house(answer), answer
        (entry,) = of_kind(gate, "code-activated")
        assert entry["own"] == ready(gate)["codes"]["own"]
        assert "house-rules@1" in entry["everywhere"]
        assert entry["newly_allow"] == []


def test_they_change_without_a_restart_and_each_change_is_entered(
    site: Site, tmp_path: Path
) -> None:
    site.sign()
    with running(tmp_path / "data", site.signed) as gate:
        key = caller(gate)
        assert refused_by_the_house(asked(gate, key))

        site.sign(TEXT + MORE)
        until(lambda: len(of_kind(gate, "code-activated")) == 2)

        assert refused_by_the_house(asked(gate, key, "What does the sign say?"))
        first, second = of_kind(gate, "code-activated")
        assert (second["prev"], second["signed_by"]) == (first["id"], first["signed_by"])
        assert second["own"] != first["own"]
        digests = [each["code"]["compiled"] for each in of_kind(gate, "decision")]
        in_force = [each["in_force"] for each in (first, second)]
        assert digests == [one["compiled"] for each in in_force for one in each
                           if one["service"] == "azure_openai"]  # fmt: skip


def remove(site: Site) -> None:
    site.bundle.unlink()


def break_off(site: Site) -> None:
    site.bundle.write_bytes(site.bundle.read_bytes()[:-30])


def garble(site: Site) -> None:
    site.bundle.write_bytes(b"\x00" * 500)


def sign_by_another(site: Site) -> None:
    site.sign(ALLOWED, OTHER)


def change_after_signing(site: Site) -> None:
    data = site.bundle.read_bytes()
    site.bundle.write_bytes(data.replace(b'verdict = \\"deny\\"', b'verdict = \\"allow\\"'))


def write_nonsense(site: Site) -> None:
    made = make_bundle(site.codes)
    wrong = {**made.texts, "house-rules/1.toml": TEXT.replace("operation", "opration")}
    bundle = Bundle(wrong, texts_digest(wrong), made.program, made.vocabulary, made.compiled)
    site.bundle.write_bytes(sign_bundle(bundle, KEY))


FAULTS = [
    pytest.param(remove, "missing"),
    pytest.param(break_off, "signature", marks=pytest.mark.long),
    pytest.param(garble, "signature", marks=pytest.mark.long),
    pytest.param(sign_by_another, "signature", marks=pytest.mark.long),
    pytest.param(change_after_signing, "signature"),
    pytest.param(write_nonsense, "text", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("fault", "wrong"), FAULTS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_bundle_that_becomes_wrong_changes_nothing_and_is_entered(
    site: Site, tmp_path: Path, fault: Callable[[Site], None], wrong: str
) -> None:
    """The last good codes stay in memory; nothing passes that they refuse."""
    site.sign()
    with running(tmp_path / "data", site.signed) as gate:
        key = caller(gate)
        before = ready(gate)["codes"]

        fault(site)
        until(lambda: bool(of_kind(gate, "code-refused")))

        assert refused_by_the_house(asked(gate, key))
        (refused,) = of_kind(gate, "code-refused")
        (activated,) = of_kind(gate, "code-activated")
        assert (refused["wrong"], refused["prev"]) == (wrong, activated["id"])
        assert ready(gate)["codes"] == {**before, "refused": True}
        text = httpx.get(f"{gate.address}/metrics").text
        assert "countenance_codes_refused 1.0" in text

        site.sign()
        until(lambda: not ready(gate)["codes"]["refused"])
        assert refused_by_the_house(asked(gate, key))


@pytest.mark.parametrize(("fault", "wrong"), FAULTS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_gate_does_not_start_without_the_codes_that_it_is_told_of(
    site: Site, tmp_path: Path, fault: Callable[[Site], None], wrong: str
) -> None:
    site.sign()
    fault(site)
    settings = parse_settings(f'[gate]\ndata = "{tmp_path / "data"}"\n{site.signed}', {})

    async def start() -> None:
        gate = Gate(settings, {})
        try:
            await gate.open()
        finally:
            await gate.close()

    with pytest.raises(CountenanceError) as error:
        asyncio.run(start())

    assert str(site.bundle) in str(error.value) or "house-rules/1.toml" in str(error.value)
    kinds = {"missing": MissingCodesError, "signature": BundleError}
    assert isinstance(error.value, kinds.get(wrong, CountenanceError))


def test_what_own_codes_newly_allow_is_entered_by_name(site: Site, tmp_path: Path) -> None:
    """They may allow what no other code speaks about; never unseen, and never past a refusal."""
    written(site.codes, texts(ALLOWED + EXTRA))
    with running(tmp_path / "data", site.plain) as gate:
        (entry,) = of_kind(gate, "code-activated")
        key = caller(gate)

        assert entry["newly_allow"] == ["house-rules@1"]
        answer = asked(gate, key, "Who is this?")
        assert answer.outcome == "refuse"
        assert "house-rules" not in (answer.clause or "")


def test_a_new_day_is_entered_when_other_editions_begin(tmp_path: Path) -> None:
    at = [_nanoseconds(date(2026, 4, 30))]

    def clock() -> int:
        at[0] += 1_000_000
        return at[0]

    with running(tmp_path, "[codes]\nlook_seconds = 0.05", clock) as gate:
        (before,) = of_kind(gate, "code-activated")
        at[0] = _nanoseconds(date(2026, 5, 1))
        until(lambda: len(of_kind(gate, "code-activated")) == 2)
        _, after = of_kind(gate, "code-activated")

    named = [
        {name for each in entry["in_force"] for name in each["editions"]}
        for entry in (before, after)
    ]
    assert "ms-aoai-coc@2025-enterprise" in named[0] - named[1]
    assert "ms-enterprise-ai-coc@4.0" in named[1] - named[0]


def test_a_gate_that_is_started_again_with_the_same_codes_enters_nothing_new(
    site: Site, tmp_path: Path
) -> None:
    site.sign()
    for _ in range(2):
        with running(tmp_path / "data", site.signed) as gate:
            assert len(of_kind(gate, "code-activated")) == 1


def _nanoseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()) * 10**9


def test_other_rulings_are_taken_at_the_next_look_and_what_lapsed_is_named() -> None:
    book = Codebook(packaged_vocabulary(), packaged_editions())
    may = packaged_edition(PIN)
    read = load_ruling(RULED, may, packaged_vocabulary(), "here")
    bound = bound_to(may, read, packaged_vocabulary())
    docket = replace(
        proposal(), text=RULED, edition=PIN, state=Stage.ADOPTED, digest=read.digest,
        clause_digest=bound,
    )  # fmt: skip
    here: list[Docket] = []
    keeper = OwnCodesKeeper(
        book, None, packaged="sha256:x", services=("azure_openai",), clock=time.time_ns,
        dockets=lambda: tuple(here),
    )  # fmt: skip
    keeper.begin()
    assert keeper.rulings.rulings == {}

    here.append(docket)
    asyncio.run(keeper.look())
    assert [each.digest for each in keeper.rulings.rulings[PIN]] == [read.digest]
    here[0] = replace(docket, id="other", digest="sha256:other", clause_digest="sha256:gone")
    asyncio.run(keeper.look())
    assert [name for name, _ in keeper.rulings.lapsed] == ["other"]
    here.clear()
    asyncio.run(keeper.look())
    assert (keeper.rulings.rulings, keeper.rulings.lapsed) == ({}, ())

    assert keeper.edition(PIN) is may
    with pytest.raises(UnknownEditionError, match="did you mean"):
        keeper.edition("ms-aoai-coc@2024-05-04")
