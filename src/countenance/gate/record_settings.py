"""`[record]`: the log as others read it."""

from typing import Literal

import msgspec

__all__ = ["RecordSettings"]


class RecordSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[record]`: the name of the log, and who may read its entries, who witnesses it."""

    origin: str = ""
    """The name of the log, such as `gate.example.org/record`, when it begins; later it stands in
    its key. Empty: one is made of the gate's address."""
    entries: Literal["nobody", "everyone"] = "nobody"
    """Who reads entries at the gate's address; the tree and its heads are for everyone."""
    witnesses: str = ""
    """A policy of trust (c2sp.org/tlog-policy); those of its witnesses that have an address are
    asked to sign each head. Empty: nobody is asked."""
