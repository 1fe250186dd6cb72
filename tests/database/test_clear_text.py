"""A hostile server, or one between here and the real one, asks for the password itself: it does not get it."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from djlab.database.connection import Database, Limits
from djlab.database.errors import LiveError
from djlab.database.settings import ConnectionSettings

PASSWORD = "n0t-for-you"


@dataclass
class Listener:
    """Speaks as much of a protocol as it takes to ask; keeps all that it is told."""

    plugin: str
    heard: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("0.0.0.0", 0))  # noqa: S104 - it has to be no loopback
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with client:
                client.settimeout(5)
                try:
                    (self._postgresql if self.plugin == "postgresql" else self._mysql)(client)
                except OSError:
                    continue

    def _hear(self, client: socket.socket) -> bytes:
        data = client.recv(65536)
        self.heard += data
        return data

    def _postgresql(self, client: socket.socket) -> None:
        while True:
            data = self._hear(client)
            if not data:
                return
            if data[4:8] in (struct.pack("!i", 80877103), struct.pack("!i", 80877104)):
                client.sendall(b"N")  # no TLS here
            else:
                client.sendall(b"R" + struct.pack("!ii", 8, 3))  # AuthenticationCleartextPassword

    def _mysql(self, client: socket.socket) -> None:
        capabilities = 0x00000200 | 0x00008000 | 0x00080000 | 0x00000001  # 4.1, secure, plugins; no TLS
        greeting = b"\x0a8.0.99\0" + struct.pack("<I", 7) + b"12345678\0"
        greeting += struct.pack("<H", capabilities & 0xFFFF) + b"\x21\x02\0"
        greeting += struct.pack("<H", capabilities >> 16) + b"\x15" + b"\0" * 10 + b"123456789012\0"
        greeting += b"mysql_native_password\0"
        client.sendall(struct.pack("<I", len(greeting))[:3] + b"\0" + greeting)
        self._hear(client)
        switch = b"\xfe" + self.plugin.encode() + b"\0" + b"x" * 20 + b"\0"
        client.sendall(struct.pack("<I", len(switch))[:3] + b"\x02" + switch)
        if self.plugin == "caching_sha2_password":
            self._hear(client)
            client.sendall(b"\x02\0\0\x04\x01\x04")  # the fast way is refused: full authentication
        self._hear(client)


@pytest.fixture(params=["postgresql", "mysql_clear_password", "dialog", "caching_sha2_password", "sha256_password"])
def listener(request: pytest.FixtureRequest) -> Iterator[Listener]:
    made = Listener(request.param)
    yield made
    made.close()


@pytest.mark.parametrize("tls", [None, False])
def test_the_password_is_not_sent_in_clear_text(listener: Listener, tls: bool | None) -> None:
    settings = ConnectionSettings(
        backend="postgresql" if listener.plugin == "postgresql" else "mysql",
        host=socket.gethostname(),
        port=listener.port,
        user="ada",
        password=PASSWORD,
        use_tls=tls,
    )
    assert not settings.is_local
    database = Database(settings, Limits(connect_seconds=2))
    with pytest.raises(LiveError) as caught:
        database.run(lambda connection: connection.exec_driver_sql("SELECT 1"))
    assert caught.value.reason == "clear-text", str(caught.value)
    assert PASSWORD.encode() not in bytes(listener.heard)
    assert b"ada" in bytes(listener.heard)
