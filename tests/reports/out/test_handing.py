"""Bundles of a gate: whoever may read a report is handed it, and the log shows what is in it."""

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from countenance.callers.jws import kid_of
from countenance.errors import UnknownReportError
from countenance.record.signer import Signer
from countenance.reports.out.handing import Hands, zipped
from countenance.reports.out.manifest import AUDIO
from countenance.reports.out.verify import verify_bundle
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import edition
from countenance.stores.published import FOLDER, Publisher
from reports.acting import OFFICER, PROSECUTOR, SUPERVISOR
from reports.desk_site import Site, site_in
from reports.made_report import AT

LOG = Signer("gate.example.org/record", b"k" * 32)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as made:
        yield made


def publish(folder: Path) -> None:
    reader = DatabaseReader(folder)
    publisher = Publisher(reader, folder / FOLDER, [LOG])
    publisher.publish()
    publisher.close()
    reader.close()


def test_a_signed_report_is_handed_out_with_all_that_the_log_shows(site: Site) -> None:
    id_ = site.signed()
    publish(site.folder)
    hands = Hands(site.desk, site.folder, edition, dict, lambda: AT)

    files = hands.bundle(SUPERVISOR, id_, purpose="defence", with_audio=True)

    kid = kid_of(bytes.fromhex(site.desk.public_key()))
    found = verify_bundle(files, kid, [LOG.key])
    assert found.manifest.signed
    assert AUDIO in files
    assert found.unproven == ()
    assert set(found.shown) >= {
        "recording", "sound", "transcript", "account", "speakers", "draft 1", "signed text",
        "signed contents", "signature",
    }  # fmt: skip


def test_nobody_is_handed_what_that_person_may_not_read(site: Site) -> None:
    id_ = site.signed()
    publish(site.folder)
    hands = Hands(site.desk, site.folder, edition, dict, lambda: AT)

    with pytest.raises(UnknownReportError):
        hands.bundle(PROSECUTOR, id_)
    site.desk.disclose(SUPERVISOR, id_, PROSECUTOR, "case 26-1")
    publish(site.folder)
    assert hands.bundle(PROSECUTOR, id_)
    assert hands.bundle(OFFICER, id_)


def test_an_archive_has_the_files_under_one_folder() -> None:
    files = {"b/c.txt": b"c", "a.txt": b""}
    made = zipped(files, "bundle")

    with ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == ["bundle/a.txt", "bundle/b/c.txt"]
        assert archive.read("bundle/b/c.txt") == b"c"
    assert made == zipped(dict(reversed(files.items())), "bundle")
