"""Certificates: checked for the name that was typed, on a connection to the address that was checked."""

import datetime
import ipaddress
import socketserver
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fetching import TooSlow, Unreachable, client, connection, fetch

from .conftest import serving


def make_certificate(folder, *names: str):
    """A certificate for these names, signed by itself; its file holds the key too."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [
                    x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
                    for name in names
                ]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


class SecureSite:
    """Serves "ok" over TLS to anyone, and notes which names were asked for."""

    def __init__(self, certificate):
        self.asked: list[str | None] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.sni_callback = lambda _socket, name, _context: self.asked.append(name)
        self.trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.trusting.load_verify_locations(certificate)

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with context.wrap_socket(self.request, server_side=True) as secured:
                    secured.recv(10_000)
                    secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        self.handler = Handler


@pytest.fixture
def secure_site(tmp_path):
    site = SecureSite(make_certificate(tmp_path, "blog.example", "127.0.0.1"))
    with serving(site.handler) as server:
        site.port = server.server_address[1]
        yield site


def get(port: int, host: str = "blog.example", **rest):
    options = {"deadline": 5, "max_bytes": 1000, "allow_loopback": True} | rest
    return fetch(f"https://{host}:{port}/", resolver=lambda *_: ["127.0.0.1"], **options)


class TestCertificates:
    def test_are_accepted_for_the_name_that_was_typed(self, secure_site, monkeypatch):
        monkeypatch.setattr(client, "tls_context", lambda: secure_site.trusting)
        assert get(secure_site.port).body == b"ok"
        assert secure_site.asked == ["blog.example"]

    def test_are_accepted_for_an_address_that_was_typed(self, secure_site, monkeypatch):
        monkeypatch.setattr(client, "tls_context", lambda: secure_site.trusting)
        assert get(secure_site.port, "127.0.0.1").body == b"ok"

    def test_for_another_name_are_refused(self, secure_site, monkeypatch):
        monkeypatch.setattr(client, "tls_context", lambda: secure_site.trusting)
        with pytest.raises(Unreachable, match="certificate"):
            get(secure_site.port, "other.example")

    def test_nobody_vouches_for_are_refused(self, secure_site):
        with pytest.raises(Unreachable, match="certificate"):
            get(secure_site.port)

    def test_the_environment_vouches_for_are_refused(self, secure_site, tmp_path, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        connection.tls_context.cache_clear()
        with pytest.raises(Unreachable, match="certificate"):
            get(secure_site.port)


class TestHandshake:
    def test_with_a_server_that_speaks_plainly_fails(self):
        class Plain(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                self.request.recv(1000)

        with serving(Plain) as server, pytest.raises(Unreachable):
            get(server.server_address[1])

    def test_with_a_server_that_is_silent_ends_in_time(self):
        class Silent(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                while self.request.recv(1000):
                    pass

        with serving(Silent) as server, pytest.raises(TooSlow):
            get(server.server_address[1], deadline=0.3)
