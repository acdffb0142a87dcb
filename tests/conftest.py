"""For every test: no test times anything, also not by a deadline for each example, and none keeps
anything in the folders of whoever runs it."""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

_CACHE = tempfile.mkdtemp(prefix="countenance-cache-")
os.environ["XDG_CACHE_HOME"] = _CACHE
atexit.register(shutil.rmtree, _CACHE, ignore_errors=True)

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
