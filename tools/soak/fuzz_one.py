"""One parser under atheris: `python fuzz_one.py TARGET FOLDER --seconds N --runs N`.

The inputs that reached something new are kept in the folder, so that the next run begins with
them. What crashes or hangs is written there too, as `crash-…` or `timeout-…`, and ends this with
another exit code than 0. The last line says how many inputs were tried.
"""

import logging
import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # elsewhere
import click

HANG_SECONDS = 20
MOST_MEGABYTES = 2048

with atheris.instrument_imports(include=["countenance"]):
    from targets import TARGETS


@click.command()
@click.argument("target", type=click.Choice(sorted(TARGETS)))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--seconds", default=60)
@click.option("--runs", default=-1, help="Stop after so many inputs.")
def main(target: str, folder: Path, seconds: int, runs: int) -> None:
    """Try one parser, for so many seconds or inputs."""
    logging.disable(logging.CRITICAL)  # a library below says where a form broke off
    found = TARGETS[target]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(found.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-max_total_time={seconds}",
            f"-runs={runs}",
            f"-timeout={HANG_SECONDS}",
            f"-rss_limit_mb={MOST_MEGABYTES}",
            f"-artifact_prefix={folder}/",
            f"-max_len={found.longest}",
            "-print_final_stats=1",
            "-verbosity=1",
        ],
        found.work,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
