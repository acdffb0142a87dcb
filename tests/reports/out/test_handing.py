"""Bundles of a gate: whoever may read a report is handed it, and the log shows what is in it."""

import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest

from countenance.callers.jws import kid_of
from countenance.errors import OutdatedError, ReviewError, UnknownReportError
from countenance.record.signer import Signer
from countenance.reports.out.handing import Hands
from countenance.reports.out.manifest import AUDIO, MANIFEST
from countenance.reports.out.verify import verify_bundle
from countenance.reports.out.withheld import Withheld
from countenance.reports.recording import Span
from countenance.reports.report import text_digest
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


def hands_of(site: Site) -> Hands:
    return Hands(site.desk, site.folder, edition, dict, lambda: AT)


def files_of(taken: tuple[int, Iterator[bytes]]) -> dict[str, bytes]:
    size, pieces = taken
    data = b"".join(pieces)
    assert len(data) == size
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_a_signed_report_is_handed_out_with_all_that_the_log_shows(site: Site) -> None:
    id_ = site.signed()
    publish(site.folder)

    taken = hands_of(site).archive(
        SUPERVISOR, id_, "Okafor and Partners", purpose="defence", with_audio=True
    )
    entry, steps = site.entries()[-1], len(site.desk.find(SUPERVISOR, id_).entries)
    files = files_of(taken)

    kid = kid_of(bytes.fromhex(site.desk.public_key()))
    found = verify_bundle(files, kid, [LOG.key])
    assert found.manifest.signed
    assert AUDIO in files
    assert found.unproven == ()
    assert set(found.shown) >= {
        "recording", "sound", "transcript", "account", "speakers", "draft 1", "signed text",
        "signed contents", "signature",
    }  # fmt: skip
    # That it was handed out was entered before a byte of it was there to be taken.
    assert (entry["change"], entry["person"]) == ("handed-out", SUPERVISOR.ref)
    assert (entry["number"], entry["how"]) == (1, "defence")
    assert len(found.report.entries) == steps - 1


def test_what_was_withheld_and_from_whom_is_entered(site: Site) -> None:
    id_ = site.signed()
    publish(site.folder)
    withheld = (Withheld("Evidence Code 1041", Span(1000, 2000)),)

    files = files_of(
        hands_of(site).archive(OFFICER, id_, "Okafor", purpose="defence", withheld=withheld)
    )

    report = site.desk.find(OFFICER, id_)
    opened = site.desk.proofs(OFFICER, id_)[report.entries[-1].id]
    value = {name: bytes.fromhex(each.value) for name, each in opened.items()}
    assert value["reason"] == b"Okafor"
    assert msgspec.json.decode(value["withheld"], type=tuple[Withheld, ...]) == withheld
    assert value["bundle"] == sha256(files[MANIFEST]).digest()
    assert f"sha256:{value['text'].hex()}" == text_digest(report)
    entry = msgspec.json.encode(site.entries()[-1])
    assert b"1041" not in entry
    assert b"Okafor" not in entry


def test_nobody_is_handed_what_that_person_may_not_read(site: Site) -> None:
    id_ = site.signed()
    publish(site.folder)
    hands, before = hands_of(site), len(site.entries())

    with pytest.raises(UnknownReportError):
        hands.archive(PROSECUTOR, id_, "the court")
    with pytest.raises(ReviewError, match="`withheld` needs `for`"):
        hands.archive(OFFICER, id_, "x", withheld=(Withheld("Rule 1", account=True),))
    with pytest.raises(ReviewError, match="`to` has 0 letters"):
        hands.archive(OFFICER, id_, " ")
    assert len(site.entries()) == before
    site.desk.disclose(SUPERVISOR, id_, PROSECUTOR, "case 26-1")
    publish(site.folder)
    assert files_of(hands.archive(PROSECUTOR, id_, "the court"))
    assert site.entries()[-1]["person"] == PROSECUTOR.ref


def test_what_is_changed_while_a_bundle_is_made_is_not_handed_out(site: Site) -> None:
    id_ = site.signed()
    publish(site.folder)
    told: list[object] = []

    def meanwhile() -> None:
        if not told:
            told.append(site.desk.revise(OFFICER, id_, "a mistake"))

    with pytest.raises(OutdatedError, match="changed while it was handed out"):
        hands_of(site).archive(OFFICER, id_, "the court", meanwhile)
    assert site.entries()[-1]["change"] == "revised"
    assert [each.name for each in (site.folder / "reports").iterdir()] == [f"{id_}.sealed"]
