import json
import time
from pathlib import Path

import pytest

from callers.examples import VOCABULARY
from cli.running import Commands, Ran
from countenance.callers.attestation import Attested, check_attestation
from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.errors import AttestationError
from countenance.stores.memory_log import MemoryLog
from countenance.stores.registry import RegistryReader
from countenance.stores.seen import SeenAttestations

GATE = "http://127.0.0.1:8800"
BODY = json.dumps(
    {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}, indent=1
).encode()


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    commands = Commands(tmp_path / "var", capsys)
    commands.done(
        "callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity",
        "--may-state", "timeliness",
    )  # fmt: skip
    commands.done("callers", "attesting-key", "acme", "desk", "--out", str(tmp_path / "desk.pem"))
    (tmp_path / "body.json").write_bytes(BODY)
    return commands


def attest(commands: Commands, *words: str) -> Ran:
    key = str(commands.folder.parent / "desk.pem")
    return commands.run("attest", "--key", key, "--audience", GATE, *words)


def checked(commands: Commands, token: str, body: bytes) -> Attested:
    headers = (("content-type", "application/json"),)
    now = int(time.time())
    return check_attestation(
        token,
        call=read(Request("POST", "/v1/chat/completions", (), headers, body)).digest,
        audience=GATE,
        registration=RegistryReader(commands.folder).registration("acme"),
        vocabulary=VOCABULARY,
        now=now,
        seen=SeenAttestations(MemoryLog(), now),
    )


def test_what_is_signed_holds_for_this_request_and_no_other(
    commands: Commands, tmp_path: Path
) -> None:
    ran = attest(commands, "--request", str(tmp_path / "body.json"), "timeliness=post")
    token = ran.out.strip()

    compact = json.dumps(json.loads(BODY), separators=(",", ":")).encode()
    assert checked(commands, token, compact).evidence[0].values == ("post",)
    with pytest.raises(AttestationError, match="not the digest of this request"):
        checked(commands, token, BODY.replace(b"Hello", b"Who is this?"))


def test_the_digest_may_be_given_instead(commands: Commands) -> None:
    ran = attest(commands, "--digest", "sha256:" + "ab" * 32, "timeliness=post", "--json")

    assert ran.code == 0
    assert ran.json["call"] == "sha256:" + "ab" * 32
    assert ran.json["issuer"] == "acme"


def test_an_azure_path_is_part_of_what_is_signed(commands: Commands, tmp_path: Path) -> None:
    request = ("--request", str(tmp_path / "body.json"), "--json", "timeliness=post")

    plain = attest(commands, *request).json["call"]
    path = "/openai/deployments/other/chat/completions?api-version=2024-10-21"
    azure = attest(commands, *request, "--path", path).json["call"]

    assert plain != azure


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--digest", "x", "timelines=post"], "did you mean `timeliness`?"),
        (["--digest", "x", "timeliness=pst"], "did you mean `post`?"),
        (["--digest", "x", "actor_kind=court"], "can never be stated"),
        (["timeliness=post"], "give the request"),
        (["--digest", "x", "--seconds", "301", "timeliness=post"], "301"),
        (["--request", "nowhere.json", "timeliness=post"], "cannot be read"),
        (["--digest", "x"], "FACT=VALUE"),
    ],
)
def test_wrong_words_are_usage(commands: Commands, words: list[str], message: str) -> None:
    ran = attest(commands, *words)

    assert ran.code == 2
    assert message in ran.err


def test_a_request_that_no_gate_reads_is_not_signed(commands: Commands, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_bytes(b'{"model":"a","model":"b"}')

    ran = attest(commands, "--request", str(tmp_path / "body.json"), "timeliness=post")

    assert ran.code == 2
    assert "not a request that a gate reads" in ran.err


def test_a_private_key_that_others_can_read_is_not_used(commands: Commands, tmp_path: Path) -> None:
    (tmp_path / "desk.pem").chmod(0o644)

    ran = attest(commands, "--digest", "x", "timeliness=post")

    assert ran.code == 5
    assert "others can read" in ran.err


def test_a_key_file_that_does_not_say_whose_it_is_needs_the_issuer(
    commands: Commands, tmp_path: Path
) -> None:
    path = tmp_path / "desk.pem"
    path.write_bytes(path.read_bytes().partition(b"\n")[2])

    assert attest(commands, "--digest", "x", "timeliness=post").code == 2
    assert attest(commands, "--digest", "x", "--issuer", "acme", "timeliness=post").code == 0
