"""What a certificate says of itself: whose it is, and how long it is valid. It reads DER, without any library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["X509", "read"]

# Tags of DER (X.690, section 8.1.2).
_SEQUENCE, _SET, _IDENTIFIER, _BIT_STRING = 0x30, 0x31, 0x06, 0x03
_VERSION = 0xA0
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1C: "utf-32-be", 0x1E: "utf-16-be"}
# What a subject is called by, the best first: common name, organizational unit, organization (X.520).
_NAMED_BY = (b"\x55\x04\x03", b"\x55\x04\x0b", b"\x55\x04\x0a")
# A year of two digits is 1950 to 2049 (RFC 5280, section 4.1.2.5.1).
_FIRST_OF_TWO_DIGITS = 50
# A length of one byte is below this; above it, the byte says of how many bytes the length is.
_LONG = 0x80
_MOST_BYTES_OF_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class X509:
    """A certificate, as far as it matters here."""

    subject: bytes
    """Whose it is, as it stands in the certificate."""
    name: str
    """What the subject is called; empty where it has no name."""
    not_before: dt.datetime
    """From when it is valid."""
    not_after: dt.datetime
    """Until when it is valid."""


def read(der: bytes) -> X509:
    """
    Read a certificate.

    Raises:
        ValueError: It is not one.
    """
    certificate, *rest = _read(der)
    if rest:
        raise ValueError("more bytes follow it")
    signed, algorithm, signature = _parts(certificate, _SEQUENCE, 3)
    _inside(algorithm, _SEQUENCE)
    _inside(signature, _BIT_STRING)
    fields = list(_read(_inside(signed, _SEQUENCE)))
    if fields and fields[0][0] == _VERSION:
        del fields[0]
    try:
        _serial, _algorithm, _issuer, validity, subject, _key, *_extensions = fields
    except ValueError:
        raise ValueError("it lacks a field") from None
    not_before, not_after = map(_time, _parts(validity, _SEQUENCE, 2))
    return X509(
        subject=_inside(subject, _SEQUENCE),
        name=_name(subject),
        not_before=not_before,
        not_after=not_after,
    )


_Value = tuple[int, bytes]
"""A value of DER: its tag and its content."""


def _read(data: bytes) -> Iterator[_Value]:
    """Yield the values that stand one after another."""
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise ValueError("it ends too early")
        tag, length, at = data[at], data[at + 1], at + 2
        if length >= _LONG:
            size = length - _LONG
            if not 0 < size <= _MOST_BYTES_OF_LENGTH:
                raise ValueError("it has a length that is not one")
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            raise ValueError("it ends too early")
        yield tag, data[at : at + length]
        at += length


def _inside(value: _Value, tag: int) -> bytes:
    """Return the content of a value of this kind."""
    if value[0] != tag:
        raise ValueError("it is built otherwise")
    return value[1]


def _parts(value: _Value, tag: int, count: int) -> list[_Value]:
    """Return the values in a value of this kind, of which there are so many."""
    parts = list(_read(_inside(value, tag)))
    if len(parts) != count:
        raise ValueError("it is built otherwise")
    return parts


def _time(value: _Value) -> dt.datetime:
    tag, content = value
    text = content.decode("ascii")
    if tag == _UTC_TIME:
        century = "19" if int(text[:2]) >= _FIRST_OF_TWO_DIGITS else "20"
        text = f"{century}{text}"
    elif tag != _GENERALIZED_TIME:
        raise ValueError("it is built otherwise")
    return dt.datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=dt.timezone.utc)


def _name(subject: _Value) -> str:
    """Return what a subject is called."""
    names: dict[bytes, str] = {}
    for group in _read(_inside(subject, _SEQUENCE)):
        for pair in _read(_inside(group, _SET)):
            kind, (tag, content) = _parts(pair, _SEQUENCE, 2)
            if tag in _TEXTS:
                names.setdefault(_inside(kind, _IDENTIFIER), content.decode(_TEXTS[tag], "replace"))
    return next((names[kind] for kind in _NAMED_BY if kind in names), "")
