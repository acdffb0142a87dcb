"""What ran before this program is listed, and what only names folders is not."""

import types
from hashlib import sha256
from pathlib import Path

import pytest

from countenance.record.canonical import is_token
from countenance.stores.ran_before import RanBefore, folders_of_packages, ran_before

RUNS = b"/some/folder\nimport os; os.environ['SEEN'] = '1'\n"


def test_a_file_with_a_line_that_runs_is_listed_with_its_digest(tmp_path: Path) -> None:
    (tmp_path / "b.pth").write_bytes(RUNS)
    (tmp_path / "a.pth").write_bytes(b"import\tos\n")
    (tmp_path / "folders.pth").write_bytes(b"# import nothing\n/some/folder\nimportant\n")
    (tmp_path / "other.txt").write_bytes(RUNS)

    found = ran_before([tmp_path], {})

    assert [each.name for each in found] == ["a.pth", "b.pth"]
    assert found[1].token == "b.pth:sha256:" + sha256(RUNS).hexdigest()


def test_one_changed_byte_is_another_digest(tmp_path: Path) -> None:
    (tmp_path / "a.pth").write_bytes(RUNS)
    before = ran_before([tmp_path], {})
    (tmp_path / "a.pth").write_bytes(RUNS.replace(b"1", b"2"))

    assert ran_before([tmp_path], {}) != before


def test_modules_that_customize_are_listed(tmp_path: Path) -> None:
    module = types.ModuleType("sitecustomize")
    module.__file__ = str(tmp_path / "sitecustomize.py")
    Path(module.__file__).write_bytes(b"print()\n")

    (found,) = ran_before([], {"sitecustomize": module, "json": types.ModuleType("json")})

    assert (found.name, found.digest[:7]) == ("sitecustomize.py", "sha256:")


def test_what_cannot_be_read_is_listed_as_that(tmp_path: Path) -> None:
    (tmp_path / "gone.pth").symlink_to(tmp_path / "nowhere")

    (found,) = ran_before([tmp_path], {})

    assert found == RanBefore("gone.pth", "unreadable")


def test_a_name_that_is_no_plain_one_stays_out_of_entries() -> None:
    for name in ("my file.pth", "x" * 200 + ".pth", 'a"b.pth'):
        token = RanBefore(name, "unreadable").token
        assert token == "other:unreadable"
        assert is_token(token)


def test_the_folders_of_this_interpreter_are_looked_at() -> None:
    assert Path(pytest.__file__).parent.parent in folders_of_packages()
