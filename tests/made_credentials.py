"""Files with content credentials (C2PA), signed by certificates that are made up here and now."""

import io
import json
from datetime import UTC, datetime, timedelta

import c2pa  # type: ignore[import-untyped]  # ships no py.typed
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["signed"]

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def signed(data: bytes, source: str, media_type: str = "image/jpeg", **claim: object) -> bytes:
    """The file with a manifest that says how it was created."""
    action = {"action": "c2pa.created", "digitalSourceType": IPTC + source}
    manifest = {
        "claim_generator_info": [{"name": "Northport Camera", "version": "1"}],
        "format": media_type,
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
        **claim,
    }
    chain, key = _certificates()
    info = c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, chain, key, None)
    with c2pa.Context() as context:
        builder = c2pa.Builder(json.dumps(manifest), context)
        out = io.BytesIO()
        builder.sign(c2pa.Signer.from_info(info), media_type, io.BytesIO(data), out)
    return out.getvalue()


def _certificates() -> tuple[bytes, bytes]:
    """A signer and who vouches for it, and the signer's key, in PEM."""
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    above = _certificate("Root of the tests", root, "Root of the tests", root, ca=True)
    below = _certificate("Signer of the tests", leaf, "Root of the tests", root, ca=False)
    key = leaf.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return below.public_bytes(Encoding.PEM) + above.public_bytes(Encoding.PEM), key


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    by: ec.EllipticCurvePrivateKey,
    *,
    ca: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=False, key_encipherment=False,
                data_encipherment=False, key_agreement=False, key_cert_sign=ca, crl_sign=ca,
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    if not ca:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        built = built.add_extension(usage, critical=False)
    return built.sign(by, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name),
         x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests")]
    )  # fmt: skip
