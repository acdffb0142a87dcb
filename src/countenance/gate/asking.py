"""The client with which the gate asks strangers: those who have a picture, witnesses, directories.

Rules kept here:
 * It goes to the very address that it is given: no redirect, no proxy of the environment.
 * It tells nobody where it comes from, and reads what came as it came: nothing is decompressed.
"""

from datetime import timedelta
from typing import TypeVar

from pyreqwest.client import BaseClientBuilder, ClientBuilder, SyncClientBuilder

from countenance import __version__

__all__ = ["asking", "asking_in_thread"]

_Builder = TypeVar("_Builder", bound=BaseClientBuilder)


def asking(limit: timedelta) -> ClientBuilder:
    """A client that takes no longer than this for one request, to be built."""
    return _plain(ClientBuilder(), limit)


def asking_in_thread(limit: timedelta) -> SyncClientBuilder:
    """The same for who asks in a thread, and waits there."""
    return _plain(SyncClientBuilder(), limit)


def _plain(builder: _Builder, limit: timedelta) -> _Builder:
    return (
        builder.user_agent(f"countenance/{__version__}")
        .http1_only()
        .follow_redirects(False)
        .no_proxy()
        .referer(False)
        .gzip(False)
        .brotli(False)
        .zstd(False)
        .deflate(False)
        .timeout(limit)
    )
