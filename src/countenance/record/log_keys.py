"""The entry of a key that signs the heads of the log."""

from countenance.record import entry as kinds
from countenance.record.make import Maker, Prepared
from countenance.record.note import VerifierKey

__all__ = ["log_key_entry"]


def log_key_entry(
    maker: Maker, change: str, key: VerifierKey, prev: str | None = None
) -> Prepared:
    """The entry of one change: `begun`, `added` or `retired`. Raises `RecordError`."""

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.LogKeyEvent(
            id=id_,
            time=time,
            prev=prev,
            commit=commit,
            change=change,  # type: ignore[arg-type]  # reading back refuses an unknown word
            key=str(key),
        )

    return maker.change(build, {})
