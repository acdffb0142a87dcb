"""A bundle is verified from itself: whichever byte of it is changed, it is found and named."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.errors import ProofError, RecordError, ReportError
from countenance.reports.digests import canonical_bytes, digest
from countenance.reports.out.manifest import AUDIO, MANIFEST, REPORT, SIGNATURE
from countenance.reports.out.verify import Verified, verify_bundle
from countenance.reports.out.withheld import Withheld
from countenance.reports.recording import Span
from countenance.reports.report import Entered, Version
from countenance.reports.signing import JWS_TYPE, sign_payload
from reports.out.made_bundle import HANDED, KID, LOG, bundle_of, opened_of, opens
from reports.out.made_out import OFFICER_KEY, OUT, signed

FILES = bundle_of()


def verified(files: dict[str, bytes], kid: str = KID) -> Verified:
    return verify_bundle(files, kid, [LOG.key])


def test_everything_fits() -> None:
    found = verified(FILES)

    assert found.report == OUT
    assert [head.checkpoint.size for head in found.heads] == [8, 8, 8, 8]
    assert found.unproven == ()
    assert found.shown == (
        "draft 1", "sound", "draft 2", "signed text", "signed contents", "signature",
    )  # fmt: skip
    assert found.manifest.purpose == "defence"


@settings(max_examples=150)
@given(data=st.data())
def test_one_changed_byte_anywhere_is_found_and_named(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(FILES)))
    at = data.draw(st.integers(0, len(FILES[path]) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(FILES[path])
    changed[at] ^= 1 << bit

    with pytest.raises((ReportError, RecordError)) as caught:
        verified({**FILES, path: bytes(changed)})

    assert path in str(caught.value) or (
        # Whatever is changed of one of these two, the other does not fit it.
        {path} <= {MANIFEST, SIGNATURE} and "manifest.js" in str(caught.value)
    )


@pytest.mark.parametrize("path", sorted(FILES))
def test_each_file_that_is_missing_is_named(path: str) -> None:
    files = {name: data for name, data in FILES.items() if name != path}

    with pytest.raises(ReportError, match=f"{path}: missing"):
        verified(files)


def test_a_file_that_was_put_in_is_named() -> None:
    with pytest.raises(ReportError, match="audio/other.wav: not in the manifest"):
        verified({**FILES, "audio/other.wav": b""})


def test_whose_key_counts_says_who_verifies() -> None:
    with pytest.raises(ReportError, match="signed with the key"):
        verified(FILES, "f" * 32)
    with pytest.raises(ProofError, match=r"proofs/4\.tlog-proof: "):
        verify_bundle(FILES, KID, [])


def test_whoever_signs_cannot_hand_out_what_does_not_fit_together() -> None:
    entry = Entered("0193a1b2-0000-7000-8000-00000000ffff", 7, "decided")
    with pytest.raises(ProofError, match="another one than the report names"):
        verified(bundle_of(msgspec.structs.replace(OUT, entries=(entry,))))
    other = msgspec.structs.replace(OUT.generations[0], digest="sha256:" + "a" * 64)
    with pytest.raises(ReportError, match="draft 1 is another one than its digest says"):
        verified(bundle_of(signed(msgspec.structs.replace(OUT, generations=(other,)))))


def test_a_signature_of_the_officer_that_does_not_verify_is_found() -> None:
    assert OUT.signature is not None
    certifies = msgspec.structs.replace(OUT.signature.certifies, by="p-other")
    forged = msgspec.structs.replace(OUT.signature, certifies=certifies)
    report = msgspec.structs.replace(OUT, signature=forged)

    files = bundle_of(report)  # it says that nobody signed it
    assert b'"signed":false' in files[MANIFEST]
    assert verified(files).report == report

    other = msgspec.structs.replace(OUT, settled=OUT.settled[1:])
    with pytest.raises(ReportError, match="is about other contents"):
        verified(bundle_of(other))


def test_a_draft_that_was_changed_after_it_was_entered_does_not_verify() -> None:
    first = OUT.generations[0]
    draft = msgspec.structs.replace(first.draft, incident_type="property")
    changed = msgspec.structs.replace(first, draft=draft, digest=digest(draft))
    report = msgspec.structs.replace(OUT, generations=(changed, *OUT.generations[1:]))
    with pytest.raises(ReportError, match="about another version, recording or draft"):
        verified(bundle_of(report))
    report = signed(report)  # by whoever has the key of the officer's signature

    with pytest.raises(ProofError, match=r"proofs/5\.json: entry 5 was made from another draft"):
        verified(bundle_of(report))


def test_an_origin_that_was_changed_after_the_signature_does_not_verify() -> None:
    first, second, *others = OUT.sentences
    assert second.origin == "ai"
    mine = msgspec.structs.replace(second, origin="human")
    report = msgspec.structs.replace(OUT, sentences=(first, mine, *others))

    with pytest.raises(ReportError, match="about other contents: who wrote a sentence"):
        verified(bundle_of(report))


def test_a_signature_of_another_person_or_an_earlier_text_does_not_verify() -> None:
    assert OUT.signature is not None
    with pytest.raises(ReportError, match="about another report, or another's"):
        verified(bundle_of(msgspec.structs.replace(OUT, officer="p-other")))
    earlier = Version(1, OUT.sentences, OUT.signature, settled=len(OUT.settled))
    second = signed(msgspec.structs.replace(OUT, version=2, earlier=(earlier,)))
    made_from = replace(HANDED, proofs=opened_of(second, opens(second)))
    assert verified(bundle_of(second, made_from)).report == second
    cut = msgspec.structs.replace(earlier, sentences=OUT.sentences[1:])
    with pytest.raises(ReportError, match="version 1: its signature is about another text"):
        verified(bundle_of(msgspec.structs.replace(second, earlier=(cut,))))
    fewer = msgspec.structs.replace(earlier, settled=0)
    with pytest.raises(ReportError, match="version 1: the officer's signature is about other cont"):
        verified(bundle_of(msgspec.structs.replace(second, earlier=(fewer,))))


@pytest.mark.parametrize(
    "certified",
    [{"version": 2}, {"recording": f"sha256:{'5' * 64}"}, {"drafts": ()}, {"generations": 1}],
)
def test_a_signature_names_its_version_its_recording_and_its_drafts(
    certified: dict[str, object],
) -> None:
    assert OUT.signature is not None
    certifies = msgspec.structs.replace(OUT.signature.certifies, **certified)
    jws = sign_payload(canonical_bytes(certifies), OFFICER_KEY, JWS_TYPE)
    forged = msgspec.structs.replace(OUT.signature, certifies=certifies, jws=jws)

    with pytest.raises(ReportError, match="about another version, recording or draft"):
        verified(bundle_of(msgspec.structs.replace(OUT, signature=forged)))


def test_an_entry_without_its_proof_is_told() -> None:
    assert verified(bundle_of(handed=replace(HANDED, proofs={}))).unproven == (4, 5, 6, 7)


def test_what_was_withheld_still_verifies() -> None:
    withheld = (Withheld("Rule 1", Span(5000, 7000)),)

    found = verified(bundle_of(handed=replace(HANDED, withheld=withheld)))

    assert found.manifest.withheld == withheld
    assert found.shown == ()  # openings have digests of the whole in them
    assert len(found.heads) == 4
    assert AUDIO in found.manifest.files
    assert REPORT in found.manifest.files
