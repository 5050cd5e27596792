"""The canonical form of an event's body: the RFC 8785 profile that one writer and any reader share.

Keys are ASCII snake case, numbers are integers below 2**53, text is NFC, nothing is null: then
sorted compact JSON equals RFC 8785 byte for byte.
"""

import hashlib
import re
import unicodedata
from typing import Any

import msgspec

ALGORITHM = "sha256"
EMPTY = bytes(32)
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_LIMIT = 2**53


def canonical(body: dict[str, Any]) -> bytes:
    """Return the exact bytes of a body; raises ValueError where it leaves the profile."""
    return msgspec.json.encode(_checked(body), order="sorted")


def leaf_of(body: bytes) -> bytes:
    """Return the leaf hash of a body as in RFC 6962, 2.1."""
    return hashlib.sha256(b"\x00" + body).digest()


def commitment(salt: bytes, words: str) -> str:
    """Return the salted commitment that stands in a body for free words."""
    return hashlib.sha256(salt + normal(words).encode()).hexdigest()


def normal(text: str) -> str:
    """Return text as it is kept: NFC."""
    return unicodedata.normalize("NFC", text)


def _checked(value: Any) -> Any:
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise ValueError(f"key outside the canonical profile: {key!r}")
        return {key: _checked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_checked(inner) for inner in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < _LIMIT:
        return value
    if isinstance(value, str):
        return normal(str(value))
    raise ValueError(f"value outside the canonical profile: {value!r}")
