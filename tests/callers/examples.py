"""Callers that several tests register."""

from countenance.callers.registration import (
    Asset,
    AssetKind,
    RegisteredFact,
    Registration,
)
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["STATION", "VOCABULARY", "police", "private", "rows"]

VOCABULARY = packaged_vocabulary()

STATION = Asset(
    AssetKind.CAMERA,
    "station",
    (("capture_device", ("fixed_cctv",)), ("environment", ("controlled",))),
    "inventory 7",
)


def rows(**facts: str) -> tuple[RegisteredFact, ...]:
    """Registered facts, one value each."""
    return tuple(RegisteredFact(name, (value,)) for name, value in facts.items())


def police(**more: str) -> Registration:
    """The police of a city in Norway, with a camera in a station."""
    facts = {
        "actor_kind": "law_enforcement_agency",
        "on_behalf_of": "none",
        "agency_type": "municipal_police",
        "agency_country": "NO",
        **more,
    }
    return Registration(
        "oslo-police",
        "c-1",
        "Oslo police",
        rows(**facts),
        may_state=frozenset({"timeliness", "consent"}),
        assets=(STATION,),
    )


def private(**more: str) -> Registration:
    """A company that acts for nobody else."""
    facts = {"actor_kind": "private_entity", "on_behalf_of": "none", **more}
    return Registration("acme", "c-2", "Acme Ltd", rows(**facts))
