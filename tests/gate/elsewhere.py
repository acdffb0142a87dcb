"""A host of pictures on this machine, over TLS, under names that no resolver knows."""

import contextlib
import datetime
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from countenance.gate.fetch import Fetcher, FetchLimits, is_public

__all__ = ["NAMES", "Elsewhere", "certificate_files", "elsewhere", "gives"]

NAMES = ("pictures.example", "other.example")
HERE = "127.0.0.1"

Answer = Callable[[BaseHTTPRequestHandler], None]


class Elsewhere:
    """The host: what it answers by path, what it was asked, and how names resolve."""

    def __init__(self, port: int, authority: bytes) -> None:
        self.port = port
        self.authority = authority
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.names: dict[str, list[Sequence[str]]] = {}
        self.looked_up: list[str] = []

    def url(self, path: str = "/a.jpg", host: str = NAMES[0]) -> str:
        """An address of this host."""
        return f"https://{host}:{self.port}{path}"

    def fetcher(
        self,
        hosts: Sequence[str] = ("*",),
        most_bytes: int = 10_000,
        seconds: float = 5.0,
        also: Sequence[str] = (HERE,),
    ) -> Fetcher:
        """A fetcher as a gate has it, which in addition takes the addresses `also` for public."""
        extra = {ip_address(each) for each in also}

        def permitted(address: IPv4Address | IPv6Address) -> bool:
            return address in extra or is_public(address)

        return Fetcher(
            FetchLimits(frozenset(hosts), most_bytes, seconds),
            resolve=self._resolve,
            permitted=permitted,
            ports=frozenset({443, self.port}),
            authority=self.authority,
        )

    async def _resolve(self, host: str) -> Sequence[str]:
        self.looked_up.append(host)
        given = self.names.get(host, [(HERE,)])
        return given.pop(0) if len(given) > 1 else given[0]


def gives(body: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer of these bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@contextlib.contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    """The host, stopped at the end."""
    authority, chain = _certificate()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            host.asked.append((self.headers["host"], self.path, headers))
            self.close_connection = True
            with contextlib.suppress(OSError):  # whoever has enough leaves
                host.answers.get(self.path, gives(b"", 404))(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that do not like the certificate are part of the tests."""

    server = Server((HERE, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "chain.pem")
        file.write_bytes(chain)
        context.load_cert_chain(file)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    host = Elsewhere(server.server_address[1], authority)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate_files(folder: Path) -> tuple[Path, Path]:
    """The files of a certificate authority, and of the key and certificate that it signed."""
    authority, chain = folder / "authority.pem", folder / "chain.pem"
    for file, content in zip((authority, chain), _certificate(), strict=True):
        file.write_bytes(content)
    return authority, chain


def _certificate() -> tuple[bytes, bytes]:
    """A certificate authority, and key and certificate of `NAMES` that it signed."""
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    base = x509.CertificateBuilder().issuer_name(issuer).not_valid_before(now - day)
    base = base.not_valid_after(now + day)
    ca = (
        base.subject_name(issuer)
        .serial_number(x509.random_serial_number())
        .public_key(ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        base.subject_name(x509.Name([]))
        .serial_number(x509.random_serial_number())
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in NAMES]), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return ca.public_bytes(pem), private + leaf.public_bytes(pem)
