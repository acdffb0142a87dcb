"""A bundle from the page of its report."""

import io
import zipfile
from pathlib import Path

from console.report_pages import report_pages
from countenance.callers.jws import kid_of
from countenance.reports.out.verify import verify_bundle
from reports.acting import OTHER, SUPERVISOR
from reports.out.test_handing import LOG, publish


def test_whoever_may_read_a_report_gets_it_as_a_bundle(tmp_path: Path) -> None:
    with report_pages(tmp_path) as pages:
        id_ = pages.site.signed()
        path = f"/console/reports/{id_}/bundle.zip"
        assert "not published yet" in pages.get(SUPERVISOR, path).text
        publish(tmp_path)

        got = pages.get(SUPERVISOR, f"{path}?for=defence")
        with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
            files = {
                name.removeprefix(f"{id_}/"): archive.read(name) for name in archive.namelist()
            }
        kid = kid_of(bytes.fromhex(pages.site.desk.public_key()))
        found = verify_bundle(files, kid, [LOG.key])

        assert got.headers["content-type"] == "application/zip"
        assert (found.manifest.purpose, found.unproven) == ("defence", ())
        assert f"{path}?for=prosecution" in pages.get(SUPERVISOR, f"/console/reports/{id_}").text
        assert pages.get(OTHER, path).status_code == 404
        assert pages.get(SUPERVISOR, f"{path}?for=me").status_code == 400
        assert pages.get(SUPERVISOR, path, sec_fetch_site="cross-site").status_code == 403
