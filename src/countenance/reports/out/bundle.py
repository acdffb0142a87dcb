"""A bundle: everything that is handed out of a report, as files with their paths.

    index.html          to read and to hear, by double-click
    audio/recording.wav the recording that was heard, where it is handed out
    report.json         all of it for programs (canonical JSON, RFC 8785)
    report.pdf, report.docx
    transcript.vtt, transcript.srt
    proofs/7.tlog-proof of each entry, where they could be made; as 7.json with what opens the
                        commitments in it, so that drafts and signature are shown to be those
    README.txt          how to verify it without its sender
    manifest.json, manifest.jws

Rules kept here:
 * Needs the extra `reports`: a bundle has the papers too, whoever makes it.
 * The sound is that which was heard: its digest is the one of the report, or there is no bundle.
   It is never there whole: it goes from where it is kept to where it is written, piece by piece.
 * What is withheld is in no file, and every reader is told what it is and under which rule.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.callers.jws import kid_of
from countenance.codes.model import Edition
from countenance.errors import ReportError
from countenance.record.opened import is_opened_entry, read_opened
from countenance.reports.digests import canonical_bytes
from countenance.reports.out.bundle_page import bundle_page
from countenance.reports.out.captions import as_srt, as_vtt, cues_of
from countenance.reports.out.docx import as_docx
from countenance.reports.out.manifest import (
    AUDIO,
    PAGE,
    REPORT,
    Manifest,
    Part,
    Purpose,
    Puts,
    proof_path,
    signed_manifest,
)
from countenance.reports.out.pdf import as_pdf
from countenance.reports.out.report_document import every_page, mark_of, report_document
from countenance.reports.out.told import Told, told
from countenance.reports.out.wav import wav_head, wav_pieces
from countenance.reports.out.withheld import Withheld, silenced, without
from countenance.reports.report import Report, text_digest

__all__ = ["Handed", "Sound", "write_bundle"]


@dataclass(frozen=True, slots=True)
class Sound:
    """The samples of a recording, 16 bits each: how many bytes they are, and these."""

    size: int
    pieces: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Handed:
    """What goes into a bundle besides the report. `sound`: of the recording, which is taken once;
    `proofs`: index -> the proof of that entry, or the entry opened; `made`: when, in UTC."""

    made: str
    purpose: Purpose = ""
    withheld: tuple[Withheld, ...] = ()
    sound: Sound | None = None
    proofs: Mapping[int, bytes] = field(default_factory=dict)


def write_bundle(
    report: Report,
    editions: Sequence[Edition],
    names: Mapping[str, str],
    handed: Handed,
    key: Ed25519PrivateKey,
    puts: Puts,
) -> Manifest:
    """Write a bundle, file by file; its manifest is the last. What was written is one only when
    this returns. Raises `ReportError`, and what `puts` and the sound raise.
    """
    shown = without(report, handed.withheld)
    made = told(shown, editions, names, whole=report)
    kid = kid_of(key.public_key().public_bytes_raw())
    proofs = {index: _closed(handed, proof) for index, proof in sorted(handed.proofs.items())}
    paths = {index: proof_path(index, is_opened_entry(each)) for index, each in proofs.items()}
    files = {
        REPORT: canonical_bytes(shown),
        **_captions(shown),
        **_papers(made, handed.withheld),
        **{paths[index]: proof for index, proof in proofs.items()},
        "README.txt": _readme(report, kid, handed).encode(),
    }
    page = bundle_page(
        made,
        audio=AUDIO if handed.sound is not None else "",
        proofs=paths,
        purpose=handed.purpose,
        withheld=handed.withheld,
    )
    files[PAGE] = page.encode()
    written = _Written(puts)
    if handed.sound is not None:
        size = len(wav_head(handed.sound.size)) + handed.sound.size
        written.put(AUDIO, _sound(report, handed.sound, handed.withheld), size)
    for path, data in sorted(files.items()):
        written.put(path, [data], len(data))
    manifest = Manifest(
        object="countenance.report-bundle",
        v=1,
        report=report.id,
        incident=report.incident,
        text=text_digest(shown),
        signed=made.signature is not None,
        made=handed.made,
        kid=kid,
        key=key.public_key().public_bytes_raw().hex(),
        files=dict(sorted(written.parts.items())),
        purpose=handed.purpose,
        withheld=handed.withheld,
    )
    for path, data in signed_manifest(manifest, key).items():
        puts(path, [data], len(data))
    return manifest


class _Written:
    """Has files written, and knows the size and the digest of each."""

    def __init__(self, puts: Puts) -> None:
        self._puts = puts
        self.parts: dict[str, Part] = {}

    def put(self, path: str, pieces: Iterable[bytes], size: int) -> None:
        """Have one written that has to have this size. Raises `ReportError`."""
        digest, count = hashlib.sha256(), 0

        def passing() -> Iterator[bytes]:
            nonlocal count
            for piece in pieces:
                digest.update(piece)
                count += len(piece)
                yield piece

        self._puts(path, passing(), size)
        if count != size:
            raise ReportError(f"{path}: {count} bytes were written, of {size}")
        self.parts[path] = Part(size, f"sha256:{digest.hexdigest()}")


def _closed(handed: Handed, proof: bytes) -> bytes:
    """A proof as it is handed out: without openings where something is withheld.

    They have digests of the whole in them, on which a guess could be tried.
    """
    if not handed.withheld or not is_opened_entry(proof):
        return proof
    return read_opened(proof).proof.encode()


def _captions(report: Report) -> dict[str, bytes]:
    if report.transcript is None:
        return {}
    speakers = report.speakers[-1].speakers if report.speakers else None
    cues = cues_of(report.transcript, speakers, report.recording.muted)
    return {
        "transcript.vtt": as_vtt(cues, f"Recording {report.recording.sha256}").encode(),
        "transcript.srt": as_srt(cues).encode(),
    }


def _papers(made: Told, withheld: Iterable[Withheld]) -> dict[str, bytes]:
    document, below = report_document(made), every_page(made)
    below += tuple(f"Withheld: {each.what} under: {each.rule}" for each in withheld)
    mark = mark_of(made)
    return {
        "report.pdf": as_pdf(document, below, mark),
        "report.docx": as_docx(document, below, mark),
    }


def _sound(report: Report, sound: Sound, withheld: Iterable[Withheld]) -> Iterator[bytes]:
    """The file of the sound. Raises `ReportError` at its end where it is another one."""
    digest = hashlib.sha256()

    def heard() -> Iterator[bytes]:
        for piece in sound.pieces:
            digest.update(piece)
            yield piece

    yield from wav_pieces(sound.size, silenced(heard(), withheld))
    found = f"sha256:{digest.hexdigest()}"
    if found != report.recording.samples_sha256:
        raise ReportError(
            f"sound: its samples are {found}; the report was made from "
            f"{report.recording.samples_sha256}"
        )


def _readme(report: Report, kid: str, handed: Handed) -> str:
    purpose = f"Made for the {handed.purpose}. " if handed.purpose else ""
    withheld = [f"  withheld: {each.what} under: {each.rule}" for each in handed.withheld]
    return "\n".join(
        [
            f"Report {report.incident}, bundle made {handed.made}.",
            f"{purpose}{'Not complete:' if withheld else 'Nothing was withheld.'}",
            *withheld,
            "",
            "To read and hear it: open index.html with any browser. Nothing is asked of a network.",
            "",
            "To verify it, with countenance (Apache-2.0), from this folder alone:",
            "",
            f"  countenance report verify . --signed-by {kid} --key KEY-OF-THE-LOG",
            "",
            "or with one file of Python that needs nothing else, verify_countenance.py, which",
            "comes with countenance and shares no line with it:",
            "",
            f"  python3 verify_countenance.py . {kid} KEY-OF-THE-LOG",
            "",
            "Get both keys, and the program, from somewhere else than from this folder: whoever",
            "changes a file could change this line. With other tools:",
            "",
            "  1. manifest.jws is a JWS (RFC 7515, EdDSA). Its payload has the SHA-256 of",
            "     manifest.json; the public key is `key` in manifest.json, and its SHA-256 begins",
            f"     with {kid}.",
            "  2. manifest.json has the SHA-256 and the size of every other file.",
            "  3. proofs/*.tlog-proof verify with any tool that reads c2sp.org/tlog-proof.",
            "  4. signature.jws in report.json is the officer's JWS. Its payload is the canonical",
            "     JSON (RFC 8785) of signature.certifies; `text` in it is the SHA-256 of the",
            "     sentences, a line each, and `recording` that of the file that was handed in.",
            "",
        ]
    )
