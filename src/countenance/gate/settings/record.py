"""`[record]`: the log as others read it."""

from typing import Annotated, Literal

import msgspec

from countenance.errors import SettingsError
from countenance.stores.bucket_place import check_bucket
from countenance.stores.place import EMBEDDED, check_address

__all__ = ["RecordSettings", "refuse_odd_record"]


class RecordSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[record]`: the name of the log, where it is, who reads it, and who witnesses it."""

    origin: str = ""
    """The name of the log, such as `gate.example.org/record`, when it begins; later it stands in
    its key. Empty: one is made of the gate's address."""
    database: str = ""
    """The address of the PostgreSQL database that several gates share, without a password. Empty:
    the record is where the folder of data says, and that is the folder itself unless it was moved.
    `embedded`: a PostgreSQL server that the gate starts itself, in the folder of data."""
    password_env: str = ""
    """The variable that holds the password of the database."""
    entries: Literal["nobody", "bucket", "everyone"] = "nobody"
    """Who reads entries: nobody without being given them, whoever may read the bucket, or everyone,
    at the gate's address as well; the tree and its heads are for everyone."""
    bucket: str = ""
    """The address of a bucket to which the public log is carried, such as `s3://NAME/PREFIX`.
    Empty: it is carried nowhere."""
    bucket_endpoint: str = ""
    """Where a service is that speaks as S3 does. Empty: at Amazon, or where the environment says.
    """
    bucket_keys: str = ""
    """A file with the keys of the bucket, one `NAME=value` a line. Empty: the environment has them.
    """
    bucket_seconds: Annotated[float, msgspec.Meta(ge=1, le=3600)] = 10.0
    """How often what is new is carried."""
    witnesses: str = ""
    """A policy of trust (c2sp.org/tlog-policy); those of its witnesses that have an address are
    asked to sign each head. Empty: nobody is asked."""
    openings_days: Annotated[int, msgspec.Meta(ge=0, le=36_500)] = 183
    """For how many days what commitments were made from can be opened; 0: nothing of a call is
    kept for that. Six months are what Article 26(6) of the EU's AI Act asks of logs."""


def refuse_odd_record(record: RecordSettings, where: str) -> None:
    """Raises `SettingsError` for what cannot be meant."""
    if record.database == EMBEDDED:
        if record.password_env:
            raise SettingsError(
                f"{where}: `record.password_env` names a variable, and the embedded database "
                "has no password"
            )
    elif record.database:
        check_address(record.database, f"{where}: `record.database`")
    elif record.password_env:
        raise SettingsError(
            f"{where}: `record.password_env` names a variable, and `record.database` no database"
        )
    if record.bucket:
        check_bucket(record.bucket, record.bucket_endpoint, f"{where}: `record.bucket`")
    elif record.bucket_endpoint or record.bucket_keys:
        raise SettingsError(
            f"{where}: `record.bucket_endpoint` and `record.bucket_keys` belong to a bucket, and "
            "`record.bucket` names none"
        )
    elif record.entries == "bucket":
        raise SettingsError(
            f'{where}: `record.entries` is "bucket", and `record.bucket` names none'
        )
