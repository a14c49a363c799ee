"""Flask's own settings, worked out from ours."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "app" / "static" / "built"
TEMPLATES = ROOT / "templates"
FORM_FIELDS_BYTES = 1_000_000


class Settings(Protocol):
    """The settings the shell reads."""

    @property
    def is_production(self) -> bool: ...
    @property
    def secure_cookies(self) -> bool: ...
    @property
    def debug(self) -> bool: ...
    @property
    def base_url(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def instance_folder(self) -> Path: ...
    @property
    def max_upload_bytes(self) -> int: ...
    @property
    def session_hours(self) -> int: ...
    @property
    def trusted_proxies(self) -> int: ...
    @property
    def quick_exit_url(self) -> str: ...


def apply(app: Flask, config: Settings) -> None:
    """Set what Flask needs to know before the first request."""
    ours = urlsplit(config.base_url).hostname or "localhost"
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="__Host-citronella" if config.secure_cookies else "citronella",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=config.session_hours),
        TRUSTED_HOSTS=sorted({ours, config.host, "localhost", "127.0.0.1"}),
        PREFERRED_URL_SCHEME=urlsplit(config.base_url).scheme,
        MAX_CONTENT_LENGTH=config.max_upload_bytes + FORM_FIELDS_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_FIELDS_BYTES,
        MAX_FORM_PARTS=1000,
        # The shell checks the token itself, after it knows that the sender may come at all (T4).
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        # Our pages send no referrer to others; the origin is checked instead (guard.py).
        WTF_CSRF_SSL_STRICT=False,
        QUICK_EXIT_URL=config.quick_exit_url,
        IS_PRODUCTION=config.is_production,
    )
    if config.trusted_proxies:
        near = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=near)  # type: ignore[method-assign]
    app.debug = config.debug
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
