"""Reports and bundles on a disk: read whole, or not at all."""

from pathlib import Path

import click
import msgspec
import pytest

from cli.telling.made_log import made_log
from countenance.cli.report_files import (
    bundle_in,
    editions_of,
    named,
    new_files,
    proofs_of,
    read_report,
    write_files,
)
from countenance.errors import ReportError
from countenance.record.proof import read_proof
from countenance.reports.digests import canonical_bytes
from countenance.reports.report import Entered
from countenance.stores.library import Library
from countenance.stores.log import DatabaseReader
from reports.out.made_out import OUT


def test_a_report_comes_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(canonical_bytes(OUT))

    assert read_report(tmp_path / "a.json") == OUT


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 9999])
def test_what_is_no_report_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(data)

    with pytest.raises(ReportError, match=r"a\.json: not a report in JSON"):
        read_report(tmp_path / "a.json")


def test_names_are_given_one_by_one() -> None:
    assert named(["p-1=Officer Reyes", "c-1=A=B"]) == {"p-1": "Officer Reyes", "c-1": "A=B"}
    for word in ("p-1", "p-1=", "=x", "p-1= "):
        with pytest.raises(click.UsageError, match="write `WHO=NAME`"):
            named([word])


def test_an_edition_whose_text_is_not_at_hand_stops_it() -> None:
    decided = msgspec.structs.replace(OUT.decision, editions=("own-code@2026-01-01",))
    other = msgspec.structs.replace(OUT, decision=decided)

    assert [each.name for each in editions_of(OUT, Library())] == ["us-ca-pen-13663@2026-01-01"]
    with pytest.raises(ReportError, match="`own-code@2026-01-01`, whose text is not at hand"):
        editions_of(other, Library())


def test_proofs_are_those_of_the_entries_that_the_report_names(tmp_path: Path) -> None:
    assert proofs_of(OUT, tmp_path) == {}
    made_log(tmp_path, calls=3)
    stored = DatabaseReader(tmp_path).entry(2)
    assert stored is not None
    id_ = msgspec.json.decode(stored.data)["id"]
    report = msgspec.structs.replace(OUT, entries=(Entered(id_, 2, "decided"),))

    found = proofs_of(report, tmp_path)

    assert read_proof(found[2]).extra == stored.data
    with pytest.raises(ReportError, match="entry 4 of the log .* is not the one"):
        proofs_of(OUT, tmp_path)


def test_files_are_written_and_read_by_their_paths(tmp_path: Path) -> None:
    files = {"a.txt": b"a", "b/c/d.txt": b""}
    write_files(tmp_path / "x", files)

    assert bundle_in(tmp_path / "x") == files


def test_a_folder_is_there_once_all_of_it_could_be_made(tmp_path: Path) -> None:
    with new_files(tmp_path / "out" / "x") as puts:
        puts("a/b.txt", [b"b", b"c"], 2)
        assert not (tmp_path / "out" / "x").exists()
    assert bundle_in(tmp_path / "out") == {"x/a/b.txt": b"bc"}

    def fails() -> None:
        with new_files(tmp_path / "y") as puts:
            puts("a.txt", [b"a"], 1)
            raise ReportError("no")

    with pytest.raises(ReportError, match="no"):
        fails()
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_a_link_is_no_file_of_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/hostname")

    with pytest.raises(ReportError, match="link: a link, and no file of a bundle"):
        bundle_in(tmp_path)
