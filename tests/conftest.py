"""For every test: no test times anything, also not by a deadline for each example, and none keeps
anything in the folders of whoever runs it."""

import atexit
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import settings

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

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

keep_benches()
