"""What the settings allow, and the words in which they refuse."""

import stat
from dataclasses import fields
from pathlib import Path

import pytest

from config import Config, ConfigError, Environment, Issuer, Mailer, SecondFactor, Texter, table
from config_values import ROOT

LIVE = {
    "APP_ENV": "production",
    "BASE_URL": "https://citronella.test",
    "DATABASE_URL": "postgresql://citronella@db/citronella",
    "SECRET_KEY": "q8Zr2VtN5xKc7LmW4sYb9PdH3gJf6TnA",
    "FIELD_KEY": "M4nB7vC2xZ9aS5dF8gH1jK6lQ3wE0rTy",
    "ISSUER": "stripe",
    "STRIPE_SECRET_KEY": "sk_live_placed_by_the_operator",
    "STRIPE_AUTH_WEBHOOK_SECRET": "whsec_placed_by_the_operator_too",
    "CARD_ADDRESS": "1 Orchard Row, Lemonfield, LF1 1AA",
    "CARD_PHONE": "+441632960001",
    "STRIPE_WEBHOOK_SECRET": "whsec_placed_by_the_operator",
    "MAILER": "smtp",
    "SMTP_URL": "smtp://mail.internal:587",
}


def problems(**changed: str) -> list[str]:
    """What production says about these settings; an empty text takes a setting away."""
    with pytest.raises(ConfigError) as refusal:
        Config.from_environment(LIVE | changed)
    return refusal.value.problems


def test_development_needs_no_settings(tmp_path: Path) -> None:
    config = Config.from_environment({"INSTANCE_FOLDER": str(tmp_path)})
    assert config.app_env is Environment.DEVELOPMENT
    assert config.database_url == f"sqlite:///{tmp_path}/development.sqlite3"
    assert config.redis_url is None
    assert (config.issuer, config.mailer, config.texter) == (Issuer.PRETEND, Mailer.FILE, Texter.FILE)
    assert config.demo
    assert config.second_factor is SecondFactor.OFF
    assert config.base_url == "http://127.0.0.1:8000"
    assert not config.secure_cookies


def test_a_development_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = Config.from_environment({"INSTANCE_FOLDER": str(tmp_path)})
    second = Config.from_environment({"INSTANCE_FOLDER": str(tmp_path)})
    assert first.secret_key == second.secret_key != first.field_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["field_key", "secret_key"]


def test_an_instance_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("")
    with pytest.raises(ConfigError, match=r"SECRET_KEY cannot be kept in .*in-the-way"):
        Config.from_environment({"INSTANCE_FOLDER": str(tmp_path / "in-the-way")})


def test_tests_write_no_secret(tmp_path: Path) -> None:
    Config.from_environment({"APP_ENV": "test", "INSTANCE_FOLDER": str(tmp_path / "none")})
    assert list(tmp_path.iterdir()) == []


def test_production_with_every_setting_starts() -> None:
    config = Config.from_environment(LIVE)
    assert config.is_production
    assert config.second_factor is SecondFactor.REQUIRED
    assert config.secure_cookies
    assert not config.demo
    assert config.mail_from == "no-reply@citronella.test"
    assert config.database_url == "postgresql+psycopg://citronella@db/citronella"


def test_production_with_no_setting_says_everything_at_once() -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_environment({"APP_ENV": "production"})
    said = str(refusal.value)
    for name in ("SECRET_KEY", "FIELD_KEY", "DATABASE_URL", "BASE_URL", "ISSUER", "MAILER"):
        assert f"  - {name} " in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": "please-change-me-before-you-go-live-1234"}, "SECRET_KEY is a known example"),
        ({"FIELD_KEY": "for-automated-tests-only-never-a-real-field-key"}, "FIELD_KEY is a known example"),
        ({"FIELD_KEY": LIVE["FIELD_KEY"] + ",short"}, "FIELD_KEY is too easy to guess"),
        ({"FIELD_KEY": LIVE["SECRET_KEY"]}, "FIELD_KEY is the same as SECRET_KEY"),
        ({"DEBUG": "on"}, "DEBUG is on"),
        ({"DEMO": "on"}, "DEMO is on"),
        ({"SECOND_FACTOR": "off"}, "SECOND_FACTOR is off"),
        ({"ISSUER": "pretend"}, "ISSUER is pretend"),
        ({"STRIPE_SECRET_KEY": ""}, "STRIPE_SECRET_KEY is not set"),
        ({"STRIPE_WEBHOOK_SECRET": ""}, "STRIPE_WEBHOOK_SECRET is not set"),
        ({"MAILER": "file"}, "MAILER is file"),
        ({"SMTP_URL": ""}, "SMTP_URL is not set"),
        ({"TEXTER": "file"}, "TEXTER is file"),
        ({"DATABASE_URL": "sqlite:///live.sqlite3"}, "DATABASE_URL names no PostgreSQL database"),
        ({"BASE_URL": "http://citronella.test"}, "BASE_URL must start with https://"),
    ],
)
def test_production_refuses_what_is_unsafe(changed: dict[str, str], said: str) -> None:
    (problem,) = problems(**changed)
    assert problem.startswith(said)


def test_production_may_be_tried_on_this_machine_without_https() -> None:
    config = Config.from_environment(LIVE | {"BASE_URL": "http://127.0.0.1:8000/"})
    assert config.base_url == "http://127.0.0.1:8000"


def test_an_unknown_environment_is_held_to_what_production_needs() -> None:
    assert any(problem.startswith("APP_ENV must be one of") for problem in problems(APP_ENV="prod"))
    assert "DEBUG is on; it shows strangers how the program works inside." in problems(APP_ENV="prod", DEBUG="on")


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("PORT", "eighty", "PORT must be a whole number from 1 to 65535."),
        ("PORT", "0", "PORT must be a whole number from 1 to 65535."),
        ("PORT", "9" * 400, "PORT must be a whole number from 1 to 65535."),
        ("PORT", "٨٠٠٠", "PORT must be a whole number from 1 to 65535."),
        ("DEBUG", "maybe", "DEBUG must be on or off."),
        ("ISSUER", "bank", "ISSUER must be one of: pretend, stripe."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of: DEBUG, INFO, WARNING, ERROR."),
        ("DATABASE_URL", "mysql://db", "DATABASE_URL must start with postgresql:// or name a file after sqlite:///."),
        ("REDIS_URL", "http://redis", "REDIS_URL must start with redis:// or rediss://."),
        ("BASE_URL", "citronella", "BASE_URL must be a web address, such as https://example.org."),
        ("MAIL_FROM", "a@b\nBcc: c@d", "MAIL_FROM must not contain control characters."),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_words(name: str, written: str, said: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_environment({"APP_ENV": "test", name: written})
    assert said in refusal.value.problems


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_always_reached_through_psycopg_3(scheme: str) -> None:
    config = Config.from_environment({"APP_ENV": "test", "DATABASE_URL": f"{scheme}://db/one?sslmode=require"})
    assert config.database_url == "postgresql+psycopg://db/one?sslmode=require"


def test_a_relative_sqlite_file_is_one_inside_the_project() -> None:
    assert f"sqlite:///{ROOT}/here.db" == _sqlite("sqlite:///here.db")
    assert _sqlite("sqlite:////var/there.db") == "sqlite:////var/there.db"


def _sqlite(written: str) -> str:
    return Config.from_environment({"APP_ENV": "test", "DATABASE_URL": written}).database_url


def test_settings_can_be_printed_without_giving_a_secret_away() -> None:
    shown = repr(Config.from_environment(LIVE | {"REDIS_URL": "redis://:hush@redis"}))
    secrets = ["SECRET_KEY", "FIELD_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "SMTP_URL"]
    assert not [name for name in secrets if LIVE[name] in shown]
    assert "hush" not in shown
    assert "citronella@db" not in shown


def test_older_field_keys_stay_usable() -> None:
    config = Config.from_environment({"APP_ENV": "test", "FIELD_KEY": "old-key,new-key"})
    assert config.field_keys == ["old-key", "new-key"]


def test_every_setting_has_a_meaning_and_stands_in_the_readme() -> None:
    assert all(each.metadata["says"].endswith(".") for each in fields(Config))
    assert table() in (ROOT / "README.md").read_text()
