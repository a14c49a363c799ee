"""A photo of something else: made safe when it comes in, and only ever given back as a file."""

from __future__ import annotations

from flask import Response, current_app

from app.gateways.files import cleaned
from app.kernel.errors import NotFound
from app.kernel.unit_of_work import session
from app.plans.queries import item_for
from app.web.plans.pages import THOSE_WHO_LOOK, pages
from app.web.shell.forms import Upload
from app.web.shell.viewing import note_reading, viewer
from app.world import World


def keep(upload: Upload | None) -> str:
    """Clean a photo and keep it; its key, or "" when there is none. Raises BadInput at the field "photo"."""
    if upload is None:
        return ""
    world = _world()
    clean = cleaned(upload.content, field="photo", most_bytes=world.config.max_upload_bytes, may_be_pdf=False)
    key = clean.key("wishes")
    if not world.files.exists(key):
        world.files.put(key, clean.content, clean.content_type)
    return key


@pages.get("/<int:plan_id>/items/<int:item_id>/photo", who=THOSE_WHO_LOOK)
def photo(plan_id: int, item_id: int) -> Response:
    """The photo of one thing on the plan, as a file."""
    item = item_for(session(), viewer(), item_id)
    if item.plan_id != plan_id or not item.photo_key:
        raise NotFound("There is no photo.")
    note_reading("plan_item", item.id, person_id=item.plan.person_id)
    answer = Response(_world().files.get(item.photo_key), mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = f'attachment; filename="photo-{item.id}.jpg"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _world() -> World:
    found: World = current_app.extensions["citronella"]
    return found
