"""E-mail through a mail server."""

from __future__ import annotations

import smtplib
import ssl
from urllib.parse import unquote, urlsplit

from app.gateways.mail.port import message

TIMEOUT_SECONDS = 10.0
_WHERE = {"smtp": 587, "smtps": 465}


class SmtpMail:
    """Hands each message to the server at smtp://user:password@host:587 (STARTTLS) or smtps://… (TLS at once).

    A server on this machine may be spoken to in the clear; any other must offer encryption.
    """

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._tls_at_once = parts.scheme == "smtps"
        self._host, self._port = parts.hostname or "localhost", parts.port or _WHERE[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender

    def send(self, to: str, subject: str, text: str, once: str) -> None:
        """Hand it over; the server says yes, or this raises (smtplib's errors are OSErrors)."""
        with self._connected() as server:
            if self._user:
                server.login(self._user, self._password)
            server.send_message(message(self._sender, to, subject, text, once))

    def _connected(self) -> smtplib.SMTP:
        safe = ssl.create_default_context()
        if self._tls_at_once:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=safe)
        server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=safe)
            server.ehlo()
        elif self._host not in {"localhost", "127.0.0.1", "::1"}:
            server.close()
            raise OSError("the mail server offers no encryption")
        return server
