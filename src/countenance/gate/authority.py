"""The certificate authority of one's own that a setting names, to be trusted besides the usual
ones."""

from pathlib import Path

from countenance.errors import SettingsError

__all__ = ["authority_in"]


def authority_in(path: str, place: str) -> bytes | None:
    """The certificates in the file that a setting names, if it names one. `place`: that setting.

    Raises `SettingsError`.
    """
    if not path:
        return None
    try:
        pem = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError(f"{place}: {path}: cannot be read: {error.strerror}") from error
    if b"-----BEGIN CERTIFICATE-----" not in pem:
        raise SettingsError(f"{place}: {path}: holds no certificate in PEM")
    return pem
