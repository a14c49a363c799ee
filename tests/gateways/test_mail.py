"""E-mail and texts: one file for each message, or a mail server."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from app.gateways.mail import FileMail, SmtpMail, open_mail
from app.gateways.mail.port import message
from app.gateways.texts import FileTexts, NoTexts, open_texts
from config import Config


class Postbox(socketserver.StreamRequestHandler):
    """A mail server that takes everything, for one message at a time."""

    taken: ClassVar[list[str]] = []

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.upper().split(" ")[0]
            if word == "DATA":
                self._say("354 go on")
                lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                self.taken.append("".join(lines))
            self._say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def postbox() -> Iterator[tuple[int, list[str]]]:
    Postbox.taken.clear()
    with socketserver.TCPServer(("127.0.0.1", 0), Postbox) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1], Postbox.taken
        server.shutdown()
        thread.join()


def test_the_same_message_is_one_file(tmp_path: Path) -> None:
    mail = FileMail(tmp_path / "mail", "no-reply@example.org")
    for once in ("notice:1", "notice:1", "notice:2"):
        mail.send("kit@example.org", "A message for you", "There is news for you.", once)
    letters = [email.message_from_bytes(path.read_bytes()) for path in (tmp_path / "mail").glob("*.eml")]
    assert len(letters) == 2
    assert {letter["To"] for letter in letters} == {"kit@example.org"}
    assert len({letter["Message-ID"] for letter in letters}) == 2


def test_a_server_on_this_machine_is_handed_the_message(postbox: tuple[int, list[str]]) -> None:
    port, taken = postbox
    SmtpMail(f"smtp://127.0.0.1:{port}", "no-reply@example.org").send(
        "kit@example.org", "A message for you", "There is news for you.", "notice:1"
    )
    letter = email.message_from_string(taken[0])
    expected = message("no-reply@example.org", "kit@example.org", "A message for you", "", "notice:1")
    assert (letter["Subject"], letter["Message-ID"]) == ("A message for you", expected["Message-ID"])


def test_a_server_that_is_not_there_is_an_error_that_can_be_tried_again() -> None:
    with pytest.raises(OSError, match="refused"):
        SmtpMail("smtp://127.0.0.1:9", "no-reply@example.org").send("a@example.org", "s", "t", "1")


@pytest.mark.parametrize("to", ["kit@example.org\nBcc: all@example.org", "kit@example.org\r\nX: y"])
def test_a_header_can_not_be_smuggled_in(tmp_path: Path, to: str) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        FileMail(tmp_path, "no-reply@example.org").send(to, "s", "t", "1")


def test_the_same_text_is_one_file_and_no_carrier_sends_nothing(tmp_path: Path) -> None:
    texts = FileTexts(tmp_path / "texts")
    assert [texts.send("07700 900123", "There is news for you.", once) for once in ("1", "1", "2")] == [True] * 3
    assert len(list((tmp_path / "texts").iterdir())) == 2
    assert NoTexts().send("07700 900123", "There is news for you.", "1") is False


def test_configuration_chooses_the_carrier(tmp_path: Path) -> None:
    settings = {"APP_ENV": "test", "INSTANCE_FOLDER": str(tmp_path)}
    config = Config.from_environment(settings)
    assert isinstance(open_mail(config), FileMail)
    assert isinstance(open_texts(config), FileTexts)
    sending = Config.from_environment(
        {**settings, "MAILER": "smtp", "SMTP_URL": "smtps://mail.example", "TEXTER": "none"}
    )
    assert isinstance(open_mail(sending), SmtpMail)
    assert isinstance(open_texts(sending), NoTexts)
