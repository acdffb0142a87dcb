"""`countenance record upload`, and what is made from a log that lies elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import Commands
from cli.test_record_log import another, commands, key_of
from made_bucket import ENVIRONMENT, SECRET, MadeBucket, made_bucket

__all__ = ["commands"]

BUCKET = "s3://b/log"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[MadeBucket]:
    with made_bucket() as made:
        for name, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": made.address}.items():
            monkeypatch.setenv(name, value)
        yield made


def test_a_log_is_carried_and_verified_where_it_was_carried_to(
    commands: Commands, service: MadeBucket
) -> None:
    said = commands.done("record", "upload", BUCKET, "--entries").out
    assert said == f"{BUCKET} has 5 entries\n"
    another(commands, "b")
    commands.done("record", "upload", BUCKET, "--entries")
    key = key_of(commands)

    verified = commands.done("record", "verify", "--log", BUCKET, "--key", key).out
    followed = commands.done("record", "follow", "--log", BUCKET, "--key", key, "--times", "1")

    assert verified.startswith("verified: every one of 7 entries")
    assert followed.out.startswith("7  ")
    assert service.order[-1] == "log/checkpoint"


def test_a_proof_is_made_from_what_is_published(
    commands: Commands, service: MadeBucket, tmp_path: Path
) -> None:
    commands.done("record", "upload", BUCKET, "--entries")
    where = ("--log", BUCKET, "--key", key_of(commands))
    file = tmp_path / "entry.tlog-proof"

    file.write_text(commands.done("record", "proof", "3", *where).out, encoding="utf-8")
    bare = commands.done("record", "proof", "3", *where, "--bare").out

    assert "entry 3 is in the log" in commands.done("record", "verify", str(file), *where[2:]).out
    assert "extra " not in bare
    for words, says in (
        (("99", *where), "no entry 99; the head that is there speaks of 5"),
        (("x", *where), "named by its index"),
        (("3", *where[2:]), "belong to `--log`"),
    ):
        refused = commands.run("record", "proof", *words)
        assert refused.code == 2
        assert says in refused.err


def test_a_proof_that_does_not_verify_is_not_made(
    commands: Commands, service: MadeBucket
) -> None:
    commands.done("record", "upload", BUCKET, "--entries")
    (leaves,) = (name for name in service.objects if name.startswith("log/tile/0/000.p/"))
    bundle = leaves.replace("tile/0", "tile/entries")
    where = ("--log", BUCKET, "--key", key_of(commands))
    for damaged in (leaves, bundle):
        before = service.objects[damaged]
        service.objects[damaged] = before[:40] + bytes([before[40] ^ 1]) + before[41:]

        ran = commands.run("record", "proof", "0", *where)

        assert (ran.code, ran.out) == (1, "")
        assert "does not verify" in ran.err
        service.objects[damaged] = before


def test_what_is_damaged_is_put_right(commands: Commands, service: MadeBucket) -> None:
    commands.done("record", "upload", BUCKET, "--entries")
    (leaves,) = (name for name in service.objects if name.startswith("log/tile/0/000.p/"))
    service.objects[leaves] = b"damaged"

    said = commands.done("record", "upload", BUCKET, "--entries", "--whole").out

    assert said == f"{BUCKET} has 5 entries; 1 file put right\n"


def test_a_bucket_that_refuses_is_said(commands: Commands, service: MadeBucket) -> None:
    service.fails = 403

    ran = commands.run("record", "upload", BUCKET)

    assert ran.code == 5
    assert "not allowed with the keys" in ran.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((f"s3://AK:{SECRET}@b",), "holds a name, a key or a query"),
        (("https://b",), "begins with one of"),
        (("gs://b", "--endpoint", "https://s3.example"), "only `s3://` has an endpoint"),
    ],
)
def test_what_is_no_bucket_is_wrong_usage(
    commands: Commands, words: tuple[str, ...], says: str
) -> None:
    ran = commands.run("record", "upload", *words)

    assert ran.code == 2
    assert says in ran.err
    assert SECRET not in ran.err


def test_keys_come_from_a_file_that_only_its_owner_reads(
    commands: Commands, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    with made_bucket() as made:
        words = ("record", "upload", BUCKET, "--endpoint", made.address, "--keys", str(keys))
        keys.write_text("".join(f"{n}={v}\n" for n, v in ENVIRONMENT.items()), encoding="utf-8")
        keys.chmod(0o644)
        assert "others can read this secret" in commands.run(*words).err
        keys.chmod(0o600)

        assert commands.done(*words).out == f"{BUCKET} has 5 entries\n"
        assert not [name for name in made.objects if "entries" in name]
