"""The address of everything about programmes."""

from app.web.shell.pages import Pages

pages = Pages(__name__, prefix="/programmes")
