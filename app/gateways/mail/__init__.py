"""How e-mail leaves: into a folder, or through a mail server."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.gateways.mail.file_mail import FileMail
from app.gateways.mail.port import Mail
from app.gateways.mail.smtp_mail import SmtpMail

__all__ = ["FileMail", "Mail", "SmtpMail", "open_mail"]


class Settings(Protocol):
    """The settings this gateway reads."""

    @property
    def mailer(self) -> str: ...
    @property
    def smtp_url(self) -> str | None: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def outbox_dir(self) -> Path: ...


def open_mail(config: Settings) -> Mail:
    """The carrier that was chosen by configuration."""
    if config.mailer == "smtp":
        return SmtpMail(config.smtp_url or "", config.mail_from)
    return FileMail(config.outbox_dir / "mail", config.mail_from)
