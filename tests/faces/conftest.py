"""One bench for the tests of this room: starting its processes takes a second."""

import os
from collections.abc import Iterator

import pytest

from countenance.faces.bench import Bench
from countenance.faces.detector import Detector, open_detector
from countenance.faces.settings import FaceSettings
from countenance.stores.weights import built_in_weights
from kept_benches import new_benches


@pytest.fixture(scope="session")
def detector() -> Detector:
    """CenterFace, in this process."""
    return open_detector(built_in_weights())


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """A bench that runs CenterFace; not for tests that end its processes."""
    with Bench(FaceSettings(built_in_weights()), key=os.urandom(32)) as bench:
        yield bench


@pytest.fixture(scope="package", autouse=True)
def _new() -> Iterator[None]:
    """Here the benches are what is tested."""
    with new_benches():
        yield
