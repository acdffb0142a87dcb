"""By what names people know the callers that entries name by a pseudonym."""

from contextlib import closing
from pathlib import Path

from countenance.stores.registry import RegistryReader

__all__ = ["caller_names"]


def caller_names(folder: Path) -> dict[str, str]:
    """Pseudonym -> id of every registration of a folder of data; removed ones are not in it.

    Raises `RecordError` when there is no registry.
    """
    with closing(RegistryReader(folder, create=False)) as reader:
        return {one.ref: one.id for one in reader.registrations()}
