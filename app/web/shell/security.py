"""Headers that keep a page ours: no foreign script or frame, nothing kept in shared browsers."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request
from flask.wrappers import Response

STATIC_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}
PERMISSIONS = ", ".join(
    f"{power}=()"
    for power in ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics", "display-capture")
)


def prepare(app: Flask) -> None:
    """Put the headers on every answer, errors included."""
    headers = {
        "Content-Security-Policy": _policy(app.config["QUICK_EXIT_URL"]),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # Not "no-referrer": with it browsers hide the origin of our own forms, which guard.py checks.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
    }
    if app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"

    @app.after_request
    def add_headers(answer: Response) -> Response:
        for name, value in headers.items():
            answer.headers.setdefault(name, value)
        if request.endpoint == "static" and answer.status_code < 400:
            answer.headers.update(STATIC_HEADERS)
        else:
            answer.headers["Cache-Control"] = "no-store"
        return answer


def _policy(quick_exit_url: str) -> str:
    # A form's answer may lead only to us, and, from the quick exit, to the neutral page.
    exit_to = urlsplit(quick_exit_url)
    elsewhere = f" {exit_to.scheme}://{exit_to.netloc}" if exit_to.netloc else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"form-action 'self'{elsewhere}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
