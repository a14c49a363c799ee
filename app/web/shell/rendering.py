"""How pages are drawn: where templates are, the words they may use, and the sentence that says it worked."""

from __future__ import annotations

from flask import Flask, current_app, get_flashed_messages, render_template, request, url_for
from flask_wtf.csrf import CSRFProtect
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemBytecodeCache, FileSystemLoader, PackageLoader, PrefixLoader

from app.kernel import clock
from app.web.shell import words
from app.web.shell.assets import asset, drawing
from app.web.shell.form_token import form_tokens
from app.web.shell.going import DONE, SIGN_OUT, flash_done, see_other
from app.web.shell.navigation import navigation_for
from app.web.shell.settings import TEMPLATES, Settings
from app.web.shell.viewing import shows_quick_exit, viewer_or_none

__all__ = ["flash_done", "prepare", "render", "see_other"]


def render(template: str, **context: object) -> str:
    """A page. Drawn inside the transaction, so it may follow a row's relations."""
    return render_template(template, **context)


def prepare(app: Flask, config: Settings) -> None:
    """Set up Jinja: our templates, GOV.UK's, our filters and globals."""
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(TEMPLATES),
            PrefixLoader({name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}),
        ]
    )
    kept = config.instance_folder / "templates"
    kept.mkdir(parents=True, exist_ok=True)
    CSRFProtect(app)
    WTFormsHelpers(app)
    env = app.jinja_env
    # Set on the environment itself: Flask made it when `debug` was set, and read its options then.
    env.bytecode_cache = FileSystemBytecodeCache(str(kept))
    env.auto_reload = not config.is_production
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update(words.FILTERS)
    env.globals.update(asset=asset, drawing=drawing, form_tokens=form_tokens, today=clock.today)
    app.context_processor(_context)


def _context() -> dict[str, object]:
    looking = viewer_or_none()
    return {
        "viewer": looking,
        "navigation": navigation_for(looking),
        "here": request.endpoint or "",
        "shows_quick_exit": shows_quick_exit(),
        "sign_out": url_for(SIGN_OUT) if SIGN_OUT in current_app.view_functions else "",
        "done_sentences": lambda: get_flashed_messages(category_filter=[DONE]),
    }
