"""A certificate for trying the gate over TLS on one machine."""

import ssl
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from countenance.gate.certificate import DAYS, NAMES, development_certificate

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_it_names_loopback_alone_signs_nothing_else_and_ends() -> None:
    pem, private = development_certificate(NOW)

    made = x509.load_pem_x509_certificate(pem)
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = names.get_values_for_type(x509.DNSName)
    found += [str(each) for each in names.get_values_for_type(x509.IPAddress)]
    assert found == list(NAMES)
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not made.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    assert made.not_valid_before_utc < NOW < made.not_valid_after_utc
    assert made.not_valid_after_utc == NOW + timedelta(days=DAYS)
    key = serialization.load_pem_private_key(private, None)
    assert key.public_key() == made.public_key()


def test_each_one_has_a_key_of_its_own_and_is_taken_as_an_authority_of_itself() -> None:
    (first, one), (second, other) = development_certificate(NOW), development_certificate(NOW)

    assert one != other
    assert first != second
    ssl.create_default_context().load_verify_locations(cadata=first.decode())
