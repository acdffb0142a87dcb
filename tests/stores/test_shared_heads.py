"""The head that gates share: signed by one at a time, never a smaller one after a larger one."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError, RolledBackError
from countenance.stores.database import connect, writing
from countenance.stores.place import Place
from countenance.stores.shared_heads import SharedHeads
from countenance.stores.shared_log import forget_heads
from postgres import fresh_place, shared_folder


@pytest.fixture
def heads(tmp_path: Path) -> Iterator[tuple[SharedHeads, SharedHeads]]:
    place: Place = fresh_place()
    folder = shared_folder(tmp_path, place)
    with (
        closing(SharedHeads(place, connect(folder))) as one,
        closing(SharedHeads(place, connect(folder))) as other,
    ):
        yield one, other


def test_one_signs_until_it_ends_and_all_read(heads: tuple[SharedHeads, SharedHeads]) -> None:
    one, other = heads
    assert (one.newest(), one.leads(), other.leads()) == (None, True, False)

    one.put(3, b"three")
    with pytest.raises(RecordError, match="another gate may"):
        other.put(4, b"four")
    assert other.newest() == b"three"

    one.close()
    assert other.leads()
    other.put(4, b"four")
    assert other.newest() == b"four"


def test_a_smaller_head_is_never_kept(heads: tuple[SharedHeads, SharedHeads]) -> None:
    one, _ = heads
    assert one.leads()
    one.put(3, b"three")

    with pytest.raises(RolledBackError, match="an older copy"):
        one.put(2, b"two")
    assert one.newest() == b"three"


def test_what_one_found_out_holds_for_all_until_a_new_log_begins(
    heads: tuple[SharedHeads, SharedHeads], tmp_path: Path
) -> None:
    one, other = heads
    assert one.leads()
    one.put(3, b"three")
    other.note_rolled_back("a witness has seen 5 entries and there are 3")

    with pytest.raises(RolledBackError, match="has seen 5 entries.*record begin --anew"):
        one.newest()

    with closing(connect(tmp_path)) as database, writing(database, "log"):
        forget_heads(database)
    assert one.newest() is None
