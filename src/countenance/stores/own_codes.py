"""Where a site's own codes lie: a folder of texts, or a signed bundle in one file.

Rules kept here:
 * A state is read as a whole and taken as a whole. A folder that changes while it is read is read
   again; one that does not come to rest is an error, not half a state.
 * Where keys are named, only a bundle that one of them signed is taken. Where none is named, only a
   folder is: a signature that nobody checks is none.
 * What others than the owner may write to is not taken: whoever may change a text may change what
   passes.
 * Every edition is compiled before any of them counts, and a bundle has to mean what it meant where
   it was signed.
"""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from countenance.codes.bundle import Bundle, key_id, open_bundle
from countenance.codes.model import Edition
from countenance.codes.own import OwnCodes, read_own, texts_digest
from countenance.decisions.compile import compile_editions
from countenance.errors import BundleError, CodeError, MissingCodesError, SettingsError
from countenance.stores.packaged import (
    code_names,
    packaged_vocabulary,
    program_digest,
    shared_text,
)

__all__ = ["load_own", "make_bundle", "meanings", "public_keys", "read_texts", "seen_state"]

_LARGEST_TEXT = 1 << 20
_MOST_TEXTS = 2000
_LARGEST_BUNDLE = 32 << 20
_TRIES = 3


def load_own(path: Path, keys: Mapping[str, Ed25519PublicKey]) -> OwnCodes:
    """The codes at `path`: a folder when there are no keys, else a bundle that one of them signed.

    Raises `CodeError` with what is wrong, `DecisionError` for editions that cannot be compiled.
    """
    if keys:
        opened = open_bundle(_bundle_bytes(path), keys, str(path))
        return _from_bundle(opened.bundle, opened.signed_by, path)
    if path.is_file():
        raise CodeError(
            f"{path}: a file is read as a signed bundle; name the public key that it is signed "
            "with, or a folder of texts"
        )
    own = read_texts(_texts(path))
    meanings(own.editions)
    return own


def make_bundle(path: Path) -> Bundle:
    """The texts of a folder with the digests that a bundle has. Raises as `load_own` does."""
    texts = _texts(path)
    own = read_texts(texts)
    return Bundle(
        texts, texts_digest(texts), program_digest(), _vocabulary(), meanings(own.editions)
    )


def meanings(editions: Sequence[Edition]) -> dict[str, str]:
    """The digest of what each edition decides, whatever its dates. Raises `DecisionError`."""
    return {
        edition.name: compile_editions([edition], packaged_vocabulary(), day=None).digest
        for edition in editions
    }


def public_keys(paths: Sequence[str]) -> dict[str, Ed25519PublicKey]:
    """The public keys in these PEM files, by id. Raises `SettingsError`."""
    found = {}
    for path in paths:
        try:
            key = load_pem_public_key(Path(path).read_bytes())
        except OSError as error:
            raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
        except (ValueError, UnsupportedAlgorithm) as error:
            raise SettingsError(f"{path}: not a public key in PEM") from error
        if not isinstance(key, Ed25519PublicKey):
            raise SettingsError(f"{path}: not an Ed25519 key, which is the only kind taken")
        found[key_id(key)] = key
    return found


def seen_state(path: Path) -> tuple[object, ...]:
    """What a look at `path` shows without reading a text: another one where one may have changed.

    Never raises: what is not there, or cannot be looked at, is a state as well.
    """
    try:
        root = path.stat()
        if not stat.S_ISDIR(root.st_mode):
            return _mark("", root)
        return tuple(
            _mark(str(each.relative_to(path)), each.stat()) for each in sorted(_files(path))
        )
    except (OSError, CodeError) as error:
        return (type(error).__name__, str(error))


def _mark(name: str, found: os.stat_result) -> tuple[object, ...]:
    return name, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _from_bundle(bundle: Bundle, signed_by: str, path: Path) -> OwnCodes:
    if bundle.vocabulary != _vocabulary():
        raise CodeError(
            f"{path}: made for another vocabulary of facts than this program has; make it anew "
            "with this version"
        )
    own = read_texts(bundle.texts, signed_by)
    if meanings(own.editions) != bundle.compiled:
        raise CodeError(
            f"{path}: this program understands its texts differently than the one that signed it; "
            "look at what differs, and make it anew with this version"
        )
    return own


def read_texts(texts: Mapping[str, str], signed_by: str | None = None) -> OwnCodes:
    """The codes in these texts. Raises `CodeError`."""
    return read_own(
        texts,
        packaged_vocabulary(),
        shared=shared_text(),
        packaged=code_names(),
        signed_by=signed_by,
    )


def _vocabulary() -> str:
    return "sha256:" + packaged_vocabulary().digest.hex()


def _texts(path: Path) -> dict[str, str]:
    """Every text of a folder that did not change while it was read."""
    for _ in range(_TRIES):
        before = seen_state(path)
        texts = {str(each.relative_to(path)): _text(each) for each in sorted(_files(path))}
        if seen_state(path) == before:
            return texts
    raise CodeError(f"{path}: its texts change while they are read; move a finished folder there")


def _files(path: Path) -> Iterator[Path]:
    """The texts of a folder; what begins with a dot, and pages (`.md`), are left out."""
    _check_owner(path)
    try:
        count = 0
        for folder, folders, names in os.walk(path, followlinks=False, onerror=_raise):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in folders:
                _check_owner(Path(folder, name))
            for name in names:
                if name.startswith(".") or name.endswith(".md"):
                    continue
                count += 1
                if count > _MOST_TEXTS:
                    raise CodeError(f"{path}: more than {_MOST_TEXTS} texts")
                yield Path(folder, name)
    except OSError as error:
        raise MissingCodesError(f"{path}: cannot be read: {error.strerror}") from error


def _raise(error: OSError) -> None:
    raise error


def _text(path: Path) -> str:
    data = _bytes(path, _LARGEST_TEXT)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise CodeError(f"{path}: this is not text in UTF-8") from error


def _bundle_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise BundleError(
            f"{path}: a folder is not signed; with `codes.own_keys` it has to be a bundle, made by "
            "`countenance codes bundle`"
        )
    return _bytes(path, _LARGEST_BUNDLE)


def _bytes(path: Path, largest: int) -> bytes:
    try:
        with path.open("rb") as file:
            _check(path, os.fstat(file.fileno()))
            data = file.read(largest + 1)
    except OSError as error:
        raise MissingCodesError(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > largest:
        raise CodeError(f"{path}: more than {largest} bytes")
    return data


def _check_owner(path: Path) -> None:
    try:
        _check(path, path.stat())
    except OSError as error:
        raise MissingCodesError(f"{path}: cannot be read: {error.strerror}") from error


def _check(path: Path, found: os.stat_result) -> None:
    if found.st_mode & stat.S_IWOTH:
        raise CodeError(f"{path}: everybody on this machine can write to it; run `chmod o-w` on it")
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise CodeError(f"{path}: neither a file nor a folder")
