"""Sealed values open only in their own place."""

import pytest
from cryptography.exceptions import InvalidTag

from app.kernel.sealed import Vault


def test_a_sealed_value_opens_in_its_place_only() -> None:
    vault = Vault(["one"])
    sealed = vault.seal("200000/55779911", "bank_account:1")
    assert vault.open(sealed, "bank_account:1") == "200000/55779911"
    with pytest.raises(InvalidTag):
        vault.open(sealed, "bank_account:2")


def test_old_keys_still_open_after_a_new_one_is_added() -> None:
    sealed = Vault(["one"]).seal("secret", "here")
    assert Vault(["one", "two"]).open(sealed, "here") == "secret"


def test_a_fingerprint_is_the_same_for_the_same_text() -> None:
    assert Vault(["one"]).fingerprint("a") == Vault(["one"]).fingerprint("a")
    assert Vault(["one"]).fingerprint("a") != Vault(["one"]).fingerprint("b")
