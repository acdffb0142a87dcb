"""What an entry does not tell: every commitment in it, named by its place."""

import json
import re

from countenance.callers.registration import Asset, AssetKind, Registration
from countenance.record.changes import UpstreamSeen, registration_entry, settings_entry
from countenance.record.figures.withheld import CONTENT, PERSONAL, withheld
from countenance.record.make import Prepared
from record.examples import decided, maker, part, picture


def of(made: Prepared) -> dict[str, str]:
    return withheld(json.loads(made.data))


def test_content_is_named_by_kind_and_count() -> None:
    made = decided(
        maker(),
        parts=[part(0), part(1), part(2)],
        media=[picture()],
        personal={"request": bytes(32), "attestation": b"a"},
    )

    assert of(made) == {
        "attestation": CONTENT, "request": CONTENT, "media": CONTENT, "parts (3)": CONTENT,
    }  # fmt: skip


def test_no_commitment_is_left_unnamed() -> None:
    camera = Asset(AssetKind.CAMERA, "gate 4", (), "letter of May")
    one = Registration("acme", "c-1", "Acme", (), assets=(camera, camera), revision=1)
    for made in (
        registration_entry(maker(), "added", None, one, None),
        settings_entry(maker(), {"a": "b"}, ["a"], [UpstreamSeen("m", "openai", "s", "u")], None),
        decided(maker(), parts=[part(n) for n in range(400)], personal={"request": b"x"}),
    ):
        named = of(made)
        count = sum(int((re.search(r"\((\d+)\)", name) or [0, 1])[1]) for name in named)

        assert count == len(re.findall(rb'"[A-Za-z0-9_-]{43}"', made.data))
        assert set(named.values()) <= {CONTENT, PERSONAL}


def test_an_entry_that_hides_nothing_withholds_nothing() -> None:
    assert of(maker().outcome("an-id", "done", status=200)) == {}
