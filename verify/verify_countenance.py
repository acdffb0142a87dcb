#!/usr/bin/env python3
"""Verify a proof, a receipt, a whole log, or a bundle of a report, of countenance. One file;
Python 3.8 or newer.

    python3 verify_countenance.py entry.tlog-proof KEY
    python3 verify_countenance.py receipt.json KEY
    python3 verify_countenance.py opened.json KEY
    python3 verify_countenance.py FOLDER KEY
    python3 verify_countenance.py BUNDLE KEY-ID KEY

KEY is the verifier key of the log as its operator publishes it; get it from somewhere else than
from whoever gave you the file. FOLDER has `checkpoint` and `tile/` in it. BUNDLE has
`manifest.json` and `manifest.jws` in it, and KEY-ID is the id of the key that signed it: every file,
every proof and every signature of the officer is verified. Exits 0 when everything fits, 1 when it
does not, 2 when it was called wrongly.

Of a receipt the certificates are checked as well. Each proves that under the codes with its digest
its facts leave its verdicts; that these are the facts and the verdicts of the entry is looked at
with `vocabulary.json`, which lies beside this program. What was not checked is said. Of an opened
entry what is told of each field is compared with what the entry commits to.

The formats are those of https://c2sp.org (tlog-proof, tlog-checkpoint, signed-note, tlog-tiles) and
RFC 6962. This program shares no line with the one that wrote the log. With the library
`cryptography` signatures are checked by that, without it by the code at the end.
"""

import base64
import hashlib
import json
import os
import re
import sys

HASH = 32
EMPTY = hashlib.sha256(b"").digest()
CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
NUMBER = re.compile("0|[1-9][0-9]{0,18}")
RECEIPT = "countenance.receipt"
GONE = "sha256:" + "0" * 64


class WrongError(Exception):
    """Something does not fit."""


def main(words):
    """Verify what the words name; the exit code."""
    if len(words) not in (2, 3):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    where, key = words[0], words[-1]
    try:
        name, public = read_key(key)
    except WrongError as error:
        print(f"KEY: {error}", file=sys.stderr)
        return 2
    try:
        if len(words) == 3:
            files, report, witnesses = verify_bundle(where, words[1], name, public)
            print(f"verified: all {files} files of {report}")
        elif os.path.isdir(where):
            size, root, witnesses = verify_log(where, name, public)
            print(f"verified: every one of {size} entries of {name}, root {b64(root)}")
        else:
            proof, receipt = taken(read(where))
            index, size, entry, witnesses = verify_proof(proof, name, public)
            if receipt is not None and (receipt.get("index"), receipt.get("entry")) != (
                index,
                entry.decode("utf-8", "replace"),
            ):
                raise WrongError("the file speaks of another entry than its proof")
            opened = [] if receipt is None else openings_of(receipt, entry)
            is_receipt = receipt is not None and receipt["object"] == RECEIPT
            said = certificates_of(receipt, entry) if is_receipt else []
            print(f"verified: entry {index} of {size} of {name}:\n{entry.decode('utf-8', 'replace')}")
            for field, value in opened:
                print(f"it was made from {field}: {told(field, value)}")
            for line in said:
                print(line)
    except (WrongError, OSError) as error:
        print(f"does not verify: {error}")
        return 1
    print(f"other signatures, by keys that were not given here: {', '.join(witnesses) or 'none'}")
    return 0


def verify_bundle(folder, kid, name, public):
    """How many files, of which report, and the other signers of the proofs, of a bundle."""
    given = {}
    for above, _, names in os.walk(folder):
        for each in names:
            path_ = os.path.join(above, each)
            given[os.path.relpath(path_, folder).replace(os.sep, "/")] = path_
    for each in ("manifest.json", "manifest.jws"):
        if each not in given:
            raise WrongError(f"{each}: missing")
    data = read(given.pop("manifest.json"))
    try:
        manifest = json.loads(data.decode("utf-8", "strict"))
        key = bytes.fromhex(manifest["key"])
        report, listed = manifest["report"], manifest["files"]
        pieces = read(given.pop("manifest.jws")).decode("ascii").split(".")
        header, payload, signature = (unb64url(each) for each in pieces)
        header, payload = json.loads(header.decode()), json.loads(payload.decode())
        sizes = {each: (told["bytes"], told["sha256"]) for each, told in listed.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise WrongError("manifest.json, manifest.jws: not those of a bundle") from None
    wanted = {"alg": "EdDSA", "kid": kid, "typ": "countenance-report-bundle+jwt"}
    if hashlib.sha256(key).hexdigest()[:32] != kid or header != wanted:
        raise WrongError(f"manifest.jws: not made with the key {kid}")
    if not signed(key, signature, ".".join(pieces[:2]).encode("ascii")):
        raise WrongError("manifest.jws: the signature does not fit")
    if payload != {"manifest": "sha256:" + hashlib.sha256(data).hexdigest(), "report": report}:
        raise WrongError("manifest.json: it is not the one that was signed")
    wrong = []
    for each in sorted(set(given) | set(sizes)):
        if each not in given or each not in sizes:
            wrong.append(each + (": missing" if each in sizes else ": not in the manifest"))
        elif sizes[each] != file_digest(given[each]):
            wrong.append(f"{each}: changed")
    if wrong:
        raise WrongError("; ".join(wrong))
    if "report.json" not in given:
        raise WrongError("report.json: missing")
    try:
        officer = officer_of(json.loads(read(given["report.json"]).decode("utf-8")), manifest)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise WrongError("report.json: not that of a bundle") from None
    others = set()
    for each in sorted(given):
        if each.startswith("proofs/"):
            proof, opened = taken(read(given[each]))
            _, _, entry, signers = verify_proof(proof, name, public)
            if opened is not None:
                check_officer(each, entry, openings_of(opened, entry), officer)
            others.update(signers)
    return len(given) + 2, report, sorted(others)


def officer_of(report, manifest):
    """What has to stand in the entry of the officer's signature, by its field, and the id of that
    entry; the signature is verified, and that it is about this text, as it stands here."""
    drafts, gone = [], GONE if manifest["withheld"] else None
    for each in report["generations"]:
        if each["digest"] != gone and each["digest"] != digest_of(each["draft"]):
            raise WrongError("report.json: a draft is another one than its digest says")
        drafts.append(each["digest"])
    if text_of(report["sentences"]) != manifest["text"]:
        raise WrongError("report.json: its text is another one than the manifest says")
    for then in report["earlier"]:
        settled = report["settled"][: then["settled"]]
        check_signature(report, then["signature"], then["number"], then["sentences"], settled, drafts, gone)
    if not manifest["signed"]:
        return None, {}
    made = report["signature"]
    check_signature(report, made, report["version"], report["sentences"], report["settled"], drafts, gone)
    last = [each["id"] for each in report["entries"] if each["step"] == "signed"][-1:]
    fields = {"signature": made["public"].encode("ascii")}
    for field in ("text", "contents"):
        fields[field] = bytes.fromhex(made["certifies"][field][7:])
    return (last or [None])[0], fields


def check_signature(report, made, version, sentences, settled, drafts, gone):
    """An officer's signature (JWS, RFC 7515) over what it certifies, and that over the report. What
    was withheld cannot be looked at: a row of zeros stands for its digest."""
    where, told = "report.json: the officer's signature", made["certifies"]
    if made["jws"] != "[withheld]" or gone not in [told["text"], told["contents"], *told["drafts"]]:
        key = bytes.fromhex(made["public"])
        pieces = made["jws"].split(".")
        header, payload, signature = (unb64url(each) for each in pieces)
        wanted = {"alg": "EdDSA", "typ": "countenance-report+jws"}
        wanted["kid"] = hashlib.sha256(key).hexdigest()[:32]
        if json.loads(header.decode()) != wanted:
            raise WrongError(where + " is made for something else, or with another key")
        if not signed(key, signature, ".".join(pieces[:2]).encode("ascii")):
            raise WrongError(where + " does not fit")
        if payload != canonical(told):
            raise WrongError(where + " is not over what stands beside it")
    if (told["report"], told["incident"], told["by"]) != (
        report["id"], report["incident"], report["officer"],
    ):
        raise WrongError(where + " is about another report, or another's")
    if told["text"] not in (gone, text_of(sentences)):
        raise WrongError(where + " is about another text")
    if told["contents"] not in (gone, digest_of({"sentences": sentences, "settled": settled})):
        raise WrongError(where + " is about other contents")
    if (told["version"], told["recording"], told["drafts"]) != (
        version, report["recording"]["sha256"], drafts[: told["generations"]],
    ) or len(told["drafts"]) != told["generations"]:
        raise WrongError(where + " is about another version, recording or draft")


def check_officer(where, entry, opened, officer):
    """That the entry of the officer's signature was made from the one in the report."""
    id_, fields = officer
    if json.loads(entry.decode("utf-8")).get("id") != id_:
        return
    for field, value in opened:
        if field in fields and value != fields[field]:
            raise WrongError(where + ": its entry was made from another " + field)


def text_of(sentences):
    """The digest of a text: a sentence a line."""
    text = "".join(each["text"] + "\n" for each in sentences)
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest_of(value):
    """The digest of a value of JSON in its one form."""
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()


def canonical(value):
    """RFC 8785, for what a report has: no broken numbers, and names of fields in ASCII."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode("utf-8")


def file_digest(where):
    """Size and digest of a file, as a manifest writes them; it may have hours of sound in it."""
    digest, size = hashlib.sha256(), 0
    with open(where, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
            size += len(piece)
    return size, "sha256:" + digest.hexdigest()


def unb64url(text):
    """Bytes from base64url without padding, of which there is one spelling."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise ValueError("loose bits")
    return raw


def taken(data):
    """The proof in a file, and the receipt around it, if it is one."""
    if data.lstrip()[:1] != b"{":
        return data, None
    try:
        receipt = json.loads(data.decode("utf-8", "strict"))
    except (ValueError, RecursionError):
        raise WrongError("the file is no receipt: not JSON") from None
    kinds = (RECEIPT, "countenance.opened")
    if receipt.get("object") not in kinds or receipt.get("v") != 1:
        raise WrongError("the file is no receipt and no opened entry (" + ", ".join(kinds) + ", v 1)")
    if not isinstance(receipt.get("proof"), str):
        raise WrongError("the file has no proof in it")
    return receipt["proof"].encode("utf-8", "replace"), receipt


def openings_of(opened, entry):
    """What is told of each field of an opened entry; each has to lead to a commitment in it."""
    found = []
    try:
        known = set(strings(json.loads(entry.decode("utf-8", "strict"))))
        for each in opened.get("openings", []):
            field, salt, value = each["field"], unb64(each["salt"]), unb64(each["value"])
            hashed = hashlib.sha256(b"\x02" + salt + field.encode("utf-8") + b"\x00" + value).digest()
            commitment = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
            if len(salt) != HASH:
                raise WrongError(f"the salt of {field} has another length")
            if field.startswith("more.") and commitment in known:
                # The rest of a list that was too long, with commitments of its own.
                known.update(strings(json.loads(value.decode("utf-8", "strict"))))
            found.append((field, value, commitment))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise WrongError("an opening is not one (field, salt, value)") from None
    for field, _, commitment in found:
        if commitment not in known:
            raise WrongError(f"nothing in the entry was made from {field} as it is told here")
    return [(field, value) for field, value, _ in found]


def strings(value):
    """Every string in a value of JSON."""
    if isinstance(value, str):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(member)


def told(field, value):
    """What was committed to, in one line."""
    if field.partition(".")[0] in ("request", "parts", "media"):
        return "sha256:" + value.hex()
    return repr(value.decode("utf-8", "backslashreplace"))


def verify_proof(data, name, public):
    """Index, size, entry and other signers of a proof that has its entry in it."""
    above, blank, below = utf8(data).partition("\n\n")
    lines = above.split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1" or not blank:
        raise WrongError("the file is no proof (c2sp.org/tlog-proof@v1)")
    if len(lines) < 3 or not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise WrongError("the proof has no entry in it, or no index")
    entry, index = unb64(lines[1][6:]), number(lines[2][6:])
    hashes = [unb64(line) for line in lines[3:]]
    if any(len(each) != HASH for each in hashes):
        raise WrongError("a hash of the proof has another length")
    size, root, others = read_checkpoint(below, name, public)
    if up(index, size, leaf(entry), hashes) != root:
        raise WrongError(f"entry {index} is another one in the log that was signed")
    return index, size, entry, others


def up(index, size, digest, hashes):
    """The root that a proof leads to: each level has a sibling on the left or on the right."""
    if not index < size:
        raise WrongError(f"a log of {size} entries has no entry {index}")
    hashes = list(hashes)
    # The path by the shape of the tree, from the top: RFC 6962, 2.1.1.
    sides, low, high = [], 0, size
    while high - low > 1:
        middle = low + (1 << ((high - low - 1).bit_length() - 1))
        sides.append(index >= middle)
        low, high = (middle, high) if index >= middle else (low, middle)
    if len(hashes) != len(sides):
        raise WrongError(f"{len(hashes)} hashes where {len(sides)} are right")
    for is_right, other in zip(reversed(sides), hashes):
        digest = node(other, digest) if is_right else node(digest, other)
    return digest


def verify_log(folder, name, public):
    """Size, root and other signers of a log whose every entry was read."""
    text = utf8(read(os.path.join(folder, "checkpoint")))
    size, root, others = read_checkpoint(text, name, public)
    level = []
    for number_ in range(0, size, 256):
        width = min(256, size - number_)
        bundle = read(os.path.join(folder, path("entries", number_ // 256, width)))
        hashes = [leaf(entry) for entry in entries_of(bundle)]
        if len(hashes) != width:
            raise WrongError(f"bundle {number_ // 256}: {len(hashes)} entries instead of {width}")
        told = read(os.path.join(folder, path("0", number_ // 256, width)))
        for at, each in enumerate(hashes):
            if told[at * HASH : (at + 1) * HASH] != each:
                raise WrongError(f"entry {number_ + at} is another one than the tile of hashes says")
        if len(told) != width * HASH:
            raise WrongError(f"tile {number_ // 256} has another length")
        level += hashes
    if tree(level) != root:
        raise WrongError(f"the {size} entries come to another root than the one that was signed")
    height = 1
    while size >> (8 * height):
        level = [tree(level[at : at + 256]) for at in range(0, len(level) // 256 * 256, 256)]
        for at in range(0, len(level), 256):
            row = level[at : at + 256]
            told = read(os.path.join(folder, path(str(height), at // 256, len(row))))
            if told != b"".join(row):
                raise WrongError(f"tile {height}/{at // 256} has other hashes than its entries")
        height += 1
    return size, root, others


def tree(hashes):
    """The root over these hashes: pairs from the left, what is over goes up as it is."""
    if not hashes:
        return EMPTY
    while len(hashes) > 1:
        paired = [node(hashes[at], hashes[at + 1]) for at in range(0, len(hashes) - 1, 2)]
        hashes = paired + hashes[len(paired) * 2 :]
    return hashes[0]


def entries_of(data):
    """The entries of a bundle."""
    at, found = 0, []
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        if at + 2 + length > len(data):
            raise WrongError("a bundle ends within an entry")
        found.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    return found


def path(level, place, width):
    """Where a tile lies: groups of three digits, all but the last behind an x."""
    digits = str(place)
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    groups = ["x" + group for group in groups[:-1]] + groups[-1:]
    partial = [] if width == 256 else [str(width)]
    if partial:
        groups[-1] += ".p"
    return os.path.join("tile", level, *groups, *partial)


def read_checkpoint(text, name, public):
    """Size and root of a head that this key of a log has signed, and who else signed."""
    if CONTROL.search(text):
        raise WrongError("the checkpoint has a control character")
    body, blank, below = text.rpartition("\n\n")
    lines = body.split("\n")
    if not blank or len(lines) != 3 or not below.endswith("\n"):
        raise WrongError("the checkpoint has not three lines and signatures")
    if lines[0] != name:
        raise WrongError(f"the checkpoint is that of `{lines[0]}`")
    size, root = number(lines[1]), unb64(lines[2])
    good, others = False, []
    for line in below[:-1].split("\n"):
        words = line.split(" ")
        if len(words) != 3 or words[0] != "\u2014":
            raise WrongError("a line below the checkpoint is no signature")
        raw = unb64(words[2])
        if words[1] == name and raw[:4] == key_id(name, public):
            if not signed(public, raw[4:], (body + "\n").encode("utf-8")):
                raise WrongError("the signature of the log does not fit")
            good = True
        else:
            others.append(words[1])
    if not good:
        raise WrongError("the given key has not signed the checkpoint")
    return size, root, others


def read_key(text):
    """Name and public key of a verifier key."""
    name, _, rest = text.partition("+")
    told, _, raw = rest.partition("+")
    raw = unb64(raw)
    if len(raw) != 33 or raw[0] != 1:
        raise WrongError("not the Ed25519 key of a log (name+id+key)")
    if told != key_id(name, raw[1:]).hex():
        raise WrongError("its id does not fit its name and key; was it copied whole?")
    return name, raw[1:]


def key_id(name, public):
    """The four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode("utf-8") + b"\n\x01" + public).digest()[:4]


def leaf(entry):
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left, right):
    """The hash over two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def number(text):
    """A number in digits without leading zeros."""
    if not NUMBER.fullmatch(text):
        raise WrongError("a number is not written in plain digits")
    return int(text)


def b64(raw):
    """Bytes as base64."""
    return base64.b64encode(raw).decode()


def utf8(data):
    """The text in some bytes."""
    try:
        return data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise WrongError("something is not UTF-8") from None


def unb64(text):
    """Bytes from base64, of which there is one spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise WrongError("something is not base64") from None
    if b64(raw) != text:
        raise WrongError("something is base64 with loose bits")
    return raw


def read(where):
    """The bytes of a file."""
    with open(where, "rb") as file:
        return file.read()


def signed(public, signature, message):
    """Whether an Ed25519 signature fits (RFC 8032)."""
    if len(signature) != 64:
        return False
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return signed_plainly(public, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# Certificates of decisions. How one proves what it says stands in docs/certificates.md.
FORMAT = "countenance certificate 2"
KEYS = {"format", "digest", "verdicts", "facts", "vocabulary", "signed", "roots", "nodes"}
MOST = 16 * 1024
TERMINALS = 32
VERDICTS = ("silent", "allow", "unclear", "deny")
MASK = re.compile("[1-9a-f][0-9a-f]*")
BESIDE = {"images.edits": "synth"}
VOCABULARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vocabulary.json")


def certificates_of(receipt, entry):
    """What there is to say about the certificates of a receipt, each of which is checked."""
    given = receipt.get("certificates")
    try:
        told = json.loads(entry.decode("utf-8", "strict"))
        if told["kind"] != "decision" and given == []:
            return []
        if told["kind"] != "decision":
            raise WrongError("certificates about an entry that is no decision")
        if canonical(told) != entry:
            raise WrongError("the entry is not in its one form")
        labels = [each["label"] for each in told["acts"]] or [None]
        if [each["act"] for each in given] != labels:
            raise WrongError("the certificates are not about the acts of the entry, one for each")
        for each in given:
            texts([each[field] for field in ("certificate", "why") if each[field] is not None])
            if len(each) != 3 or (each["certificate"] is None) == (each["why"] is None):
                raise WrongError("each act needs a certificate, or why there is none")
        return said_of(told, given)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        raise WrongError("the certificates, or their entry, are of another form") from None


def said_of(entry, given):
    """A line for each act, and what it takes to check the rest."""
    code, said, found = entry["code"], [], []
    known = None
    if any(each["certificate"] is not None for each in given):
        if any(each["list"] in ("facts", "acts") for each in entry["more"]):
            raise WrongError("certificates, and the entry does not list everything that was known")
        known = vocabulary_at_hand(code["vocabulary"])
    for at, each in enumerate(given):
        name = "certificate" + ("" if each["act"] is None else " of " + each["act"])
        if each["certificate"] is None:
            said.append(name + ": none: " + each["why"])
            found.append(None)
            continue
        try:
            verdicts, stated, digest, vocabulary, left_open = proven(each["certificate"])
            if digest != code["compiled"]:
                raise WrongError("it is about other codes than the entry: " + digest)
            if vocabulary != code["vocabulary"]:
                raise WrongError("it is about another vocabulary than the entry")
            if known is not None:
                act = entry["acts"][at] if entry["acts"] else {"facts": {}}
                compare(known, known_of(entry, act, known), stated, left_open)
        except WrongError as error:
            raise WrongError(name + ": " + str(error)) from None
        found.append(verdicts)
        facts = "; ".join(each + " = " + " or ".join(stated[each]) for each in stated)
        how = "checked" if known is not None else "right in itself"
        leave = " or ".join(words_of(verdicts))
        said.append(name + ": " + how + ": " + leave + ", from " + (facts or "nothing that is known"))
    check_verdicts(entry, found)
    if any(each is not None for each in found):
        if known is None:
            said.append(
                "not checked: that these facts are those of the entry; that needs vocabulary.json"
                " of " + code["engine"] + " beside this program"
            )
        editions = ", ".join(each["edition"] for each in code["editions"])
        said.append(
            "not checked: that " + code["compiled"] + " stands for the texts of " + editions + ";"
            " that needs these texts and " + code["engine"] + ", which makes the digest from them"
        )
    return said


def proven(text):
    """What a certificate proves: verdicts, the facts that leave them, the digest of the codes, that
    of the vocabulary, and the places in it of facts that matter and may have any value."""
    try:
        data = text.encode("utf-8", "strict")
        if len(data) > MOST:
            raise WrongError("it is larger than a certificate may be")
        told = json.loads(text)
        seal = told.pop("seal")
        if told["format"] != FORMAT or set(told) != KEYS:
            raise WrongError("it is none of this form (" + FORMAT + ")")
        whole = dict(told, seal=short(sha(b"certificate\n" + plain(told))))
        if plain(whole) != data or seal != whole["seal"]:
            raise WrongError("it was changed: the digest of itself is wrong")
        claimed = sum({1 << VERDICTS.index(each) for each in texts(told["verdicts"])})
        stated = {name: texts(values) for name, values in told["facts"].items()}
        vocabulary, facts = words_shown(told["vocabulary"])
        signed_off = hash_of(told["signed"])
        nodes, digests, below = nodes_shown(told["nodes"], facts)
        roots = [number_in(each, len(below)) for each in told["roots"]]
        if len(roots) not in (1, 2):
            raise WrongError("it has neither one root nor two")
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        raise WrongError("it is no certificate") from None
    parts = [
        sha(b"decisions\n" + vocabulary + signed_off + bytes([below[at]]) + digests[at])
        for at in roots
    ]
    digest = "sha256:" + (parts[0] if len(parts) == 1 else sha(b"parts\n" + parts[0] + parts[1])).hex()
    if digest != told["digest"]:
        raise WrongError("its nodes do not give the digest of the codes")
    left = dict(stated)
    masks = {}
    for level, fact in enumerate(facts):
        if fact is not None:
            values = left.pop(fact[0], fact[1])
            if not values or not set(values) <= set(fact[1]):
                raise WrongError("`" + fact[0] + "` has a value that it cannot have")
            masks[level] = sum(1 << at for at, each in enumerate(fact[1]) if each in values)
    if left:
        raise WrongError("it states facts that it does not show: " + ", ".join(sorted(left)))
    if leaves(roots, nodes, below, masks, claimed) != claimed:
        raise WrongError("its facts do not leave exactly the verdicts that it claims")
    asked = {level for level, _ in nodes.values()}
    left_open = [at for at in sorted(asked) if facts[at] is None or facts[at][0] not in stated]
    return claimed, stated, digest, "sha256:" + vocabulary.hex(), left_open


def words_shown(told):
    """The digest of the vocabulary; and of each fact name and values, or None where neither is
    shown."""
    if not isinstance(told["domains"], list) or not isinstance(told["facts"], list):
        raise ValueError("not lists")
    domains = [texts(each) for each in told["domains"]]
    facts, digests = [], []
    for each in told["facts"]:
        if isinstance(each, str):
            facts.append(None)
            digests.append(hash_of(each))
        else:
            name, at = each
            facts.append((name, domains[number_in(at, len(domains))]))
            digests.append(sha("\n".join(texts(["fact", name]) + facts[-1][1]).encode("utf-8")))
    start = "vocabulary\n" + texts([told["version"]])[0] + "\n"
    return sha(start.encode("utf-8") + b"".join(digests)), facts


def nodes_shown(told, facts):
    """The nodes by their numbers, as level and edges; the digest of each, also of those not shown,
    and the verdicts below it. A number below TERMINALS is a set of verdicts."""
    nodes, below = {}, {at: at for at in range(TERMINALS)}
    digests = dict.fromkeys(below, b"")
    for at, (first, *rest) in enumerate(told, TERMINALS):
        if len(rest) == 1:
            below[at], digests[at] = number_in(first, 16), hash_of(rest[0])
            continue
        level, edges, seen = number_in(first, len(facts)), [], 0
        for written, child in zip(rest[::2], rest[1::2]):
            if not MASK.fullmatch(written):
                raise ValueError("not a set of values")
            if int(written, 16) & seen:
                raise WrongError("a value leads two ways in one of its nodes")
            seen |= int(written, 16)
            edges.append((int(written, 16), number_in(child, TERMINALS + len(told))))
        if len(rest) % 2 or not seen or seen & (seen + 1):
            raise WrongError("a value leads nowhere in one of its nodes")
        if facts[level] is not None and seen + 1 != 1 << len(facts[level][1]):
            raise WrongError("a node asks for other values than its fact has")
        nodes[at] = level, edges
    # An edge leads to a fact further on, so a child has its digest before its parents.
    for at in sorted(nodes, key=lambda at: -nodes[at][0]):
        parts, below_it = [b"node\n" + nodes[at][0].to_bytes(2, "big")], 0
        for mask, child in nodes[at][1]:
            if child not in digests or child in nodes and nodes[child][0] <= nodes[at][0]:
                raise WrongError("one of its nodes leads upwards, or nowhere")
            size = (mask.bit_length() + 7) // 8
            parts += size.to_bytes(2, "big"), mask.to_bytes(size, "big"), bytes([below[child]])
            parts.append(digests[child])
            below_it |= below[child]
        digests[at], below[at] = sha(b"".join(parts)), below_it
    return nodes, digests, below


def leaves(roots, nodes, below, masks, claimed):
    """The verdicts at the ends of open ways, walked in both parts at once; what is not shown may
    have nothing below it but what is claimed."""
    found, todo = 0, [(roots[0], roots[-1])]
    seen = set(todo)
    while todo:
        pair = todo.pop()
        shown = [nodes[at][0] for at in pair if at in nodes]
        if not shown:
            most = stricter(below[pair[0]], below[pair[1]])
            if most & ~claimed:
                raise WrongError("it does not show the end of a way that its facts leave open")
            ended = [at < TERMINALS for at in pair]
            if all(ended) or any(ended) and most & (most - 1) == 0:
                found |= most
            continue
        one, other = (
            nodes[at][1] if at in nodes and nodes[at][0] == min(shown) else [(-1, at)] for at in pair
        )
        # A fact that is not shown may have any value.
        left = masks.get(min(shown), -1)
        for mask, child in one:
            for also, beside in other if mask & left else ():
                if mask & also & left and (child, beside) not in seen:
                    seen.add((child, beside))
                    todo.append((child, beside))
    return found


def stricter(one, other):
    """The stricter of each pair of verdicts out of two sets; nothing where either has none."""
    if not one or not other:
        return 0
    return (one | other) & -max(one & -one, other & -other)


def vocabulary_at_hand(digest):
    """The facts of the vocabulary with this digest, where its file lies beside this program."""
    try:
        told = json.loads(read(VOCABULARY).decode("utf-8"))
    except OSError:
        return None
    facts = told["facts"]
    whole = ("vocabulary\n" + told["version"] + "\n").encode("utf-8") + b"".join(
        sha("\n".join(["fact", each["name"]] + each["values"]).encode("utf-8")) for each in facts
    )
    return facts if "sha256:" + sha(whole).hex() == digest else None


def known_of(entry, act, facts):
    """The values that each fact may have by an entry, when this act is supposed."""
    left, names = [], [each["name"] for each in facts]
    told = [each for each in entry["facts"] if each["source"] != "act-reader"]
    for name in [each["name"] for each in told] + list(act["facts"]):
        if name not in names:
            raise WrongError("the entry speaks of `" + name + "`, which is no fact")
    for fact in facts:
        values, union, measured = set(fact["values"]), set(), []
        for piece in told:
            if piece["name"] == fact["name"]:
                some = values_of(fact, piece["values"], as_token)
                if piece["basis"] in fact["established_by"]:
                    values, union = values & some, union | some
                elif piece["basis"] == "measured":
                    measured.append(some)
        # Evidence that leaves nothing is contested: then all that was said is left.
        disputes = [some for some in measured if not some & values]
        if not values or disputes:
            values = union.union(*disputes)
        values = values & set(fact["kept"]) or values
        if fact["name"] in act["facts"]:
            values = values & values_of(fact, act["facts"][fact["name"]], str)
        left.append(values)
    return left


def values_of(fact, words, written):
    """The values that words of an entry stand for, which writes each as `written` does."""
    names = {written(each): each for each in fact["values"] + list(fact["words"])}
    found = set()
    for word in texts(words):
        name = names.get(word, word)
        country, dash, rest = name.partition("-")
        if name in fact["values"]:
            found.add(name)
        elif name in fact["words"]:
            found.update(fact["words"][name])
        elif dash and "/" not in name and country + dash in fact["parts"]:
            found.add(fact["parts"][country + dash])
        elif "/" in name and fact["elsewhere"]:
            found.add(fact["elsewhere"])
        else:
            raise WrongError("the entry says of `" + fact["name"] + "` what it cannot be: " + word)
    if not found:
        raise WrongError("the entry leaves `" + fact["name"] + "` no value")
    return found


def compare(facts, known, stated, left_open):
    """That a certificate states what the entry knows of each fact that matters to it."""
    for at, (fact, values) in enumerate(zip(facts, known)):
        told = stated.get(fact["name"], fact["values"] if at in left_open else values)
        if set(told) != values:
            raise WrongError("about `" + fact["name"] + "` it says something else than the entry")


def check_verdicts(entry, found):
    """That what was proven is what the entry says, as far as everything that it takes was proven."""
    told, union, whole = [each["verdicts"] for each in entry["acts"]] or [entry["verdicts"]], 0, True
    beside = BESIDE.get(entry["ask"]["operation"]) if entry["acts"] else None
    with_it = [one for each, one in zip(entry["acts"], found) if each["label"] == beside][-1:]
    for words, verdicts in zip(told, found):
        if beside is not None and verdicts is not None:
            # What the route asks beside is asked at once with each act: the stricter counts.
            verdicts = stricter(verdicts, with_it[0]) if with_it and with_it[0] is not None else None
        if verdicts is None:
            whole = False
        elif words_of(verdicts) != words:
            raise WrongError(
                "certificates: they leave " + ", ".join(words_of(verdicts)) + " where the entry says "
                + (", ".join(texts(words)) or "nothing")
            )
        union |= verdicts or 0
    if whole and words_of(union) != entry["verdicts"]:
        raise WrongError("certificates: together they leave other verdicts than the entry says")


def words_of(verdicts):
    """A set of verdicts in words, the mildest first."""
    return [each for at, each in enumerate(VERDICTS) if verdicts >> at & 1]


def texts(found):
    """A list of texts on one line each: otherwise two facts could have one digest."""
    if not isinstance(found, list) or not all(isinstance(each, str) and each.isprintable() for each in found):
        raise ValueError("not a list of texts")
    return found


def number_in(found, end):
    """A whole number from 0 to before `end`."""
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < end:
        raise ValueError("not a number in its range")
    return found


def hash_of(text):
    """The 32 bytes of a digest, of which there is one spelling."""
    raw = unb64url(text)
    if len(raw) != HASH:
        raise ValueError("not a digest")
    return raw


def short(raw):
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def plain(value):
    """JSON as a certificate writes it: without spaces, in the order in which it was read."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def as_token(name):
    """A name as entries write it."""
    return name.replace(" ", "-").replace("'", "")


def sha(data):
    """SHA-256."""
    return hashlib.sha256(data).digest()


# Ed25519 as in RFC 8032, section 5.1: slow, and it only verifies, so nothing secret is handled.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def signed_plainly(public, signature, message):
    """The same without a library."""
    key, commitment = unpacked(public), unpacked(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    y = 4 * pow(5, P - 2, P) % P
    base = (across(y, 0), y, 1, across(y, 0) * y % P)
    one, other = times(scalar, base), added(commitment, times(challenge, key))
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % P == 0


def added(one, other):
    """The sum of two points in extended coordinates."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar, point):
    """A point so many times."""
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = added(total, point)
        point, scalar = added(point, point), scalar >> 1
    return total


def across(y, sign):
    """The x that belongs to a y, or None."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def unpacked(raw):
    """The point that 32 bytes stand for, or None."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = across(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
