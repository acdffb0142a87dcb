"""`[record]`: the log as others read it."""

from typing import Annotated, Literal

import msgspec

__all__ = ["RecordSettings"]


class RecordSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[record]`: the name of the log, and who may read its entries, who witnesses it."""

    origin: str = ""
    """The name of the log, such as `gate.example.org/record`, when it begins; later it stands in
    its key. Empty: one is made of the gate's address."""
    database: str = ""
    """The address of the PostgreSQL database that several gates share, without a password. Empty:
    the record is where the folder of data says, and that is the folder itself unless it was moved.
    """
    password_env: str = ""
    """The variable that holds the password of the database."""
    entries: Literal["nobody", "everyone"] = "nobody"
    """Who reads entries at the gate's address; the tree and its heads are for everyone."""
    witnesses: str = ""
    """A policy of trust (c2sp.org/tlog-policy); those of its witnesses that have an address are
    asked to sign each head. Empty: nobody is asked."""
    openings_days: Annotated[int, msgspec.Meta(ge=0, le=36_500)] = 183
    """For how many days what commitments were made from can be opened; 0: nothing of a call is
    kept for that. Six months are what Article 26(6) of the EU's AI Act asks of logs."""
