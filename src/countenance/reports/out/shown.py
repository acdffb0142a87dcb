"""What an entry of the log shows about a report: that this draft, account or text is the very one.

Rules kept here:
 * An opening says something about a report only where its field is one that is known here; it has
   to be the digest of what the report has, or the bundle does not verify.
 * A draft is shown by the entry that stood before it was displayed, and by no other.
"""

from collections.abc import Iterable

from countenance.errors import ProofError
from countenance.record.commitment import Opening
from countenance.reports.digests import digest
from countenance.reports.report import Entered, Report

__all__ = ["FIELDS", "shown_by"]

FIELDS = (
    "recording", "samples", "transcript", "speakers", "account", "draft", "text", "contents",
    "signature",
)  # fmt: skip
"""The fields of an entry that show something about a report."""


def shown_by(report: Report, entered: Entered, openings: Iterable[Opening]) -> tuple[str, ...]:
    """What these openings of an entry show to be as the report has it, in words.

    Raises `ProofError` where the report has something else.
    """
    found = []
    for opening in openings:
        wanted = _digests(report, entered, opening.field)
        if not wanted:
            continue
        value = opening.value.decode("ascii", "replace")
        name = wanted.get(f"sha256:{opening.value.hex()}") or wanted.get(value)
        if name is None:
            raise ProofError(
                f"entry {entered.index} was made from another {opening.field} than the report has"
            )
        found.append(name)
    return tuple(found)


def _digests(report: Report, entered: Entered, field: str) -> dict[str, str]:
    """What a field may have been made from -> what that is; nothing for a field not looked at."""
    signature = report.signature if entered.step == "signed" else None
    last = [each for each in report.entries if each.step == "signed"][-1:]
    match field:
        case "recording":
            return {report.recording.sha256: "recording"}
        case "samples":
            return {report.recording.samples_sha256: "sound"}
        case "transcript":
            return {digest(each): "transcript" for each in report.transcripts}
        case "speakers":
            return {digest(each.speakers): "speakers" for each in report.speakers}
        case "account" if report.account is not None:
            return {report.account.sha256: "account"}
        case "draft":
            return {
                each.digest: f"draft {each.number}"
                for each in report.generations
                if each.entry == entered.id and digest(each.draft) == each.digest
            } or {"": ""}
        case "text" if signature is not None and [entered] == last:
            return {signature.certifies.text: "signed text"}
        case "contents" if signature is not None and [entered] == last:
            return {signature.certifies.contents: "signed contents"}
        case "signature" if signature is not None and [entered] == last:
            return {signature.public: "signature"}
        case _:
            return {}
