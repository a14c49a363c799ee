"""What a provider agrees to."""

from __future__ import annotations

from app.web.shell.forms import Form, TickField


class AgreementForm(Form):
    """One tick that stands for a yes."""

    agreed = TickField("We agree to all of this", required="Tick the box if you agree")
