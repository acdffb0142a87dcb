"""Nothing of a call is anywhere but where it went: marked words are looked for everywhere else.

One gate that runs as an operator starts it, with metrics and spans on, gets calls of every kind
(passed, covered, refused, held, unreadable, streamed, of somebody unknown, broken by the AI
service), each full of words that stand nowhere else. Then its log, metrics, spans, errors, record
and the files of its database are searched: for the words, the pictures, and the SHA-256 of both.
After every case was erased they are searched for what was sealed, and its keys.
"""

import base64
import contextlib
import hashlib
import io
import json
import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from cli.test_serve import Serving
from countenance.cli import main
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings
from gate.running import PIN, UPSTREAM_KEY, Running, face
from scripted_http import Seen, scripted_http
from upstream import ScriptedUpstream, scripted_upstream

PROMPT, NAME, MODEL = "marzipanprompt", "Wilhelminaquist", "model-of-marzipan"
HEADER, QUERY, STATEMENT = "marzipanheader", "marzipanquery", "bWFyemlwYW5zdGF0ZW1lbnQ"
IN_PICTURE, ANSWER, TOOL = "marzipanexif", "marzipananswer", "marzipan_tool"
WRONG_KEY = "cnt_marzipan_notakey"
WORDS = (
    PROMPT, NAME, MODEL, HEADER, QUERY, STATEMENT, IN_PICTURE, ANSWER, TOOL, WRONG_KEY, UPSTREAM_KEY
)  # fmt: skip


class Searched:
    """A gate after all those calls: what it said and kept, by where that stands."""

    def __init__(self, folder: Path, upstream: ScriptedUpstream, collector: str) -> None:
        self.answers: list[str] = []
        self.sent: list[bytes] = []
        self.spans: list[bytes] = []
        spans = f'[spans]\ncollector = "{collector}/v1/traces"\n'
        self._serving = Serving(folder, upstream.url, spans, gate='metrics = "loopback"\n')
        local = Running("", self._serving.folder, upstream, Gate(parse_settings("", {}), {}))
        self.key = local.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        self.police = local.caller(
            "police", "actor_kind=law_enforcement_agency", "agency_type=national_police",
            "agency_country=NO", "capture_device=fixed_cctv", "environment=controlled",
            "--pin", PIN,
        )  # fmt: skip
        self._make_calls(upstream)
        metrics = f"http://127.0.0.1:{self._serving.port}/metrics"
        self.metrics = urllib.request.urlopen(metrics).read().decode()
        self._serving.stop()
        self.log = self._serving.errors.read_text(encoding="utf-8")
        self.data = self._serving.folder

    def _make_calls(self, upstream: ScriptedUpstream) -> None:
        exif = Image.Exif()
        exif[0x010E] = IN_PICTURE
        out = io.BytesIO()
        Image.open(io.BytesIO(face())).save(out, "JPEG", exif=exif)
        self.picture = out.getvalue()
        picture = "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
        shown = [
            {"type": "text", "text": f"{PROMPT}: is this {NAME}?"},
            {"type": "image_url", "image_url": {"url": picture}},
        ]
        text = [{"role": "user", "content": f"{PROMPT} {NAME}"}]
        tool = {"type": "function", "function": {"name": TOOL, "parameters": {"type": "object"}}}
        upstream.script += [ANSWER, ANSWER, f"This is {NAME} {ANSWER}.", "!garbage", "!status:500"]
        for content in (
            {"messages": text},
            {"messages": text, "model": MODEL, "user": HEADER, "tools": [tool]},
            {"messages": [{"role": "user", "content": [shown[1]]}]},
            {"messages": text},
            {"messages": text},
            {"messages": [{"role": "user", "content": shown}]},
            {"messages": text, PROMPT: NAME},
            {"messages": [{"role": "user", "content": [{"type": PROMPT, PROMPT: NAME}]}]},
            {"messages": text, "countenance": f"{STATEMENT}.{STATEMENT}.{STATEMENT}"},
        ):
            self._ask(self.key, json.dumps({"model": "gpt-4o", **content}).encode())
        upstream.script += [ANSWER, f"This is {NAME}. {ANSWER}.", "!cut"]
        for content in ({"messages": text}, {"messages": [{"role": "user", "content": [shown[1]]}]},
                        {"messages": text}, {"messages": [{"role": "user", "content": shown}]}):
            body = {"model": "gpt-4o", "stream": True, **content}
            with contextlib.suppress(OSError, ValueError):  # one is cut off
                self._ask(self.key, json.dumps(body).encode())
        asked = [{"type": "text", "text": f"Who is this person? {PROMPT}"}, shown[1]]
        self._ask(self.police, json.dumps({"model": "gpt-4o", "messages": [
            {"role": "user", "content": asked}]}).encode())
        self._ask(self.key, json.dumps({"model": "gpt-4o", "messages": text}).encode(),
                  "/v1/decide")
        self._ask(self.key, f'{{"{PROMPT}": "{NAME}"'.encode())
        self._ask(WRONG_KEY, json.dumps({"model": "gpt-4o", "messages": text}).encode())
        self._ask(self.key, b"{}", f"/v1/chat/completions?api-key={QUERY}")
        self._ask(self.key, b"{}", f"/v1/{PROMPT}")
        self._ask(self.key, b"{}", f"/{PROMPT}?a={NAME}")
        self._raw(f"Authorization: Bearer {self.key}\r\nAuthorization: Bearer {WRONG_KEY}\r\n")
        self._raw(f"X-{HEADER}: {HEADER}\x00\r\n")
        self._raw(f"Authorization: Basic {STATEMENT}\r\n")

    def _ask(self, key: str, body: bytes, path: str = "/v1/chat/completions") -> None:
        self.sent.append(body)
        status, told = self._serving.post(key, body, path)
        self.answers.append(f"{status} {told}")

    def _raw(self, headers: str) -> None:
        request = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}"
        answer = self._serving.raw(f"{request}Content-Length: 2\r\n\r\n{{}}".encode())
        self.answers.append(answer.decode("latin-1"))


    def digests(self) -> dict[str, bytes]:
        """The SHA-256 of whatever a plain digest would give away."""
        content = {
            "the picture": self.picture, "the prompt": f"{PROMPT}: is this {NAME}?".encode(),
            "the text": f"{PROMPT} {NAME}".encode(), "the name": NAME.encode(),
        }  # fmt: skip
        content |= {f"body {at}": body for at, body in enumerate(self.sent)}
        return {what: hashlib.sha256(data).digest() for what, data in content.items()}

    def marks(self) -> dict[str, bytes]:
        """What may stand nowhere, by what it is: digests in every usual writing, and the picture
        itself, with what shows the face."""
        found = {}
        for what, digest in self.digests().items():
            found[f"{what}, raw"] = digest
            found[f"{what}, in hex"] = digest.hex().encode()
            found[f"{what}, in base64"] = base64.b64encode(digest).rstrip(b"=")
            found[f"{what}, in base64url"] = base64.urlsafe_b64encode(digest).rstrip(b"=")
        pixels = Image.open(io.BytesIO(self.picture)).convert("RGB")
        middle = pixels.crop((pixels.width // 2 - 24, pixels.height // 2, pixels.width // 2 + 24,
                              pixels.height // 2 + 1))  # fmt: skip
        found["a row of the face"] = middle.tobytes()
        for at in range(1000, len(self.picture) - 32, 1000):
            piece = self.picture[at : at + 24]
            found[f"the picture from {at}"] = piece
            found[f"the picture from {at}, in base64"] = base64.b64encode(piece)[:30]
        return found


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searched]:
    spans: list[bytes] = []

    def collect(seen: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        spans.append(seen.body)
        return 200, {"content-length": "0"}, iter(())

    with scripted_upstream() as upstream, scripted_http(collect) as collector:
        found = Searched(tmp_path_factory.mktemp("canaries"), upstream, collector.url)
        found.spans = spans
        yield found


def words_in(content: str | bytes, *also: str) -> set[str]:
    """Which of the marked words stand there, whatever the case."""
    lower = content.lower() if isinstance(content, bytes) else content.lower().encode()
    return {word for word in (*WORDS, *also) if word.lower().encode() in lower}


def test_the_calls_were_of_every_kind(searched: Searched) -> None:
    outcomes = re.findall(r"x-countenance-decision: (\w+)", "\n".join(searched.answers))
    statuses = {answer.split()[0] for answer in searched.answers}

    assert {"pass", "redact", "refuse", "hold"} <= set(outcomes)
    assert {"200", "400", "401", "404", "503"} <= statuses


def test_nothing_of_a_call_is_in_the_log_the_metrics_or_the_spans(searched: Searched) -> None:
    assert "call" in searched.metrics
    assert searched.log
    assert searched.spans
    assert words_in(searched.log, searched.key) == set()
    assert words_in(searched.metrics, searched.key) == set()
    assert words_in(b"".join(searched.spans), searched.key) == set()


def test_an_error_repeats_nothing_but_a_name_that_was_wrong(searched: Searched) -> None:
    """A short plain word in a wrong place is named, so that its author can find it."""
    named = {PROMPT, TOOL, MODEL}
    for answer in searched.answers:
        head, _, body = answer.partition("\n\n") if answer[:3].isdigit() else ("", "", answer)
        found = words_in(head, searched.key) | words_in(body, searched.key)
        passed = "x-countenance-decision: pass" in answer or "-decision: redact" in answer
        assert found <= ({ANSWER, NAME, PROMPT} if passed else named), answer


def test_nothing_of_a_call_is_in_the_record_or_the_tables(searched: Searched) -> None:
    with closing(sqlite3.connect(searched.data / "countenance.db")) as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        rows = {
            table: repr(database.execute(f"SELECT * FROM {table}").fetchall())
            for table in tables
        }

    assert "entries" in tables
    for table, content in rows.items():
        assert words_in(content, searched.key) == set(), table


def test_nothing_of_a_call_is_in_any_other_file(searched: Searched) -> None:
    files = [path for path in searched.data.rglob("*") if path.is_file()]

    assert len(files) >= 3
    for path in files:
        assert words_in(path.read_bytes(), searched.key) == set(), path.name


def test_no_digest_and_no_piece_of_a_picture_is_anywhere(searched: Searched) -> None:
    told = [searched.log.encode(), searched.metrics.encode(), *searched.spans]
    told += [answer.encode() for answer in searched.answers]
    kept = [path for path in searched.data.rglob("*") if path.is_file()]
    marks = searched.marks()

    assert any("tile" in path.parts for path in kept)
    assert len(marks) > 60
    for content in (*told, *(path.read_bytes() for path in kept)):
        assert {what for what, mark in marks.items() if mark in content} == set()


def test_they_would_have_been_found(searched: Searched) -> None:
    """The entries do commit to these very digests: opened they are there."""
    wanted = {searched.digests()[what].hex() for what in ("the picture", "the prompt")}
    opened = ""
    for index in range(len(_entries(searched))):
        opened += _command(searched, "record", "open", str(index), could_not=True)

    assert all(digest in opened for digest in wanted)


def test_after_erasure_neither_keys_nor_what_they_sealed_is_left(searched: Searched) -> None:
    proof = searched.data.parent / "entry.tlog-proof"
    first = next(at for at, each in enumerate(_entries(searched)) if each["kind"] == "decision")
    proof.write_text(_command(searched, "record", "proof", str(first)), encoding="utf-8")
    with closing(sqlite3.connect(searched.data / "countenance.db")) as database:
        secrets = database.execute(
            "SELECT c.wrapped, o.sealed, o.marks FROM cases c JOIN openings o USING (number) "
            "JOIN entries e ON e.idx = o.idx WHERE e.kind IN ('decision', 'unreadable')"
        ).fetchall()
    pieces = [blob[at : at + 16] for row in secrets for blob in row if blob
              for at in (0, len(blob) - 16)]  # fmt: skip
    before = sum(piece in _database_files(searched) for piece in pieces)

    for at, each in enumerate(_entries(searched)):
        if each["kind"] in ("decision", "unreadable"):
            _command(searched, "record", "erase", "--case", str(at), "--basis", "no-longer-needed")

    assert before == len(pieces) > 60
    assert sum(piece in _database_files(searched) for piece in pieces) == 0
    assert "verified: entry" in _command(searched, "record", "verify", str(proof))
    log = str(searched.data / "log")
    assert "every one of" in _command(searched, "record", "verify", "--log", log)


def _entries(searched: Searched) -> list[dict[str, str]]:
    listed: list[dict[str, str]] = json.loads(
        _command(searched, "record", "list", "--last", "1000", "--json")
    )
    return listed


def _database_files(searched: Searched) -> bytes:
    return b"".join(path.read_bytes() for path in searched.data.glob("countenance.db*"))


def _command(searched: Searched, *words: str, could_not: bool = False) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main([*words, "--data", str(searched.data)])
    assert code == 0 or (could_not and code == 5)
    return out.getvalue()
