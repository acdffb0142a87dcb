"""A whole text call through the gate, beside the same bytes through nginx, in one run.

Both stand before the same upstream on loopback and are asked by the same client, in turns, so that
other load falls on both. What is compared is the processor time of each proxy with all its
children, for one call; the client's and the upstream's do not count.
"""

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import click
import httptools
from rows import Row, quantile
from running import Started, free_port, gate_ready, process, spent
from text_call import BODY

__all__ = ["proxied"]

ROUNDS, CALLS, TOGETHER = 4, 1500, 8
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/a; uwsgi_temp_path {folder}/b; scgi_temp_path {folder}/c;
  upstream behind {{ server 127.0.0.1:{upstream}; keepalive 32; }}
  server {{ listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection "";
    }}
  }}
}}
"""


@dataclass
class Taken:
    """What the rounds of one proxy came to: microseconds per call, milliseconds of single calls."""

    used: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)


def proxied() -> list[Row]:
    """The rows about a whole text call."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        return [Row("whole text call beside nginx", None, "x", None,
                    "nginx is not installed (apt-get install nginx-light)")]  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder, upstream, port = Path(name), free_port(), free_port()
        conf = folder / "nginx.conf"
        conf.write_text(NGINX.format(folder=folder, upstream=upstream, port=port))
        server = [sys.executable, str(Path(__file__).with_name("upstream.py")), str(upstream)]
        proxy = [nginx, "-p", str(folder), "-c", str(conf), "-e", str(folder / "error.log")]
        with (
            process(server, upstream),
            process(proxy, port) as number,
            gate_ready(folder / "data", upstream) as gate,
        ):
            taken = _in_turns(Started(number, port), gate)
    plain, ours = (statistics.median(each.used) for each in taken)
    return [
        Row("whole text call, gate", ours, "us", None,
            f"{ROUNDS} x {CALLS} calls, {TOGETHER} at a time, entries on the disk"),
        Row("whole text call, nginx proxy_pass", plain, "us"),
        Row("whole text call, gate to nginx", ours / plain, "x"),
        Row("one call at a time, gate, p50", quantile(taken[1].alone, 50), "ms", None,
            "time on the wall, two commits to the disk included"),
        Row("one call at a time, nginx, p50", quantile(taken[0].alone, 50), "ms", None,
            "time on the wall"),
    ]  # fmt: skip


def _in_turns(nginx: Started, gate: Started) -> tuple[Taken, Taken]:
    both = (Taken(), Taken())
    for proxy in (nginx, gate):
        asyncio.run(_calls(proxy, 200, TOGETHER))
    for _ in range(ROUNDS):
        for proxy, taken in zip((nginx, gate), both, strict=True):
            before = spent(proxy.number)
            asyncio.run(_calls(proxy, CALLS, TOGETHER))
            time.sleep(0.2)  # outcomes are entered after the answer has left
            taken.used.append((spent(proxy.number) - before) / CALLS * 1e6)
            taken.alone += asyncio.run(_calls(proxy, 100, 1))
    return both


async def _calls(proxy: Started, number: int, together: int) -> list[float]:
    """Make calls over kept connections; milliseconds of each."""
    shares = [number // together + (at < number % together) for at in range(together)]
    found = await asyncio.gather(*(_one_by_one(proxy, share) for share in shares))
    return [each for share in found for each in share]


async def _one_by_one(proxy: Started, number: int) -> list[float]:
    request = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{proxy.port}\r\n"
        f"authorization: Bearer {proxy.key or 'none'}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(BODY)}\r\n\r\n"
    ).encode() + BODY
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    took = []
    for _ in range(number):
        began = time.perf_counter()
        writer.write(request)
        status = await _answered(reader)
        if status != 200:
            raise click.ClickException(f"a call through port {proxy.port} was answered {status}")
        took.append((time.perf_counter() - began) * 1000)
    writer.close()
    return took


class _Whole:
    done = False

    def on_message_complete(self) -> None:
        self.done = True


async def _answered(reader: asyncio.StreamReader) -> int:
    whole = _Whole()
    parser = httptools.HttpResponseParser(whole)
    while not whole.done:
        data = await reader.read(65536)
        if not data:
            raise click.ClickException("the connection was closed in the middle of an answer")
        parser.feed_data(data)
    return int(parser.get_status_code())
