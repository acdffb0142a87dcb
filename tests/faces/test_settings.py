from dataclasses import FrozenInstanceError

import pytest

from countenance.faces.settings import FaceSettings, Rendered
from countenance.media.decoder import Unsandboxed
from countenance.stores.weights import built_in_weights


def test_by_default_limits_hold_and_no_risk_is_taken() -> None:
    settings = FaceSettings(built_in_weights())

    assert settings.unsandboxed is Unsandboxed.REFUSE
    assert settings.limits.pixels == 40_000_000
    assert 0 < settings.seconds <= 60


def test_what_was_rendered_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Rendered(b"", "image/png", 0).covered = 1  # type: ignore[misc]  # the point of the test
