"""A mail server on loopback that misbehaves as it is told."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, cast

from aiosmtpd.controller import Controller

SILENCE = 1.5  # seconds; longer than any timeout of these tests


@dataclass
class Taken:
    """One mail as it arrived: whom the envelope names, and the bytes."""

    sender: str
    readers: list[str]
    content: bytes

    @property
    def parsed(self) -> EmailMessage:
        return cast(EmailMessage, message_from_bytes(self.content, policy=policy.default))


@dataclass
class Server:
    """`mail`, `rcpt`, `data` are what it answers at each step; `does` is "", or where it hangs or drops the line."""

    mail: str = "250 go on"
    rcpt: str = "250 go on"
    data: str = "250 taken"
    does: str = ""
    taken: list[Taken] = field(default_factory=list)
    tries: int = 0
    port: int = 0

    def __enter__(self) -> Server:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._controller.stop()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  # aiosmtpd's
        self.tries += 1
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  # aiosmtpd's
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's
        if self.does == "hang before taking":
            await asyncio.sleep(SILENCE)
        if self.data.startswith("250"):
            self.taken.append(Taken(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        if self.does == "drop after taking":
            server.transport.abort()
        if self.does == "hang after taking":
            await asyncio.sleep(SILENCE)
        return self.data

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's
        if self.does == "hang at the end":
            await asyncio.sleep(SILENCE)
        if self.does == "drop at the end":
            server.transport.abort()
        return "221 bye"
