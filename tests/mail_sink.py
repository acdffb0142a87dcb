"""A mail server on this machine that takes what it is sent, with STARTTLS where it is asked for."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from countenance.gate.certificate import development_certificate

__all__ = ["Sink", "mail_sink"]


@dataclass
class Sink:
    """Where it listens, what it trusts, what it got; `refuses`: with what it answers a sender."""

    port: int
    authority: str
    got: list[str] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    refuses: str = ""


@contextmanager
def mail_sink(folder: Path) -> Iterator[Sink]:
    """The server, stopped at the end. `folder`: where its certificate lies."""
    certificate, key = development_certificate(datetime.now(UTC))
    path = folder / "mail.pem"
    path.write_bytes(certificate + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    (folder / "mail-ca.pem").write_bytes(certificate)
    sink = Sink(0, str(folder / "mail-ca.pem"))

    class Handler(socketserver.StreamRequestHandler):
        secured = False

        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")
            self.wfile.flush()

        def handle(self) -> None:
            self.say("220 sink")
            for _ in range(100):
                words = self.rfile.readline().decode().strip()
                match words.partition(" ")[0].upper():
                    case "EHLO" | "HELO":
                        self.say("250-sink")
                        self.say("250-AUTH PLAIN")
                        self.say("250 STARTTLS")
                    case "STARTTLS":
                        self.say("220 go on")
                        self.request = context.wrap_socket(self.request, server_side=True)
                        self.rfile = self.request.makefile("rb")
                        self.wfile = self.request.makefile("wb")
                        self.secured = True
                    case "AUTH":
                        sink.logins.append(words)
                        self.say("235 fine")
                    case "MAIL":
                        self.say(sink.refuses or "250 fine")
                    case "RCPT" | "RSET":
                        self.say("250 fine")
                    case "DATA":
                        self.say("354 go on")
                        lines = []
                        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
                            lines.append(line)
                        sink.got.append("".join(lines))
                        sink.secured.append(self.secured)
                        self.say("250 taken")
                    case "QUIT" | "":
                        self.say("221 bye")
                        if self.secured:
                            self.request.close()
                        return
                    case _:
                        self.say("500 what?")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, _request: object, _address: object) -> None:
            """A client that leaves is no error here."""

    server = Server(("127.0.0.1", 0), Handler)
    sink.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
