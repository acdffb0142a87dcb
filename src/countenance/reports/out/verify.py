"""A bundle, verified by whoever got it: from the bundle alone, and keys that were known before.

Rules kept here:
 * Every file has to be in the manifest that was signed, byte for byte, and no other may be there.
 * What the bundle says of itself is looked at again: the signature of the officer over the text,
   over who wrote each sentence and what was settled; the sound; and the entries by their proofs.
 * Whose keys count says whoever verifies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from countenance.errors import ProofError, RecordError, ReportError
from countenance.record.canonical import parse
from countenance.record.checkpoint import Opened
from countenance.record.commitment import Opening
from countenance.record.note import VerifierKey
from countenance.record.opened import is_opened_entry, read_opened, verify_opened
from countenance.record.proof import read_proof, verify_proof
from countenance.reports.digests import canonical_bytes, digest
from countenance.reports.out.manifest import (
    AUDIO,
    MANIFEST,
    PAGE,
    REPORT,
    SIGNATURE,
    Manifest,
    proof_path,
    verify_manifest,
    wrong_files,
)
from countenance.reports.out.shown import shown_by
from countenance.reports.out.wav import samples_digest
from countenance.reports.out.withheld import GONE, GONE_DIGEST
from countenance.reports.report import Entered, Report, Signature, text_digest
from countenance.reports.signing import contents_digest, verify_signature

__all__ = ["Verified", "verify_bundle"]


@dataclass(frozen=True, slots=True)
class Verified:
    """A bundle in which everything fits. `heads`: those by which its entries are in the log, one
    for each entry; `unproven`: entries of the report of which it has no proof; `shown`: what of the
    report the log shows to be the very same, such as `draft 1`."""

    manifest: Manifest
    report: Report
    heads: tuple[Opened, ...]
    unproven: tuple[int, ...]
    shown: tuple[str, ...] = ()


def verify_bundle(files: Mapping[str, bytes], kid: str, keys: Sequence[VerifierKey]) -> Verified:
    """Verify the files of a bundle, by their paths. `kid`: the id of the key that has to have
    signed it; `keys`: those of the log and its witnesses.

    Raises `ReportError` that names each file that is wrong, and `ProofError` for an entry.
    """
    for path in (MANIFEST, SIGNATURE):
        if path not in files:
            raise ReportError(f"{path}: missing")
    manifest = verify_manifest(files[MANIFEST], files[SIGNATURE], kid)
    if wrong := list(wrong_files(manifest, files)):
        raise ReportError("; ".join(wrong))
    if missing := [path for path in (REPORT, PAGE) if path not in files]:
        raise ReportError(f"{missing[0]}: missing; every bundle has one")
    report = _report(files[REPORT])
    _check(manifest, report, files)
    heads: list[Opened] = []
    unproven: list[int] = []
    shown: list[str] = []
    for entered in report.entries:
        where = proof_path(entered.index), proof_path(entered.index, is_opened=True)
        there = [each for each in where if each in files]
        if not there:
            unproven.append(entered.index)
            continue
        path = there[0]
        try:
            head, openings = _entry(files[path], entered, keys)
            heads.append(head)
            shown += shown_by(report, entered, openings)
        except RecordError as error:
            raise ProofError(f"{path}: {error}") from error
    return Verified(manifest, report, tuple(heads), tuple(unproven), tuple(dict.fromkeys(shown)))


def _report(data: bytes) -> Report:
    try:
        found = msgspec.json.decode(data, type=Report)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ReportError(f"{REPORT}: {error}") from error
    if canonical_bytes(found) != data:
        raise ReportError(f"{REPORT}: not in canonical form")
    return found


def _check(manifest: Manifest, report: Report, files: Mapping[str, bytes]) -> None:
    if (report.id, report.incident) != (manifest.report, manifest.incident):
        raise ReportError(f"{REPORT}: another report than the manifest says")
    if text_digest(report) != manifest.text:
        raise ReportError(f"{REPORT}: its text is another one than the manifest says")
    signature = report.signature
    if manifest.signed and (
        signature is None or signature.certifies.text not in (manifest.text, _gone(manifest))
    ):
        raise ReportError(f"{REPORT}: the officer's signature is about another text")
    if manifest.signed and signature is not None:
        _check_officer(report, signature, manifest, "the report")
    for version in report.earlier:
        then = msgspec.structs.replace(
            report,
            version=version.number,
            sentences=version.sentences,
            settled=report.settled[: version.settled],
        )
        _check_officer(then, version.signature, manifest, f"version {version.number}")
    for each in report.generations:
        if each.digest not in (digest(each.draft), _gone(manifest)):
            raise ReportError(f"{REPORT}: draft {each.number} is another one than its digest says")
    is_whole = AUDIO in files and not any(each.span for each in manifest.withheld)
    if is_whole and samples_digest(files[AUDIO]) != report.recording.samples_sha256:
        raise ReportError(f"{AUDIO}: another sound than the report was made from")


def _check_officer(report: Report, signature: Signature, manifest: Manifest, what: str) -> None:
    """That the officer has signed this text, with who wrote each sentence and all that was settled,
    from this recording, after these drafts.

    Where a part of that is withheld, what was signed about it cannot be shown.
    """
    _check_text(report, signature, manifest, what)
    certifies = signature.certifies
    if certifies.contents not in (contents_digest(report), _gone(manifest)):
        raise ReportError(
            f"{REPORT}: {what}: the officer's signature is about other contents: who wrote a "
            "sentence, what it rests on, or what was settled"
        )
    drafts = tuple(each.digest for each in report.generations[: certifies.generations])
    if (certifies.version, certifies.recording, certifies.drafts) != (
        report.version, report.recording.sha256, drafts
    ) or len(drafts) != certifies.generations:  # fmt: skip
        raise ReportError(
            f"{REPORT}: {what}: the officer's signature is about another version, recording or "
            "draft"
        )


def _check_text(report: Report, signature: Signature, manifest: Manifest, what: str) -> None:
    certifies = signature.certifies
    if not (manifest.withheld and signature.jws == GONE):
        try:
            verify_signature(signature)
        except ReportError as error:
            raise ReportError(f"{REPORT}: {what}: {error}") from error
    if (certifies.report, certifies.incident, certifies.by) != (
        report.id, report.incident, report.officer
    ):  # fmt: skip
        raise ReportError(f"{REPORT}: {what}: its signature is about another report, or another's")
    if certifies.text not in (text_digest(report), _gone(manifest)):
        raise ReportError(f"{REPORT}: {what}: its signature is about another text")


def _gone(manifest: Manifest) -> str | None:
    """What stands for the digest of something of which a part was withheld."""
    return GONE_DIGEST if manifest.withheld else None


def _entry(
    data: bytes, entered: Entered, keys: Sequence[VerifierKey]
) -> tuple[Opened, tuple[Opening, ...]]:
    """The head by which an entry is in the log, and what its commitments were made from."""
    openings: tuple[Opening, ...] = ()
    if is_opened_entry(data):
        read = read_opened(data)
        opened, openings = verify_opened(read, keys)
        index, entry = read.index, read.entry.encode()
    else:
        proof = read_proof(data)
        if proof.extra is None:
            raise ProofError("the entry is not in it")
        opened, index, entry = verify_proof(proof, proof.extra, keys), proof.index, proof.extra
    if index != entered.index:
        raise ProofError(f"about entry {index}, not {entered.index}")
    told = parse(entry)
    if not isinstance(told, dict) or told.get("id") != entered.id:
        raise ProofError("its entry is another one than the report names")
    return opened, openings
