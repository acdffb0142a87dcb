"""A log that is followed: what is false ends it, what is late or away for a while does not."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import Commands
from cli.test_record_log import another, commands, key_of
from countenance.cli.log_reading import files_of
from countenance.cli.record_follow import Follower, Said
from countenance.errors import ProofError, RecordError
from countenance.record.checkpoint import Checkpoint
from countenance.record.note import cosign
from countenance.record.tiles import Tile
from countenance.record.tree import leaf_hash
from countenance.record.trust import Trust, read_trust
from record.signing import (
    ENTRIES,
    LOG_KEY,
    ORIGIN,
    WITNESS,
    WITNESS_KEY,
    WITNESS_NAME,
    head,
    signed,
)

__all__ = ["commands"]

STRICT = read_trust(f"log {LOG_KEY}\nwitness court {WITNESS_KEY}\nquorum court\n".encode())
ALONE = read_trust(f"log {LOG_KEY}\nquorum none\n".encode())


class Log:
    """The files of a log that a test changes; `why` it cannot be read, if it cannot."""

    def __init__(self, *, whom: Trust = STRICT) -> None:
        self.data: bytes | None = signed(head(3))
        self.why = ""
        self.now = 0.0
        self.follower = Follower(self, whom, 30, 10, lambda: self.now)

    def head(self) -> bytes | None:
        if self.why:
            raise RecordError(self.why)
        return self.data

    def tile(self, tile: Tile) -> bytes:
        return b"".join(leaf_hash(each) for each in ENTRIES[: tile.width])

    def look(self, seconds: float = 1) -> list[Said]:
        self.now += seconds
        return list(self.follower.look())


def watched(size: int) -> bytes:
    return signed(head(size), cosign(head(size).text, WITNESS_NAME, WITNESS, 1_795_348_800))


def test_a_head_that_is_not_witnessed_yet_is_read_again() -> None:
    log = Log()

    (early,) = log.look()
    again = log.look()
    log.data = watched(3)
    (late,) = log.look()

    assert early.words.endswith("  not yet witnessed: who signed does not make the quorum `court`")
    assert (early.counts, early.told["witnessed_enough"], again) == (False, False, [])
    assert f"witnessed by {WITNESS_NAME} at 2026-11-22T12:00:00Z" in late.words
    assert (late.counts, late.told["witnesses"], log.look()) == (True, [WITNESS_NAME], [])
    log.data = signed(head(3))  # a copy without the witness says nothing new
    assert log.look() == []


def test_without_a_quorum_for_long_it_is_said_once_until_there_is_one() -> None:
    log = Log()

    first = [log.look(), log.look(9), log.look(2), log.look(60)]
    log.data = signed(head(4))
    newer = log.look()
    log.data = watched(5)
    (seen,) = log.look()
    log.data = signed(head(6))
    after = [log.look(), log.look(11)]

    assert [len(each) for each in first] == [1, 0, 1, 0]
    (warning,) = first[2]
    assert warning.words == "for 10 seconds no head has made the quorum `court`"
    assert (warning.is_trouble, warning.told["unwitnessed_seconds"]) == (True, 10)
    assert [each.told["size"] for each in (*newer, seen)] == [4, 5]
    assert [len(each) for each in after] == [1, 1]


def test_growth_is_checked_at_once_whoever_has_witnessed() -> None:
    log = Log()
    log.look()
    other = Checkpoint(ORIGIN, 5, bytes(32))

    log.data = signed(other)
    with pytest.raises(ProofError):
        log.look()
    log.data = signed(head(2))
    with pytest.raises(ProofError, match="2 entries after 3: it is no later head"):
        log.look()


@pytest.mark.parametrize("whom", [STRICT, ALONE])
def test_a_head_that_the_log_did_not_sign_ends_it(whom: Trust) -> None:
    log = Log(whom=whom)

    log.data = b"nonsense"

    with pytest.raises(ProofError):
        log.look()


def test_what_cannot_be_read_is_tried_again_and_said() -> None:
    log = Log(whom=ALONE)
    log.look()

    log.why = "connection refused"
    away = [log.look(), log.look(), log.look(20)]
    log.why, log.data = "", signed(head(7))
    back = log.look()
    log.data = None
    gone = log.look()

    assert [len(each) for each in away] == [1, 0, 0]
    assert away[0][0].words == (
        "cannot be read: connection refused; it is tried again for 30 seconds"
    )
    assert [each.words for each in back] == [
        "is read again, after 22 seconds", back[1].words,
    ]  # fmt: skip
    assert back[1].told["size"] == 7
    assert "there is no `checkpoint`" in gone[0].words
    with pytest.raises(RecordError, match="there is no `checkpoint`"):
        log.look(31)


def test_heads_are_lines_for_people_and_for_programs(commands: Commands, tmp_path: Path) -> None:
    key = key_of(commands)
    told = [
        json.loads(line)
        for line in commands.done("record", "follow", "--times", "1", "--json").out.splitlines()
    ]

    assert commands.done("record", "follow", "--times", "1").out.startswith("5  ")
    assert [each["size"] for each in told] == [5]
    assert told[0]["signed"] == "unwitnessed: nobody but the log itself has signed"
    assert told[0]["witnesses"] == []
    another(commands, "b")
    other = commands.run(
        "record", "follow", "--json", "--key", str(LOG_KEY), "--log", str(tmp_path / "var/log")
    )
    assert key != str(LOG_KEY)
    assert other.code == 1
    assert json.loads(other.out)["verified"] is False


def test_where_nothing_can_be_read_it_ends_after_the_time_that_was_given(
    commands: Commands, tmp_path: Path
) -> None:
    ran = commands.run("record", "follow", "--retry-for", "0", "--log", str(tmp_path),
                       "--key", str(LOG_KEY))  # fmt: skip

    assert (ran.code, ran.out) == (5, "")
    assert "there is no `checkpoint`" in ran.err
    assert commands.run("record", "follow", "--retry-for", "-1").code == 2


class _Cut(http.server.BaseHTTPRequestHandler):
    """Announces more than it sends."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "900")
        self.end_headers()
        self.wfile.write(b"gate.example.org/record\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture
def cutting() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Cut) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_answer_that_was_cut_off_is_no_false_head(cutting: str) -> None:
    with pytest.raises(RecordError, match="it was cut off") as error:
        files_of(cutting).head()
    assert not isinstance(error.value, ProofError)
