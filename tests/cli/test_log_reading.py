"""Where a log is read from, and who is trusted."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from countenance.cli.log_reading import files_of, found_entry, keys_of, trusted, who_signed
from countenance.errors import ProofError, RecordError
from countenance.record.checkpoint import open_checkpoint
from countenance.record.note import cosign
from countenance.record.tiles import Tile
from countenance.record.trust import read_trust
from countenance.stores.log import DatabaseLog
from made_bucket import ENVIRONMENT, made_bucket
from record.examples import decided
from record.signing import LOG_KEY, WITNESS, WITNESS_KEY, WITNESS_NAME, head, signed


def test_a_log_is_read_from_a_folder_or_an_address(tmp_path: Path) -> None:
    assert files_of(str(tmp_path)).head() is None
    with pytest.raises(RecordError, match=r"127.0.0.1:9/log/tile/0/000: cannot be read"):
        files_of("http://127.0.0.1:9/log/").tile(Tile(0, 0))


@pytest.mark.parametrize("where", ["nowhere", "http://a.example.org/log", "file:///etc", "ftp://a/b"])
def test_what_is_no_place_of_a_log_is_wrong_usage(where: str) -> None:
    with pytest.raises(click.UsageError):
        files_of(where)


def test_the_key_on_the_line_a_policy_or_the_own_log_is_trusted(tmp_path: Path) -> None:
    trust = tmp_path / "trust.txt"
    trust.write_text(f"log {LOG_KEY}\nquorum none\n", encoding="utf-8")
    begun = keys_of(tmp_path / "var").begin("gate.example.org/a")

    assert trusted(None, str(LOG_KEY), tmp_path).keys == (LOG_KEY,)
    assert trusted(trust, None, tmp_path).keys == (LOG_KEY,)
    assert trusted(None, None, tmp_path / "var").keys == (begun.key,)
    with pytest.raises(click.UsageError, match="say whom you trust"):
        trusted(None, None, tmp_path)


def test_that_nobody_watched_is_said_and_who_did() -> None:
    one = read_trust(f"log {LOG_KEY}\nwitness w {WITNESS_KEY}\nquorum none\n".encode())
    strict = read_trust(f"log {LOG_KEY}\nwitness w {WITNESS_KEY}\nquorum w\n".encode())
    alone = open_checkpoint(signed(head(3)), one.keys)
    seen = open_checkpoint(
        signed(head(3), cosign(head(3).text, WITNESS_NAME, WITNESS, 0)), one.keys
    )

    assert who_signed(alone, one) == "unwitnessed: nobody but the log itself has signed"
    assert who_signed(seen, strict) == f"witnessed by {WITNESS_NAME} at 1970-01-01T00:00:00Z"
    with pytest.raises(ProofError, match="do not make the quorum `w`"):
        who_signed(alone, strict)


def test_an_entry_is_found_by_index_or_id(tmp_path: Path) -> None:
    log = DatabaseLog(tmp_path)
    made = decided()
    log.append_now(made.data, made.openings)

    assert found_entry(log, "0") == found_entry(log, made.id)
    with pytest.raises(click.UsageError, match="no entry `1`; there are 1"):
        found_entry(log, "1")
    log.close()


class _Hiding(http.server.BaseHTTPRequestHandler):
    """Gives hashes, and no entries; what is not there is forbidden, as in a bucket that nobody
    may list."""

    def do_GET(self) -> None:
        found = self.path == "/tile/0/000"
        self.send_response(200 if found else 403)
        self.end_headers()
        self.wfile.write(b"h" * 8192 if found else b"no")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture(scope="module")
def hiding() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hiding) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_who_may_not_read_entries_is_told_what_would_help(hiding: str) -> None:
    files = files_of(hiding)

    with pytest.raises(RecordError, match="auditors alone") as refused:
        files.tile(Tile(-1, 0))
    for help_ in ('record.entries = "everyone"', "record export --redacted", "record follow"):
        assert help_ in str(refused.value)
    with pytest.raises(RecordError, match="403 Forbidden: who may read this log"):
        files.head()


def test_a_partial_tile_is_read_out_of_the_whole_one(hiding: str) -> None:
    assert files_of(hiding).tile(Tile(0, 0, 3)) == b"h" * 96


def test_a_log_is_read_from_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    with made_bucket() as made:
        for name, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": made.address}.items():
            monkeypatch.setenv(name, value)
        files = files_of("s3://b/log")

        assert files.head() is None
        made.objects["log/checkpoint"] = b"head"
        made.headers["log/checkpoint"] = {}
        assert files.head() == b"head"
    with pytest.raises(click.UsageError, match="`s3://NAME/PREFIX` is right"):
        files_of("s3://")
