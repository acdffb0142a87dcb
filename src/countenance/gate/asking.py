"""The client with which the gate asks strangers: those who have a picture, and witnesses.

Rules kept here:
 * It goes to the very address that it is given: no redirect, no proxy of the environment.
 * It tells nobody where it comes from, and reads what came as it came: nothing is decompressed.
"""

from datetime import timedelta

from pyreqwest.client import ClientBuilder

from countenance import __version__

__all__ = ["asking"]


def asking(limit: timedelta) -> ClientBuilder:
    """A client that takes no longer than this for one request, to be built."""
    return (
        ClientBuilder()
        .user_agent(f"countenance/{__version__}")
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
