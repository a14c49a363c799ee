"""Seal a few secrets (bank details, second-factor keys) so that a copy of the database does not give them away.

AES-GCM; the place a value belongs to ("bank_details.account:12") is authenticated with it, so sealed values
cannot be swapped between rows. The first byte names the key, so keys can be changed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Vault:
    """Holds the keys: the last one seals, any of them opens."""

    def __init__(self, keys: list[str]) -> None:
        self._keys = [hashlib.sha256(b"citronella field key" + key.encode()).digest() for key in keys]

    def seal(self, text: str, place: str) -> str:
        """`text`, unreadable without the key and only openable for the same `place`."""
        number, nonce = len(self._keys) - 1, secrets.token_bytes(12)
        closed = AESGCM(self._keys[number]).encrypt(nonce, text.encode(), place.encode())
        return base64.urlsafe_b64encode(bytes([number]) + nonce + closed).decode()

    def open(self, sealed: str, place: str) -> str:
        """The text again. Raises cryptography's InvalidTag when it was sealed for another place or changed."""
        raw = base64.urlsafe_b64decode(sealed)
        return AESGCM(self._keys[raw[0]]).decrypt(raw[1:13], raw[13:], place.encode()).decode()

    def fingerprint(self, text: str) -> str:
        """The same for the same text, telling nothing else: for finding equal values without opening them."""
        return hmac.new(self._keys[0], text.encode(), hashlib.sha256).hexdigest()


_vault = Vault(["development only"])


def use_keys(keys: list[str]) -> None:
    """Set the keys once, when the program starts."""
    global _vault
    _vault = Vault(keys)


def vault() -> Vault:
    """The vault in use."""
    return _vault
