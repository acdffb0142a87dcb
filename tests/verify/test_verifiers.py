"""The log verified by programs that share nothing with ours: one file of Python, and Go."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from countenance.errors import ReportError
from countenance.record.checkpoint import read_checkpoint
from countenance.record.note import cosign, read_note
from countenance.record.proof import Proof
from countenance.record.receipt import receipt_of
from countenance.record.signer import Signer
from countenance.record.store import Stored
from countenance.record.tiles import Tiles
from countenance.record.tree import inclusion_proof, leaf_hash
from countenance.record.trust import Log, Trust, Witness
from countenance.reports.digests import canonical_bytes
from countenance.reports.out.manifest import (
    MANIFEST,
    REPORT,
    SIGNATURE,
    part_of,
    read_manifest,
    signed_manifest,
)
from countenance.reports.out.verify import verify_bundle
from countenance.reports.out.withheld import Withheld
from countenance.reports.recording import Span
from countenance.reports.report import Report, text_digest
from countenance.stores.published import Published, Publisher
from house.source import ROOT
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME
from reports.out.made_bundle import BUNDLE_KEY, HANDED, KID, bundle_of
from reports.out.made_bundle import LOG as BUNDLE_LOG
from stores.test_published import Grown
from verify.flipping import KINDS, flipped, single_file

KEY = Signer("gate.example.org/record", b"k" * 32)
PYTHON = ROOT / "verify/verify_countenance.py"
GO = ROOT / "verify/tlog.go"
SIZE = 700
BUNDLE = bundle_of()
LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
HEADS = (1, 2, 3, 7, 64, 255, 256, 257, 300, 511, 512, 513, 640, 699)
"""Sizes at which the log was published before."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that grew, with its older heads beside it."""
    folder = tmp_path_factory.mktemp("log")
    grown = Grown()
    publisher = Publisher(grown, folder, [KEY])
    for size in HEADS:
        grown.grow(size)
        publisher.publish()
        shutil.copy(folder / "checkpoint", folder / f"older-{size}")
    grown.grow(SIZE)
    publisher.publish()
    publisher.close()
    return folder


@pytest.fixture(scope="module")
def proof(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = Published(log)
    note = read_note(files.head() or b"")
    size = read_checkpoint(note.text).size
    hashes = inclusion_proof(555, size, Tiles(size, files.tile).node)
    file = tmp_path_factory.mktemp("proof") / "entry.tlog-proof"
    file.write_text(str(Proof(555, hashes, note, Grown(SIZE).data[555])), encoding="utf-8")
    return file


def ran(words: Sequence[str], *, library: bool = True) -> subprocess.CompletedProcess[str]:
    """The single file, run by an interpreter that sees no installed package unless it may."""
    plain = [] if library else ["-I", "-S"]
    return subprocess.run(
        [sys.executable, *plain, str(PYTHON), *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("library", [True, False])
def test_the_single_file_verifies_a_proof_and_a_log(
    log: Path, proof: Path, *, library: bool
) -> None:
    one = ran([str(proof), str(KEY.key)], library=library)
    whole = ran([str(log), str(KEY.key)], library=library)

    assert (one.returncode, one.stderr) == (0, "")
    assert one.stdout.startswith(f"verified: entry 555 of 700 of {KEY.name}:\n{{")
    assert whole.returncode == 0
    assert whole.stdout.startswith("verified: every one of 700 entries")
    assert "not given here: none" in whole.stdout


@pytest.mark.parametrize("library", [True, False])
def test_the_single_file_refuses_another_key(proof: Path, *, library: bool) -> None:
    other = Signer(KEY.name, b"z" * 32).key
    renamed = Signer("other.example.org", KEY.seed).key

    for key, says in ((other, "has not signed"), (renamed, f"is that of `{KEY.name}`")):
        found = ran([str(proof), str(key)], library=library)
        assert (found.returncode, says in found.stdout) == (1, True), found


def test_the_single_file_finds_each_changed_byte_of_a_proof(proof: Path) -> None:
    single = single_file()
    name, public = single.read_key(str(KEY.key))
    whole, chance = proof.read_bytes(), random.Random(5)
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(8)
        with pytest.raises(single.WrongError):
            single.verify_proof(bytes(changed), name, public)


def test_each_changed_byte_of_a_witnessed_log_is_noticed_by_both(
    log: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "log"
    shutil.copytree(log, copy)
    text = read_note((copy / "checkpoint").read_bytes()).text
    signature = cosign(text, WITNESS_NAME, WITNESS, 1_800_000_000)
    with (copy / "checkpoint").open("a", encoding="utf-8") as head:
        head.write(f"{signature}\n")
    trust = Trust((Log(KEY.key),), (Witness("court", WITNESS_KEY),), (), "court")

    found = flipped(copy, trust, 25, 5)

    assert found.tried == dict.fromkeys(KINDS, 25)
    assert found.unnoticed == []


def test_signatures_are_checked_alike_with_and_without_the_library() -> None:
    single = single_file()
    chance = random.Random(8032)
    for number in range(12):
        key = Signer("x", chance.randbytes(32))
        message = chance.randbytes(number * 7)
        good = key.private.sign(message)
        public = key.key.public
        at = chance.randrange(64)
        bad = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        for check in (single.signed, single.signed_plainly):
            assert check(public, good, message)
            assert not check(public, bad, message)
            assert not check(public, good, message + b"x")
    assert not single.signed(public, b"short", b"")


@pytest.mark.parametrize("library", [True, False])
def test_the_single_file_takes_a_receipt_and_says_what_does_not_fit(
    log: Path, tmp_path: Path, *, library: bool
) -> None:
    files, data = Published(log), Grown(SIZE).data[555]
    receipt = receipt_of(Stored(555, data, leaf_hash(data)), files.head(), files.tile, ())
    file = tmp_path / "receipt.json"
    file.write_bytes(bytes(receipt))

    found = ran([str(file), str(KEY.key)], library=library)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith(f"verified: entry 555 of 700 of {KEY.name}:\n{{")
    told = json.loads(bytes(receipt))
    for changes, says in (
        ({"index": 554}, "speaks of another entry"),
        ({"entry": "{}"}, "speaks of another entry"),
        ({"proof": told["proof"].replace("index 555", "index 554")}, "does not verify"),
        ({"proof": None}, "has no proof"),
        ({"object": "x"}, "is no receipt"),
        ({"certificates": None}, "certificates about an entry that is no decision"),
        ({"certificates": [{"act": None}]}, "certificates about an entry that is no decision"),
    ):
        file.write_text(json.dumps({**told, **changes}), encoding="utf-8")
        wrong = ran([str(file), str(KEY.key)], library=library)
        assert (wrong.returncode, says in wrong.stdout) == (1, True), (changes, wrong)
    file.write_text("{", encoding="utf-8")
    assert "not JSON" in ran([str(file), str(KEY.key)], library=library).stdout


@pytest.mark.parametrize("library", [True, False])
def test_the_single_file_verifies_a_bundle_of_a_report(tmp_path: Path, *, library: bool) -> None:
    for path, data in BUNDLE.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    words = [str(tmp_path), KID, str(BUNDLE_LOG.key)]

    found = ran(words, library=library)

    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith(f"verified: all {len(BUNDLE)} files of report-")
    assert "not made with the key" in ran([words[0], "0" * 32, words[2]], library=library).stdout
    other = str(Signer("other.example.org/record", b"o" * 32).key)
    assert "the checkpoint is that of" in ran([*words[:2], other], library=library).stdout
    (tmp_path / "more.txt").write_text("x")
    (tmp_path / "report.pdf").unlink()
    wrong = ran(words, library=library)
    assert (wrong.returncode, wrong.stdout) == (
        1, "does not verify: more.txt: not in the manifest; report.pdf: missing\n"
    )  # fmt: skip


def test_each_changed_byte_of_a_bundle_is_noticed_by_the_single_file(tmp_path: Path) -> None:
    single = single_file()
    for path, data in BUNDLE.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    name, public = single.read_key(str(BUNDLE_LOG.key))
    chance = random.Random(7515)
    for path, data in BUNDLE.items():
        for _ in range(12):
            changed = bytearray(data)
            changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            (tmp_path / path).write_bytes(changed)
            with pytest.raises(single.WrongError) as caught:
                single.verify_bundle(str(tmp_path), KID, name, public)
            assert path in str(caught.value) or "manifest.js" in str(caught.value)
        (tmp_path / path).write_bytes(data)
    assert single.verify_bundle(str(tmp_path), KID, name, public)[0] == len(BUNDLE)


def resigned(report: bytes, **more: object) -> dict[str, bytes]:
    """The bundle with another report in it, signed anew by whoever hands it out."""
    manifest = read_manifest(BUNDLE[MANIFEST])
    files = {**manifest.files, REPORT: part_of(report)}
    changed = msgspec.structs.replace(manifest, files=files, **more)
    return {**BUNDLE, REPORT: report, **signed_manifest(changed, BUNDLE_KEY)}


def test_whoever_hands_a_bundle_out_cannot_change_what_the_officer_signed(tmp_path: Path) -> None:
    single = single_file()
    name, public = single.read_key(str(BUNDLE_LOG.key))
    whole, chance = BUNDLE[REPORT], random.Random(7515)
    begins = whole.index(b'"jws":"') + len(b'"jws":"')
    ends = whole.index(b'"', begins)
    places = {chance.randrange(begins, ends) for _ in range(40)}
    changed = [
        (at, whole[:at] + bytes([chance.choice(sorted(LETTERS - {whole[at]}))]) + whole[at + 1 :])
        for at in places
    ]
    for was, now in (
        (b'"words":"I have', b'"words":"I save'),
        (b'"version":1,"words"', b'"version":2,"words"'),
        (b'"origin":"human"', b'"origin":"ai"'),
        (b'"how":"left-out"', b'"how":"included"'),
        (b'"by":"p-officer","contents"', b'"by":"p-another","contents"'),
        (whole[whole.index(b'"public":"') :][:20], b'"public":"0000000000'),
    ):
        assert was in whole, was
        changed.append((whole.index(was), whole.replace(was, now)))
    for path, data in BUNDLE.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)

    for at, report in changed:
        files = resigned(report)
        for path in (REPORT, MANIFEST, SIGNATURE):
            (tmp_path / path).write_bytes(files[path])
        with pytest.raises(single.WrongError, match="officer's signature|not that of a bundle"):
            single.verify_bundle(str(tmp_path), KID, name, public)
        with pytest.raises(ReportError, match=r"report\.json"):
            verify_bundle(files, KID, [BUNDLE_LOG.key])
        assert at


def test_a_text_that_was_changed_with_its_manifest_is_found_by_the_single_file(
    tmp_path: Path,
) -> None:
    report = msgspec.json.decode(BUNDLE[REPORT], type=Report)
    first, *others = report.sentences
    other = msgspec.structs.replace(
        report, sentences=(msgspec.structs.replace(first, text="I saw no car."), *others)
    )
    files = resigned(canonical_bytes(other), text=text_digest(other))
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)

    found = ran([str(tmp_path), KID, str(BUNDLE_LOG.key)], library=False)

    assert (found.returncode, found.stdout) == (
        1, "does not verify: report.json: the officer's signature is about another text\n"
    )  # fmt: skip


def test_of_what_is_withheld_the_single_file_looks_at_the_rest(tmp_path: Path) -> None:
    withheld = (Withheld("Rule 1", Span(5000, 7000)),)
    for path, data in bundle_of(handed=replace(HANDED, withheld=withheld)).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)

    found = ran([str(tmp_path), KID, str(BUNDLE_LOG.key)])

    assert (found.returncode, found.stdout[:9]) == (0, "verified:"), found.stdout


def test_it_says_how_it_is_called(proof: Path) -> None:
    assert ran([]).returncode == 2
    assert "KEY is the verifier key" in ran([str(proof)]).stderr
    wrong = ran([str(proof), "x"])
    assert (wrong.returncode, wrong.stderr.startswith("KEY: ")) == (2, True)
    assert ran(["nowhere", str(KEY.key)]).returncode == 1


def go(*words: str) -> subprocess.CompletedProcess[str]:
    """The program in Go, with the libraries of Debian's `golang-golang-x-mod-dev`."""
    libraries = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
    if shutil.which("go") is None or not libraries.is_dir():
        if os.environ.get("CI"):
            pytest.fail("Go and golang-golang-x-mod-dev are not here")
        pytest.skip("needs Go and golang-golang-x-mod-dev")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
    return subprocess.run(
        ["go", "run", str(GO), *words], env=environment, capture_output=True, text=True, check=False
    )


def test_go_verifies_every_entry_and_that_the_log_only_grew(log: Path) -> None:
    found = go(str(log), str(KEY.key), *(str(log / f"older-{size}") for size in HEADS))

    assert (found.returncode, found.stdout) == (0, "verified: 700 entries, 15 heads\n"), found


def test_go_finds_a_head_of_another_history(log: Path, tmp_path: Path) -> None:
    publisher = Publisher(Grown(300, "other"), tmp_path, [KEY])
    publisher.publish()
    publisher.close()
    older = [str(log / "older-257"), str(tmp_path / "checkpoint")]

    found = go(str(log), str(KEY.key), *older)

    assert (found.returncode, "does not verify" in found.stdout) == (1, True)


def test_go_finds_an_entry_that_was_changed(log: Path, tmp_path: Path) -> None:
    copy = tmp_path / "log"
    shutil.copytree(log, copy)
    bundle = copy / "tile/entries/001"
    bundle.write_bytes(bundle.read_bytes().replace(b"test", b"tesT", 1))

    found = go(str(copy), str(KEY.key))

    assert (found.returncode, "does not verify" in found.stdout) == (1, True)
