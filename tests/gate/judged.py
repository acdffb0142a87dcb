"""Calls that are judged in the tests, without pictures or a server."""

from datetime import date

from countenance.callers.registration import Asset, AssetKind, RegisteredFact, Registration
from countenance.codes.load import load_edition
from countenance.dialects.call import Call, Dialect, Operation, Part, PartKind, Role, Turn
from countenance.evidence.act import Act
from countenance.evidence.gather import facts_of
from countenance.evidence.labels import Label, cube_of
from countenance.facts.known import Evidence
from countenance.gate.codebook import Codebook, named_places
from countenance.gate.judging import Judgement, judge
from countenance.gate.outcome import Pictured, Visible
from countenance.review.in_force import Adopted, InForce
from countenance.review.rulings import Ruling
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

__all__ = ["BOOK", "PIN", "TODAY", "act", "call", "duties_book", "judged", "police", "private",
           "ruled_book"]  # fmt: skip

TODAY = date(2026, 11, 22)
PIN = "ms-aoai-coc@2024-05-03"
BOOK = Codebook(packaged_vocabulary(), packaged_editions())

_DUTIES = """
code = "duties"
edition = "1"
title = "A code that allows, and asks for something in return"
publisher = "Nobody"
source = "https://code.example"
retrieved = 2026-01-01

[in_force]
from = 2026-01-01

[scope]
service = ["azure_openai"]

[[clause]]
id = "ALLOWED"
verdict = "allow"
says = "Naming is fine when the person is told."
section = "1"
text_basis = "verified"
when = { operation = ["biometric_identification"] }
obligations = [%s]
"""


def duties_book(*names: str) -> Codebook:
    """A code that allows to identify people, with these obligations."""
    listed = ", ".join(f'"{name}"' for name in names)
    edition = load_edition(_DUTIES % listed, "", packaged_vocabulary(), "duties.toml")
    return Codebook(packaged_vocabulary(), [edition])



def private(**facts: str) -> Registration:
    """A private caller that acts for nobody else, in a place under no law."""
    place = {"use_jurisdiction": "NO"}
    given = {"actor_kind": "private_entity", "on_behalf_of": "none", **place, **facts}
    return Registration("acme", "c-1", "Acme", _rows(given), key="k1", revision=3)


def police(
    country: str, may_state: frozenset[str] = frozenset(), pin: str | None = PIN, **camera: str
) -> Registration:
    """A police force, pinned, whose key carries a camera with these facts."""
    given = {
        "actor_kind": "law_enforcement_agency",
        "on_behalf_of": "none",
        "agency_type": "national_police",
        "agency_country": country,
        "use_jurisdiction": country,
        "provider_approval": "none",
    }
    facts = tuple((name, (value,)) for name, value in camera.items())
    assets = (Asset(AssetKind.CAMERA, "camera", facts),) if camera else ()
    return Registration(
        "police", "c-2", "Police", _rows(given), may_state=may_state, pin=pin, assets=assets,
        key="k2", revision=1,
    )  # fmt: skip


def call(text: str = "Who is this?", picture: bytes | None = b"picture") -> Call:
    """A call as a dialect reads it."""
    parts = [Part("messages[0].content[0].text", PartKind.TEXT, Role.USER, text, turn=0)]
    if picture is not None:
        parts.append(
            Part("messages[0].content[1]", PartKind.PICTURE, Role.USER, data=picture, turn=0)
        )
    turns = (Turn(Role.USER, text, len(parts) - 1),)
    return Call(
        Dialect.OPENAI, Operation.CHAT, "gpt-4o", f"sha256:{'ab' * 32}", tuple(parts), turns
    )


def act(label: Label, **more: str) -> Act:
    """A plausible act."""
    return Act(label, {**cube_of(label), **{name: (value,) for name, value in more.items()}}, 900)


def judged(
    registration: Registration,
    *acts: Act,
    attested: tuple[Evidence, ...] = (),
    pictured: Pictured = Pictured.FACES,
    visible: Visible = Visible.NEEDED,
    book: Codebook = BOOK,
    also: Act | None = None,
) -> Judgement:
    """The judgement of a call; no act: text alone."""
    asked = call(picture=b"x" if acts else None)
    service = "azure_openai"
    facts = facts_of(asked, registration, TODAY, service, book.vocabulary, attested)
    named = named_places((*registration.evidence_on(TODAY), *attested))
    applied = book.applied(service, TODAY, registration.pin, registration.codes, named)
    seen = pictured if acts else Pictured.NOTHING
    return judge(applied, facts, acts, seen, registration, visible, also=also)


def _rows(given: dict[str, str]) -> tuple[RegisteredFact, ...]:
    return tuple(RegisteredFact(name, (value,)) for name, value in given.items())


def ruled_book(ruling: Ruling) -> Codebook:
    """The packaged codes as one ruling reads them."""
    book = Codebook(packaged_vocabulary(), packaged_editions())
    found = InForce({ruling.edition: (Adopted(ruling, ruling.digest),)})
    book.take(book.ready((), ("azure_openai",), TODAY, found))
    return book
