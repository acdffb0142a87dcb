"""A bundle: what is in it, and that what is withheld is in none of its files."""

import io
from dataclasses import replace
from hashlib import sha256
from zipfile import ZipFile

import msgspec
import pypdfium2  # type: ignore[import-untyped]
import pytest

from countenance.errors import ReportError
from countenance.reports.out.bundle import Sound
from countenance.reports.out.manifest import AUDIO, PAGE, REPORT
from countenance.reports.out.wav import samples_of
from countenance.reports.out.withheld import Withheld
from countenance.reports.recording import Span
from countenance.reports.report import Report
from reports.out.made_bundle import HANDED, KID, bundle_of
from reports.out.made_out import OUT, SAMPLES


def texts(files: dict[str, bytes]) -> str:
    """What can be read in any of the files."""
    found = []
    for path, data in files.items():
        if path.endswith(".pdf"):
            opened = pypdfium2.PdfDocument(data)
            found += [page.get_textpage().get_text_range() for page in opened]
            opened.close()
        elif path.endswith(".docx"):
            found.append(ZipFile(io.BytesIO(data)).read("word/document.xml").decode())
        elif path != AUDIO:
            found.append(data.decode())
    return "\n".join(found)


def test_it_has_a_page_the_sound_and_everything_for_programs() -> None:
    files = bundle_of()

    assert sorted(files) == [
        "README.txt", AUDIO, PAGE, "manifest.json", "manifest.jws",
        "proofs/4.tlog-proof", "proofs/5.json", "proofs/6.json", "proofs/7.json",
        "report.docx", REPORT, "report.pdf", "transcript.srt", "transcript.vtt",
    ]  # fmt: skip
    assert samples_of(files[AUDIO]) == SAMPLES
    assert msgspec.json.decode(files[REPORT], type=Report) == OUT
    readme = files["README.txt"].decode()
    assert f"--signed-by {KID}" in readme
    assert f"python3 verify_countenance.py . {KID} KEY-OF-THE-LOG" in readme


def test_without_sound_there_is_no_player() -> None:
    files = bundle_of(handed=replace(HANDED, sound=None))

    assert AUDIO not in files
    assert b"<audio" not in files[PAGE]
    assert b"Do you know why I stopped you?" in files[PAGE]


def test_another_sound_than_the_report_was_made_from_is_not_handed_out() -> None:
    with pytest.raises(ReportError, match="sound: its samples are sha256:"):
        bundle_of(handed=replace(HANDED, sound=Sound(len(SAMPLES) - 2, [SAMPLES[:-2]])))
    with pytest.raises(ReportError, match=f"{AUDIO}: 46 bytes were written, of "):
        bundle_of(
            msgspec.structs.replace(OUT, recording=msgspec.structs.replace(
                OUT.recording, samples_sha256=f"sha256:{sha256(SAMPLES[:2]).hexdigest()}"
            )),
            replace(HANDED, sound=Sound(len(SAMPLES), [SAMPLES[:2]])),
        )  # fmt: skip


def test_what_is_withheld_is_in_no_file_and_every_reader_is_told() -> None:
    withheld = (Withheld("Evidence Code 1041", Span(5000, 7400)),)

    files = bundle_of(handed=replace(HANDED, withheld=withheld))
    said = " ".join(texts(files).split())

    assert "fifty" not in said
    assert "52 was heard" not in said
    assert not any(samples_of(files[AUDIO])[160_000:224_000])
    for path in ("README.txt", PAGE, "report.pdf", "manifest.json", "report.docx"):
        assert "Evidence Code 1041" in " ".join(texts({path: files[path]}).split()) or (
            path == "report.docx"
            and b"Evidence Code 1041" in ZipFile(io.BytesIO(files[path])).read("word/footer1.xml")
        ), path


def test_a_draft_is_handed_out_as_one() -> None:
    files = bundle_of(msgspec.structs.replace(OUT, signature=None))

    assert b"DRAFT: not signed" in files[PAGE]
    assert "DRAFT: not signed" in texts({"a.pdf": files["report.pdf"]})
    assert b'"signed":false' in files["manifest.json"]
