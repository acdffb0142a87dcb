"""The command with which a caller signs what it states about one call.

It runs where the request is made: it needs the private key and the request, not the registry.
"""

import secrets
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import click

from countenance.callers.attestation import LONGEST_SECONDS, sign_attestation
from countenance.callers.check import may_be_stated, plain_values
from countenance.cli.key_files import private_key
from countenance.cli.words import json_option, parse_facts, say_json, usage
from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.errors import CallError
from countenance.facts.vocabulary import nearest
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.secret_file import read_secret

__all__ = ["attest"]


@click.command()
@click.argument("facts", nargs=-1, metavar="FACT=VALUE...", required=True)
@click.option("--key", "key_file", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--audience", required=True, help="The name of the gate, such as https://gate:8800.")
@click.option("--issuer", help="The id of the caller. [the one in the key file]")
@click.option("--request", "request_file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--path", default="/v1/chat/completions", help="Where the request goes, with query.")
@click.option("--digest", help="The request's digest, instead of the request.")
@click.option(
    "--seconds",
    default=LONGEST_SECONDS,
    type=click.IntRange(1, LONGEST_SECONDS),
    help="How long it counts.",
)
@json_option
def attest(
    facts: tuple[str, ...],
    key_file: Path,
    audience: str,
    issuer: str | None,
    request_file: Path | None,
    path: str,
    digest: str | None,
    seconds: int,
    as_json: bool,
) -> None:
    """Sign what you state about one request; prints the token for `x-countenance-attestation`.

    \b
    Example:
        countenance attest --key oslo-desk.pem --audience http://127.0.0.1:8800 \\
            --request body.json capture_device=fixed_cctv timeliness=post
    """
    if (request_file is None) == (digest is None):
        raise click.UsageError("give the request, `--request FILE`, or its `--digest`")
    stated = _stated(facts)
    pem = read_secret(key_file)
    who = issuer or _issuer(pem)
    if who is None:
        raise click.UsageError(f"{key_file}: does not say whose it is; give `--issuer CALLER`")
    call = digest if digest is not None else _digest(request_file, path)
    with usage():
        token = sign_attestation(
            private_key(pem, key_file),
            issuer=who,
            audience=audience,
            call=call,
            facts=stated,
            jti=secrets.token_urlsafe(16),
            now=int(time.time()),
            seconds=seconds,
        )
    if as_json:
        say_json({"attestation": token, "call": call, "issuer": who, "audience": audience})
    else:
        click.echo(token)


def _stated(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    vocabulary = packaged_vocabulary()
    stated = {}
    with usage():
        for name, values in parse_facts(words).items():
            fact = vocabulary.fact(name)
            if not may_be_stated(fact):
                free = [one.name for one in vocabulary.facts if may_be_stated(one)]
                near = nearest(name, free)
                hint = f"; did you mean `{near}`?" if near else ""
                raise click.UsageError(f"`{name}` can never be stated by a caller{hint}")
            stated[name] = plain_values(fact, values)
    return stated


def _issuer(pem: bytes) -> str | None:
    first = pem.partition(b"\n")[0]
    name, colon, value = first.partition(b":")
    if colon and name == b"Issuer":
        return value.strip().decode("ascii", "replace")
    return None


def _digest(path: Path | None, target: str) -> str:
    assert path is not None
    try:
        body = path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{path}: cannot be read: {error.strerror}") from error
    where = urlsplit(target)
    query = tuple(parse_qsl(where.query, keep_blank_values=True))
    headers = (("content-type", "application/json"),)
    try:
        return read(Request("POST", where.path, query, headers, body)).digest
    except CallError as error:
        raise click.UsageError(f"{path}: not a request that a gate reads: {error}") from error
