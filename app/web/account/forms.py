"""What the pages about signing in and one's account ask."""

from __future__ import annotations

from app.web.shell.forms import EmailField, Form, LineField, SecretField, TickField

SHARED = "Other people use this phone or computer too, so sign me out sooner"
NEW_PASSWORD_HINT = "12 characters or more. Three or four words that do not belong together are easy to remember."


class SignInForm(Form):
    """E-mail address and password."""

    email = EmailField("Your e-mail address", required="Enter your e-mail address", looks={"autocomplete": "username"})
    password = SecretField("Your password", required="Enter your password")
    shared = TickField(SHARED)


class CodeForm(Form):
    """A one-time code from a keyworker."""

    code = LineField(
        "Your code",
        most=30,
        hint="8 letters and numbers, like 7K3F-9QM2. Small letters are fine.",
        required="Enter the code your keyworker gave you",
        looks={
            "autocomplete": "one-time-code",
            "spellcheck": False,
            "autocapitalize": "characters",
            "classes": "govuk-input--width-10 govuk-input--extra-letter-spacing",
        },
    )
    shared = TickField(SHARED)


class FactorForm(Form):
    """A code from the app, or a recovery code."""

    code = LineField(
        "The code in your app",
        most=30,
        hint="6 numbers. No phone? Enter one of your recovery codes instead.",
        required="Enter the code from your app",
        looks={
            "autocomplete": "one-time-code",
            "spellcheck": False,
            "classes": "govuk-input--width-10 govuk-input--extra-letter-spacing",
        },
    )


class SetUpForm(Form):
    """The first code from a new app."""

    code = LineField(
        "The 6 numbers your app shows now",
        most=12,
        required="Enter the 6 numbers your app shows",
        looks={
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "spellcheck": False,
            "classes": "govuk-input--width-5 govuk-input--extra-letter-spacing",
        },
    )


class ForgotForm(Form):
    """Where the link goes."""

    email = EmailField("Your e-mail address", required="Enter your e-mail address", looks={"autocomplete": "username"})


class LinkPasswordForm(Form):
    """A first or new password, through a link."""

    new_password = SecretField(
        "Your new password", autocomplete="new-password", hint=NEW_PASSWORD_HINT, required="Enter a new password"
    )


class ChangePasswordForm(Form):
    """The old password and the new one."""

    password = SecretField("Your password now", required="Enter the password you use now")
    new_password = SecretField(
        "Your new password", autocomplete="new-password", hint=NEW_PASSWORD_HINT, required="Enter a new password"
    )
