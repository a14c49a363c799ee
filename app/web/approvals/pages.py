"""The address of everything about deciding, and who may come."""

from app.people.vocabulary import Role
from app.web.shell.pages import Pages, roles

pages = Pages(__name__, prefix="/approvals")
THOSE_WHO_DECIDE = roles(Role.PANEL_MEMBER, Role.PANEL_CHAIR, Role.LINE_MANAGER)
