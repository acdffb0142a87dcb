"""A bundle from the page of its report."""

import io
import zipfile
from pathlib import Path

from console.report_pages import report_pages
from countenance.callers.jws import kid_of
from countenance.reports.out.verify import verify_bundle
from reports.acting import OTHER, SUPERVISOR
from reports.out.test_handing import LOG, publish

LIST = b'[[withheld]]\naccount = true\nrule = "Evidence Code 1040"\n'


def test_whoever_may_read_a_report_gets_it_as_a_bundle(tmp_path: Path) -> None:
    with report_pages(tmp_path) as pages:
        id_ = pages.site.signed()
        asked = {"to": "Okafor and Partners", "for": "defence", "audio": "yes"}
        early = pages.send_files(SUPERVISOR, id_, "bundle.zip", None, asked)
        assert (early.status_code, "not published yet" in early.text) == (503, True)
        publish(tmp_path)

        got = pages.send_files(SUPERVISOR, id_, "bundle.zip", {"withheld": LIST}, asked)
        with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
            files = {
                name.removeprefix(f"{id_}/"): archive.read(name) for name in archive.namelist()
            }
        kid = kid_of(bytes.fromhex(pages.site.desk.public_key()))
        found = verify_bundle(files, kid, [LOG.key])

        assert got.headers["content-type"] == "application/zip"
        assert got.headers["content-length"] == str(len(got.content))
        assert (found.manifest.purpose, found.unproven) == ("defence", ())
        assert [each.rule for each in found.manifest.withheld] == ["Evidence Code 1040"]
        entry = pages.site.entries()[-1]
        assert (entry["change"], entry["person"]) == ("handed-out", SUPERVISOR.ref)


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_entered(tmp_path: Path) -> None:
    with report_pages(tmp_path) as pages:
        id_ = pages.site.signed()
        publish(tmp_path)
        before = len(pages.site.entries())
        for fields, files, says in (
            ({"to": "", "for": ""}, None, "say to whom it goes"),
            ({"to": "x", "for": "me"}, None, "choose for whom it is made"),
            ({"to": "x", "for": ""}, {"withheld": LIST}, "say for which side"),
            ({"to": "x", "for": "defence"}, {"withheld": b"[[x"}, "this list: "),
            ({"to": "x", "for": "defence"}, {"withheld": b"\xff"}, "a list in TOML is right"),
        ):
            got = pages.send_files(SUPERVISOR, id_, "bundle.zip", files, fields)
            assert (got.status_code, says in got.text) == (400, True), got.text
        assert pages.send(OTHER, id_, "bundle.zip", to="x").status_code in (403, 404)
        assert pages.get(SUPERVISOR, f"/console/reports/{id_}/bundle.zip").status_code == 405
        assert len(pages.site.entries()) == before
