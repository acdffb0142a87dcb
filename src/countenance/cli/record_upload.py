"""`countenance record upload`: the public log into a bucket, by hand or from a timer."""

from pathlib import Path

import click

from countenance.cli.log_reading import published
from countenance.cli.words import data_option, number_of
from countenance.errors import RolledBackError, SettingsError
from countenance.stores.bucket_log import BucketLog
from countenance.stores.bucket_place import (
    BucketPlace,
    bucket_keys,
    check_bucket,
    check_obstore,
)
from countenance.stores.log import DatabaseReader
from countenance.stores.published import FOLDER, Published

__all__ = ["upload"]


@click.command()
@click.argument("bucket", metavar="BUCKET")
@click.option("--entries", is_flag=True, help="With the entries, for whoever may read the bucket.")
@click.option("--whole", is_flag=True, help="Look at every file there; put right what is damaged.")
@click.option("--endpoint", metavar="URL", default="", help="A service that speaks as S3 does.")
@click.option(
    "--keys",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The keys of the bucket, one `NAME=value` a line. [the environment]",
)
@data_option
def upload(
    bucket: str, entries: bool, whole: bool, endpoint: str, keys: Path | None, folder: Path
) -> None:
    """Carry the public log to a bucket, from where it is read like a site of files.

    A gate does so by itself where `record.bucket` names one. The head comes last, and only goes
    forward.

    \b
    Example:
        countenance record upload s3://record-of-northport/log --entries
    """
    try:
        check_bucket(bucket, endpoint, "BUCKET")
        check_obstore("BUCKET")
        # Who carries nothing needs no `obstore`.
        from countenance.stores.bucket import open_bucket  # noqa: PLC0415

        place = BucketPlace(bucket, endpoint, bucket_keys(keys) if keys else {})
        objects = open_bucket(place)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    signers, _ = published(folder)
    reader = DatabaseReader(folder)
    try:
        log = BucketLog(
            objects,
            Published(folder / FOLDER),
            [signer.key for signer in signers],
            reader.size,
            entries=entries,
        )
        changed = log.carry_whole() if whole else None
        if changed is None:
            log.carry()
    except RolledBackError as error:
        raise RolledBackError(f"{error}; this is an older copy, and nothing was carried") from error
    finally:
        reader.close()
    said = "" if changed is None else f"; {number_of(changed, 'file')} put right"
    click.echo(f"{bucket} has {number_of(log.size, 'entry', 'entries')}{said}")
