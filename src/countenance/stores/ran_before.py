"""What the interpreter runs before this program: `.pth` files, `sitecustomize`, `usercustomize`.

Python runs each line of a `.pth` file beside the packages that begins with `import`, at every
start, whatever is started. A stolen release of another AI gateway took keys that way. Nothing here
can undo what ran already; it is said, so that whoever watches sees what was not there yesterday.

Rules kept here:
 * A file that only names folders runs nothing and is not listed.
 * A file that cannot be read is listed as that, never left out.
"""

import site
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from countenance.record.canonical import is_token

__all__ = ["RanBefore", "folders_of_packages", "ran_before"]

_MODULES = ("sitecustomize", "usercustomize")
_LONGEST_NAME = 80
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RanBefore:
    """One file that ran before us: its name, and the digest of its bytes or `unreadable`."""

    name: str
    digest: str

    @property
    def token(self) -> str:
        """As an entry says it."""
        is_plain = is_token(self.name) and len(self.name) <= _LONGEST_NAME
        return f"{self.name if is_plain else 'other'}:{self.digest}"


def folders_of_packages() -> tuple[Path, ...]:
    """The folders whose `.pth` files this interpreter has read."""
    found = [*site.getsitepackages(), site.getusersitepackages() if site.ENABLE_USER_SITE else ""]
    return tuple(dict.fromkeys(Path(each) for each in found if each and each in sys.path))


def ran_before(
    folders: Iterable[Path], modules: Mapping[str, ModuleType] = sys.modules
) -> tuple[RanBefore, ...]:
    """The files in these folders, and of these modules, that ran before this program."""
    found = []
    for folder in folders:
        for path in sorted(folder.glob("*.pth")):
            digest = _digest(path, only_code=True)
            if digest is not None:
                found.append(RanBefore(path.name, digest))
    for name in _MODULES:
        where = getattr(modules.get(name), "__file__", None)
        if where is not None:
            found.append(RanBefore(Path(where).name, _digest(Path(where)) or UNREADABLE))
    return tuple(found)


def _digest(path: Path, *, only_code: bool = False) -> str | None:
    """The digest of a file; None where it has no line that runs."""
    try:
        data = path.read_bytes()
    except OSError:
        return UNREADABLE
    # As `site` sees it: a line that begins so is run, whatever follows on it.
    if only_code and not any(
        line.startswith((b"import ", b"import\t")) for line in data.splitlines()
    ):
        return None
    return "sha256:" + sha256(data).hexdigest()
