"""`[reports]`: what a deployment asks of the reports that are drafted from recordings."""

from typing import Literal

import msgspec

from countenance.gate.settings.media import Positive

__all__ = ["ReportsSettings"]


class ReportsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[reports]`: the codes that are kept, and what comes before a draft and a signature."""

    keeps: tuple[str, ...] = ()
    """Codes that are kept besides those of the service in use: asked as if theirs were in use."""
    model: str = "base"
    """What puts recordings into words: `base`, `fast`, or the path of a folder of one's own."""
    model_sha256: str = ""
    """The SHA-256 of `model.bin` in that folder."""
    hear_model: str = ""
    """The model elsewhere that hears instead, by way of a gate; empty: the one on this machine."""
    hear_gate: str = ""
    """The address of that gate; empty: this one."""
    hear_key_env: str = ""
    """The variable that holds the key of a caller of that gate."""
    hear_service: str = ""
    """As what the codes know the service behind that gate; of this gate it is known."""
    voices: Literal["turns", "by-sound"] = "turns"
    """What proposes who speaks: turns and words, or how the voices sound, where codes let that."""
    draft_model: str = ""
    """The model that drafts, by way of a gate; empty: the rules that come with the program."""
    draft_gate: str = ""
    """The address of that gate; empty: this one."""
    draft_key_env: str = ""
    """The variable that holds the key of a caller of that gate."""
    max_upload_bytes: Positive = 4 * 1024**3
    """Bytes of the largest recording that is taken on a page."""
    account_first: bool = True
    """Whether the officer's own account is sealed before a draft is shown."""
    certification: str = (
        "I have read this whole report. I have reviewed its contents, and the facts in it are true "
        "and correct."
    )
    """The words that the officer signs."""
