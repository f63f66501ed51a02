"""A certificate authority of a test's own and a server it vouches for, made on the spot.

Elliptic-curve arithmetic and DER by hand, for a few milliseconds and without another library:
nothing here is hidden from anybody who measures time, and nothing needs to be.
"""

import ssl
from base64 import encodebytes
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from secrets import randbelow

# NIST P-256: the field, a of the curve, the order of the base point, and that point.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
A = P - 3
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None
ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
PUBLIC_KEY = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")
CURVE = bytes.fromhex("06082a8648ce3d030107")
COMMON_NAME = bytes.fromhex("0603550403")
CA = bytes.fromhex("300f0603551d130101ff040530030101ff")
ALT_NAME = bytes.fromhex("0603551d11")
ALWAYS = (b"250101000000Z", b"491231235959Z")


@dataclass(frozen=True, slots=True)
class Key:
    """A private number and the point that belongs to it."""

    secret: int
    point: tuple[int, int]

    def signs(self, said: bytes) -> bytes:
        """The signature that only this key can make."""
        digest = int.from_bytes(sha256(said).digest(), "big")
        once = randbelow(N - 1) + 1
        r = times(once, G)[0] % N
        s = pow(once, -1, N) * (digest + r * self.secret) % N
        return der(0x30, number(r), number(s))

    def public(self) -> bytes:
        """The point, as a certificate shows it."""
        x, y = (each.to_bytes(32, "big") for each in self.point)
        return der(0x30, PUBLIC_KEY, der(0x03, b"\0\4" + x + y))

    def pem(self) -> str:
        """The key as a server reads it."""
        secret = der(0x04, self.secret.to_bytes(32, "big"))
        return pem("EC PRIVATE KEY", der(0x30, number(1), secret, der(0xA0, CURVE)))


def key() -> Key:
    """A new one."""
    secret = randbelow(N - 1) + 1
    return Key(secret, times(secret, G))


def served_by(folder: Path, address: str = "127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """The authority's certificate as a file, and what a server at this address needs."""
    authority, server = key(), key()
    file, own = folder / "authority.pem", folder / "server.pem"
    file.write_text(certificate("the authority", authority.public(), authority, CA))
    names = der(0x30, der(0x87, ip_address(address).packed))
    shown = der(0x30, ALT_NAME, der(0x04, names))
    own.write_text(server.pem() + certificate("the server", server.public(), authority, shown))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own)
    return file, context


def certificate(name: str, public: bytes, by: Key, extension: bytes) -> str:
    """This key belongs to this name, says the authority."""
    issuer = _named("the authority")
    valid = der(0x30, *(der(0x17, day) for day in ALWAYS))
    said = der(
        0x30, der(0xA0, number(2)), number(randbelow(2**64)), ECDSA_SHA256, issuer, valid,
        _named(name), public, der(0xA3, der(0x30, extension)),
    )  # fmt: skip
    return pem("CERTIFICATE", der(0x30, said, ECDSA_SHA256, der(0x03, b"\0" + by.signs(said))))


def _named(name: str) -> bytes:
    return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0C, name.encode()))))


def der(tag: int, *parts: bytes) -> bytes:
    """One value with its length, as certificates are written."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def number(value: int) -> bytes:
    """A whole number that is not negative."""
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def pem(kind: str, body: bytes) -> str:
    """The bytes between two lines that say what they are."""
    return f"-----BEGIN {kind}-----\n{encodebytes(body).decode()}-----END {kind}-----\n"


def times(factor: int, point: tuple[int, int]) -> tuple[int, int]:
    """The point added to itself so many times."""
    total: Point = None
    doubled: Point = point
    while factor:
        if factor & 1:
            total = _sum(total, doubled)
        doubled = _sum(doubled, doubled)
        factor >>= 1
    assert total
    return total


def _sum(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 + A, 2 * y1) if one == other else (y2 - y1, x2 - x1)
    rise = slope[0] * pow(slope[1], -1, P) % P
    x = (rise * rise - x1 - x2) % P
    return x, (rise * (x1 - x) - y1) % P
