"""Every setting of the program: its type, its meaning and what it is when nobody sets it.

Each field of `Config` is read from the environment variable of the same name in capitals
(`database_url` from `DATABASE_URL`). `APP_ENV=production` refuses to start while anything is
unsafe, and says everything that is wrong at once. `python config.py` prints the README's table.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from config_values import (
    ROOT,
    ConfigError,
    Environment,
    Issuer,
    Mailer,
    SecondFactor,
    Seen,
    Texter,
    address,
    database,
    folder,
    inside,
    kept_secret,
    log_level,
    number,
    one_of,
    read_setting,
    redis,
    setting,
    smtp,
    switch,
    text,
    weak_secret,
)

__all__ = ["Config", "ConfigError", "Environment", "Issuer", "Mailer", "SecondFactor", "Texter"]

TEST_SECRET = "for-automated-tests-only-never-a-real-secret"
TEST_FIELD_KEY = "for-automated-tests-only-never-a-real-field-key"
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True)
class Config:
    app_env: Environment = setting(
        "Where this runs: development, test or production. Real people need production.",
        one_of(Environment),
        Environment.DEVELOPMENT,
    )
    instance_folder: Path = setting(
        "Folder for what this copy keeps: the SQLite file, keys, outbox and uploads.",
        folder,
        ROOT / "instance",
    )
    host: str = setting("Network address the web server listens on.", text, "127.0.0.1")
    port: int = setting("Port the web server listens on.", number(1, 65535), 8000)
    base_url: str = setting(
        "The address people type; written into letters and messages.",
        address,
        lambda seen: f"http://{seen['host']}:{seen['port']}",
        live=None,
    )
    trusted_proxies: int = setting(
        "How many of our own proxies stand in front; 0 believes no forwarded address.",
        number(0, 10),
        0,
    )
    web_concurrency: int = setting("How many web server processes run.", number(1, 64), 1, live=2)
    web_threads: int = setting("Requests each process answers at once.", number(1, 256), 8)
    debug: bool = setting("Programmers' error pages: on or off. Never in production.", switch, False)
    log_level: str = setting("Least serious message that is logged.", log_level, "INFO")
    database_url: str = setting(
        "The database: postgresql://user@host/name, or sqlite:///file (not in production).",
        database,
        lambda seen: f"sqlite:///{seen['instance_folder']}/{seen['app_env']}.sqlite3",
        private=True,
    )
    redis_url: str | None = setting(
        "Redis, which wakes the workers. Without it, jobs run inside the web server.", redis, None, private=True
    )
    secret_key: str = setting(
        "Signs cookies and form tokens, 32 characters or more. A new one signs everybody out.",
        text,
        kept_secret("secret_key", TEST_SECRET),
        private=True,
    )
    field_key: str = setting(
        "Encrypts sensitive fields, 32 characters or more. Several, with commas between: the last one is used, "
        "all can still open. Losing it loses those fields.",
        text,
        kept_secret("field_key", TEST_FIELD_KEY),
        private=True,
    )
    session_idle_minutes: int = setting(
        "Minutes without a click after which a person must sign in again.", number(1, 1440), 30
    )
    session_hours: int = setting("Hours after which a person must sign in again, busy or not.", number(1, 168), 12)
    quick_exit_url: str = setting(
        'The harmless page that "Leave this page" shows.', address, "https://www.bbc.co.uk/weather"
    )
    sign_in_limit: int = setting(
        "Failed sign-ins allowed, per account and per address, in one window.",
        number(1, 100_000),
        10,
    )
    sign_in_window_seconds: int = setting("Length of that window.", number(1, 86_400), 300)
    second_factor: SecondFactor = setting(
        "Second factor when staff sign in: required or off. Always required in production.",
        one_of(SecondFactor),
        SecondFactor.OFF,
        live=SecondFactor.REQUIRED,
    )
    demo: bool = setting(
        "Offer each demo person as one button at sign-in: on or off. Never in production.",
        switch,
        lambda seen: seen["app_env"] is Environment.DEVELOPMENT,
    )
    issuer: Issuer = setting("Who issues cards: pretend (no money moves) or stripe.", one_of(Issuer), Issuer.PRETEND)
    pretend_issuer_path: Path = setting(
        "Where the pretend issuer remembers its cards.", folder, inside("pretend-issuer.sqlite3")
    )
    stripe_secret_key: str | None = setting("Stripe's secret key, for ISSUER=stripe.", text, None, private=True)
    stripe_api_version: str = setting("The version of Stripe's API we speak.", text, "2026-10-28.endive")
    stripe_webhook_secret: str | None = setting(
        "Proves that a message to /hooks/stripe is Stripe's. Several, with commas.", text, None, private=True
    )
    stripe_auth_webhook_secret: str | None = setting(
        "The same for /hooks/stripe/authorizations, where shops ask.", text, None, private=True
    )
    card_address: str = setting("Where cards belong: first line, town, postcode; never a home.", text, "")
    card_phone: str = setting("Telephone for cards of people who have none, as +44….", text, "")
    stripe_api_base: str | None = setting("Another address for Stripe's API, for tests.", address, None)
    mailer: Mailer = setting("How e-mail leaves: file (into the outbox folder) or smtp.", one_of(Mailer), Mailer.FILE)
    smtp_url: str | None = setting(
        "Mail server, as smtp://user:password@host:587, for MAILER=smtp.", smtp, None, private=True
    )
    mail_from: str = setting(
        "Address our e-mail comes from. Neutral, since others may see it.",
        text,
        lambda seen: f"no-reply@{urlsplit(seen['base_url'] or '').hostname}",
    )
    texter: Texter = setting(
        "How text messages leave: file (into the outbox folder) or none.",
        one_of(Texter),
        Texter.FILE,
        live=Texter.NONE,
    )
    outbox_dir: Path = setting("Folder for the e-mails and texts that are written, not sent.", folder, inside("outbox"))
    files_url: str = setting(
        "Where uploads and made documents are kept: file:///folder or s3://bucket/prefix.",
        text,
        lambda seen: (seen["instance_folder"] / "files").as_uri(),
    )
    max_upload_bytes: int = setting(
        "Largest file a person may upload, in bytes.", number(1_000, 1_000_000_000), 10_000_000
    )
    audit_anchor_file: Path = setting(
        "Where `flask audit anchor` appends the newest link of the audit chain; copy it elsewhere.",
        folder,
        inside("audit-anchors.txt"),
    )

    @property
    def is_production(self) -> bool:
        return self.app_env is Environment.PRODUCTION

    @property
    def uses_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def secure_cookies(self) -> bool:
        """Whether people reach us by https."""
        return self.base_url.startswith("https://")

    @property
    def field_keys(self) -> list[str]:
        """The keys for sensitive fields, oldest first."""
        return self.field_key.split(",")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read all settings, or raise `ConfigError` naming every problem at once."""
        seen: Seen = {}
        problems: list[str] = []
        for each in fields(cls):
            name = each.name.upper()
            try:
                seen[each.name] = read_setting(environ.get(name, "").strip(), each.metadata, seen)
            except ValueError as refusal:
                problems.append(f"{name} {refusal}.")
                seen[each.name] = Environment.PRODUCTION if name == "APP_ENV" else None
        config = cls(**seen)
        problems += _unfit_gateways(config)
        if config.is_production:
            problems += [p for p in _unsafe_in_production(config) if p not in problems]
        if problems:
            raise ConfigError(problems)
        return config


def _unfit_gateways(config: Config) -> list[str]:
    """A gateway was chosen without the key it needs."""
    stripe = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_AUTH_WEBHOOK_SECRET", "CARD_ADDRESS", "CARD_PHONE")
    needs = {name: config.issuer is Issuer.STRIPE and not getattr(config, name.lower()) for name in stripe}
    needs["SMTP_URL"] = config.mailer is Mailer.SMTP and not config.smtp_url
    return [f"{name} is not set, and the gateway you chose needs it." for name in needs if needs[name]]


def _unsafe_in_production(config: Config) -> list[str]:
    """What real people must not meet, each as one sentence. A missing setting is None here."""
    base = urlsplit(config.base_url or "")
    wrong = {
        "DEBUG is on; it shows strangers how the program works inside.": config.debug,
        "DEMO is on; it lets anybody sign in as anybody.": config.demo,
        "SECOND_FACTOR is off; staff must have one.": config.second_factor is SecondFactor.OFF,
        "ISSUER is pretend; its cards hold no money. Use ISSUER=stripe.": (config.issuer is Issuer.PRETEND),
        "MAILER is file; nobody would receive e-mail. Use MAILER=smtp.": config.mailer is Mailer.FILE,
        "TEXTER is file; nobody would receive texts. Use TEXTER=none.": config.texter is Texter.FILE,
        "DATABASE_URL names no PostgreSQL database; real people need one.": (
            not (config.database_url or "").startswith("postgresql")
        ),
        "BASE_URL is not set; letters would carry a wrong address.": not config.base_url,
        "BASE_URL must start with https://, or cookies travel in the open.": (
            base.scheme == "http" and base.hostname not in LOCAL_HOSTS
        ),
        "FIELD_KEY is the same as SECRET_KEY; each needs its own.": (
            bool(config.field_key) and config.field_key == config.secret_key
        ),
    }
    problems = [problem for problem, is_so in wrong.items() if is_so]
    problems += weak_secret("SECRET_KEY", config.secret_key)
    for key in (config.field_key or "").split(","):
        problems += weak_secret("FIELD_KEY", key)
    return problems


def table() -> str:
    """The settings as a table for the README."""
    rows = [f"| `{each.name.upper()}` | {each.metadata['says']} |" for each in fields(Config)]
    return "\n".join(["| setting | meaning |", "|---|---|", *rows])


if __name__ == "__main__":
    print(table())
