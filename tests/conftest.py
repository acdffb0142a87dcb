"""For every test: no test times anything, also not by a deadline for each example, and none keeps
anything in the folders of whoever runs it.

A property is tried with few examples here, and with many by `make soak`, which asks for the profile
`many`."""

import atexit
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from cheap_passwords import cheap_passwords
from costs import Costs
from countenance.gate.certificate import development_certificate
from kept_benches import keep_benches

_CACHE = tempfile.mkdtemp(prefix="countenance-cache-")
os.environ["XDG_CACHE_HOME"] = _CACHE
atexit.register(shutil.rmtree, _CACHE, ignore_errors=True)

# Each client reads the certificates of all authorities when it is made, which takes longer than its
# call. There is nobody here whom they vouch for.
_TRUSTED = Path(_CACHE, "authorities.pem")
_TRUSTED.write_bytes(development_certificate(datetime.now(UTC))[0])
os.environ["SSL_CERT_FILE"] = str(_TRUSTED)

LONG = "takes seconds of many processes or files, and seldom tells more than what stands beside it"

settings.register_profile("few", deadline=None, max_examples=30)
settings.register_profile("many", deadline=None, max_examples=500)
settings.load_profile("few")

keep_benches()
cheap_passwords()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say what the files cost, where that is asked for."""
    parser.addoption("--dearest", type=int, default=0, help="name so many files, by their cost")


def pytest_configure(config: pytest.Config) -> None:
    """Count it; and what may be left out has a name."""
    config.addinivalue_line("markers", f"long: {LONG}")
    if most := config.getoption("dearest"):
        config.pluginmanager.register(Costs(most))
