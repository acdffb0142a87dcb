"""Which pictures a caller has shown before: keyed, bound to the caller, and forgotten in time."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.evidence.act import Act
from countenance.evidence.labels import Label, cube_of
from countenance.media.corners import ENOUGH
from countenance.stores.database import FILE
from countenance.stores.looks import Asking, By, Looks, Shown
from countenance.stores.sqlite_database import SqliteDatabase
from gate.judged import act

SECRET = b"s" * 32
SKETCH = tuple(hashlib.sha256(bytes([number])).digest()[:20] for number in range(20))
"""Twenty corners of a picture."""
WHO, WHAT = act(Label.IDENTIFY), act(Label.DESCRIBE)
NOW = 1_795_348_800


@pytest.fixture
def looks(tmp_path: Path) -> Iterator[Looks]:
    with closing(Looks(tmp_path, SECRET)) as made:
        yield made


def test_the_same_picture_of_the_same_caller_is_found_with_what_was_asked(looks: Looks) -> None:
    assert looks.look("c-1", [Shown("aa")], [WHO], "e-1", NOW) == ()

    (found,) = looks.look("c-1", [Shown("bb"), Shown("aa")], [WHAT], "e-2", NOW + 60)

    assert (found.at, found.entry, found.acts) == (NOW, "e-1", (WHO,))
    assert [look.entry for look in looks.earlier("c-1", [Shown("bb")], NOW + 61)] == ["e-2"]


@pytest.mark.parametrize("label", list(Label))
def test_every_act_comes_back_as_it_was(looks: Looks, label: Label) -> None:
    asked = Act(label, cube_of(label), 7)

    looks.look("c-1", [Shown("aa")], [asked], "e-1", NOW)

    ((found,),) = [look.acts for look in looks.earlier("c-1", [Shown("aa")], NOW)]
    assert (found.label, dict(found.facts), found.permille) == (label, dict(cube_of(label)), 7)


def test_another_caller_or_another_picture_is_not_linked(looks: Looks) -> None:
    looks.look("c-1", [Shown("aa")], [WHO], "e-1", NOW)

    assert looks.look("c-2", [Shown("aa")], [WHO], "e-2", NOW) == ()
    assert looks.look("c-1", [Shown("bb")], [WHO], "e-3", NOW) == ()
    assert looks.earlier("c-1", [], NOW) == ()


def test_it_is_kept_through_a_restart_and_forgotten_in_time(tmp_path: Path) -> None:
    with closing(Looks(tmp_path, SECRET, hours=1)) as looks:
        looks.look("c-1", [Shown("aa")], [WHO], "e-1", NOW)
    with closing(Looks(tmp_path, SECRET, hours=1)) as looks:
        assert len(looks.earlier("c-1", [Shown("aa")], NOW + 3599)) == 1
        assert looks.earlier("c-1", [Shown("aa")], NOW + 3600) == ()
        looks.look("c-1", [Shown("bb")], [WHO], "e-2", NOW + 3600)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("shown", "shown_looks")
        ]

    assert counts == [1, 1]


def test_asking_the_same_again_and_again_hides_nothing(looks: Looks) -> None:
    looks.look("c-1", [Shown("aa")], [WHO], "e-first", NOW)
    for number in range(300):
        looks.look("c-1", [Shown("aa")], [WHAT], f"e-{number}", NOW + number)

    found = looks.earlier("c-1", [Shown("aa")], NOW + 300)

    assert [look.entry for look in found] == ["e-299", "e-first"]


def test_of_calls_at_once_all_but_one_see_another(tmp_path: Path) -> None:
    with closing(Looks(tmp_path, SECRET)) as one, closing(Looks(tmp_path, SECRET)) as other:

        def look(number: int) -> int:
            where = (one, other)[number % 2]
            # Each asks something else, so that each one is seen.
            asked = act(list(Label)[number])
            return len(where.look("c-1", [Shown("aa")], [asked], f"e-{number}", NOW))

        with ThreadPoolExecutor(8) as threads:
            seen = sorted(threads.map(look, range(12)))

    assert seen == list(range(12))


def test_neither_pixels_nor_a_digest_that_others_can_make_is_kept(
    looks: Looks, tmp_path: Path
) -> None:
    digest = os.urandom(32).hex()
    looks.look("c-1", [Shown(digest, (SKETCH[0],))], [WHO], "e-1", NOW)

    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert SKETCH[0] not in files
    assert SKETCH[0][:5] not in files
    assert digest.encode() not in files
    assert bytes.fromhex(digest) not in files
    assert b"c-1" not in files


def test_a_copy_is_found_by_enough_corners_in_common(looks: Looks) -> None:
    others = tuple(hashlib.sha256(bytes([100 + n])).digest()[:20] for n in range(20))
    looks.look("c-1", [Shown("aa", SKETCH)], [WHO], "e-1", NOW)

    def found(corners: tuple[bytes, ...], caller: str = "c-1") -> list[tuple[str, By]]:
        seen = looks.earlier(caller, [Shown("zz", corners)], NOW + 1)
        return [(look.entry, look.by) for look in seen]

    assert found(SKETCH[:ENOUGH] + others) == [("e-1", By.SKETCH)]
    assert found(SKETCH[: ENOUGH - 1] + others) == []
    assert found(SKETCH, caller="c-2") == []
    assert found(()) == []


def test_one_code_of_a_corner_is_enough_and_its_place_counts(looks: Looks) -> None:
    looks.look("c-1", [Shown("aa", SKETCH)], [WHO], "e-1", NOW)
    changed = tuple(corner[:5] + b"?" * 15 for corner in SKETCH)
    moved = tuple(b"?" * 5 + corner[:15] for corner in SKETCH)

    assert len(looks.earlier("c-1", [Shown("zz", changed)], NOW)) == 1
    assert looks.earlier("c-1", [Shown("zz", moved)], NOW) == ()


def test_corners_of_several_pictures_do_not_add_up(looks: Looks) -> None:
    half = ENOUGH // 2
    looks.look("c-1", [Shown("aa", SKETCH[:half]), Shown("bb", SKETCH[half:9])], [WHO], "e-1", NOW)

    assert looks.earlier("c-1", [Shown("zz", SKETCH)], NOW) != ()
    assert looks.earlier("c-1", [Shown("zz", SKETCH[: half + 3])], NOW) == ()


def test_the_very_pixels_are_named_rather_than_a_copy(looks: Looks) -> None:
    looks.look("c-1", [Shown("aa", SKETCH)], [WHO], "e-1", NOW)
    looks.look("c-1", [Shown("bb", SKETCH)], [WHAT], "e-2", NOW + 1)

    found = looks.look("c-1", [Shown("aa", SKETCH)], [WHAT], "e-3", NOW + 2)

    assert [(look.entry, look.by) for look in found] == [("e-2", By.SKETCH), ("e-1", By.PIXELS)]


def test_corners_are_forgotten_with_their_look(tmp_path: Path) -> None:
    with closing(Looks(tmp_path, SECRET, hours=1)) as looks:
        looks.look("c-1", [Shown("aa", SKETCH)], [WHO], "e-1", NOW)
        looks.look("c-1", [Shown("bb")], [WHO], "e-2", NOW + 3600)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        (left,) = connection.execute("SELECT count(*) FROM shown_corners").fetchone()

    assert left == 0


def test_a_picture_that_is_shown_again_is_not_compared_again(tmp_path: Path) -> None:
    with closing(Looks(tmp_path, SECRET)) as looks:
        looks.look("c-1", [Shown("aa", SKETCH)], [WHO], "e-1", NOW)
        looks.look("c-1", [Shown("bb", SKETCH)], [WHO], "e-2", NOW + 1)
        ran: list[str] = []
        assert isinstance(looks._connection, SqliteDatabase)
        looks._connection.set_trace_callback(ran.append)
        found = looks.look("c-1", [Shown("aa", SKETCH)], [WHAT], "e-3", NOW + 2)

    assert [(look.entry, look.by) for look in found] == [("e-2", By.SKETCH), ("e-1", By.PIXELS)]
    assert [line for line in ran if "shown_corners" in line] == []


def test_a_picture_first_shown_among_many_is_compared_whole_when_it_comes_alone(
    looks: Looks,
) -> None:
    corners = [hashlib.sha256(bytes([n])).digest()[:20] for n in range(100)]
    many = [Shown(f"{n}", (corners[n % 100],)) for n in range(200)]
    looks.look("c-1", [Shown("aa", tuple(corners)), *many], [WHO], "e-1", NOW)
    looks.look("c-1", [Shown("aa", tuple(corners))], [WHAT], "e-2", NOW + 1)

    found = looks.earlier("c-1", [Shown("zz", tuple(corners[40:60]))], NOW + 2)

    assert [look.entry for look in found] == ["e-2", "e-1"]


def test_a_picture_known_to_the_end_of_its_time_is_compared_anew_after_it(tmp_path: Path) -> None:
    with closing(Looks(tmp_path, SECRET, hours=1)) as looks:
        looks.look("c-1", [Shown("aa", SKETCH)], [WHO], "e-1", NOW)
        looks.look("c-1", [Shown("aa", SKETCH)], [WHO], "e-2", NOW + 3600)

        found = looks.earlier("c-1", [Shown("zz", SKETCH)], NOW + 3601)

    assert [look.entry for look in found] == ["e-2"]


def asking(number: int, *pictures: Shown, caller: str = "c-1") -> Asking:
    return Asking(caller, pictures, (WHO if number % 2 else WHAT,), f"e-{number}", NOW + number)


def test_looks_that_come_together_see_those_before_them(looks: Looks) -> None:
    new, cut = Shown("aa", SKETCH), Shown("zz", SKETCH[: ENOUGH + 2])
    found = looks.look_each(
        [asking(1, new), asking(2, cut), asking(3, new), asking(4, new, caller="c-2")]
    )

    named = [[(each.entry, each.by) for each in one] for one in found if isinstance(one, tuple)]
    assert named == [
        [],
        [("e-1", By.SKETCH)],
        [("e-2", By.SKETCH), ("e-1", By.PIXELS)],
        [],
    ]  # fmt: skip


def test_looks_at_known_pictures_share_a_commit(tmp_path: Path) -> None:
    with closing(Looks(tmp_path, SECRET)) as looks:
        looks.look("c-1", [Shown("aa", SKETCH)], [WHO], "e-0", NOW)
        ran: list[str] = []
        looks._connection.set_trace_callback(ran.append)  # type: ignore[attr-defined]  # SQLite's

        looks.look_each([asking(number, Shown("aa", SKETCH)) for number in range(1, 9)])

    assert ran.count("COMMIT") == 1


def test_one_look_that_cannot_be_read_keeps_the_others_from_nothing(looks: Looks) -> None:
    for number, digest in enumerate(("aa", "bb")):
        looks.look("c-1", [Shown(digest)], [WHO], f"e-{number}", NOW)
    looks._connection.execute(
        "UPDATE shown_looks SET acts = CAST('[7]' AS BLOB) WHERE entry = 'e-0'"
    )

    first, second = looks.look_each([asking(2, Shown("aa")), asking(3, Shown("bb"))])

    assert isinstance(first, RecordError)
    assert isinstance(second, tuple)
    assert [each.entry for each in second] == ["e-1"]
    kept = looks._connection.execute("SELECT entry FROM shown_looks").fetchall()
    assert "e-2" not in {entry for (entry,) in kept}


def test_what_cannot_be_kept_or_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="shorter than 32"):
        Looks(tmp_path, b"short")
    looks = Looks(tmp_path, SECRET)
    looks.look("c-1", [Shown("aa")], [WHO], "e-1", NOW)
    looks._connection.execute("UPDATE shown_looks SET acts = CAST('[7]' AS BLOB)")
    with pytest.raises(RecordError, match="cannot be read"):
        looks.earlier("c-1", [Shown("aa")], NOW)
    with pytest.raises(RecordError, match="cannot be read"):
        looks.look("c-1", [Shown("aa")], [WHO], "e-2", NOW)
    looks.close()
    with pytest.raises(RecordError):
        looks.look("c-1", [Shown("aa")], [WHO], "e-3", NOW)
