"""The second factor: a code from an app on the phone (TOTP), and recovery codes for when the phone is lost."""

from __future__ import annotations

import hmac

import pyotp
from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.errors import BadInput
from app.kernel.sealed import vault
from app.people.account_queries import recovery_codes_of
from app.people.models import AuthSession, RecoveryCode, UserAccount
from app.people.secrets import RECOVERY_CODE_LENGTH, RECOVERY_CODES, code_digest, in_fours, new_code

STEP_SECONDS = 30
DIGITS = 6
_WRONG = "This code is not right. Wait for the next one in your app and try again."


def new_key() -> str:
    """A new key for somebody's app."""
    return pyotp.random_base32()


def address_for_app(key: str, account: str) -> str:
    """What the picture says to the app."""
    return pyotp.TOTP(key).provisioning_uri(name=account, issuer_name="Citronella")


def step_of(key: str, typed: str) -> int | None:
    """The 30-second step a code belongs to, if it is now or next to now; None for a wrong code."""
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return None
    now = int(clock.now().timestamp()) // STEP_SECONDS
    made = pyotp.TOTP(key)
    return next((at for at in (now, now - 1, now + 1) if hmac.compare_digest(made.generate_otp(at), digits)), None)


def enrol(session: Session, user: UserAccount, signed_in: AuthSession, key: str, typed: str) -> list[str]:
    """Begin to use an app, once a code from it was right. Returns the recovery codes; they are shown once."""
    step = step_of(key, typed)
    if step is None:
        raise BadInput(_WRONG, "code")
    user.totp_sealed, user.totp_last_used = vault().seal(key, _place(user.id)), step
    signed_in.second_factor_at = clock.now()
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [new_code(RECOVERY_CODE_LENGTH) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, digest=code_digest("recovery", code)) for code in codes)
    session.flush()
    return [in_fours(code) for code in codes]


def take_code(session: Session, user: UserAccount, signed_in: AuthSession, typed: str) -> bool:
    """Whether the code is right and was not used before; if so, this browser has shown its second factor."""
    if not (_app_code_fits(session, user, typed) or _recovery_code_fits(session, user, typed)):
        return False
    signed_in.second_factor_at = clock.now()
    session.flush()
    return True


def _app_code_fits(session: Session, user: UserAccount, typed: str) -> bool:
    if user.totp_sealed is None:
        return False
    step = step_of(vault().open(user.totp_sealed, _place(user.id)), typed)
    if step is None:
        return False
    later = or_(UserAccount.totp_last_used.is_(None), UserAccount.totp_last_used < step)
    taken = session.execute(update(UserAccount).where(UserAccount.id == user.id, later).values(totp_last_used=step))
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def _recovery_code_fits(session: Session, user: UserAccount, typed: str) -> bool:
    digest = code_digest("recovery", typed)
    for code in recovery_codes_of(session, user.id):
        if hmac.compare_digest(code.digest, digest):
            unused = (RecoveryCode.id == code.id) & RecoveryCode.used_at.is_(None)
            taken = session.execute(update(RecoveryCode).where(unused).values(used_at=clock.now()))
            return bool(taken.rowcount == 1)  # type: ignore[attr-defined]
    return False


def _place(user_id: int) -> str:
    return f"user_account.totp:{user_id}"
