"""The demo's mail catcher: takes every mail on loopback and puts it into a Maildir that the mailbox page shows."""

from __future__ import annotations

import mailbox
import socket
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class _IntoMaildir:
    def __init__(self, folder: Path) -> None:
        self.box = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.box.add(envelope.content)
        return "250 Kept"


def start(folder: Path) -> tuple[Controller, int]:
    """Serves in a thread of this process; returns the controller (stop it) and the port."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(_IntoMaildir(folder), hostname="127.0.0.1", port=port)
    controller.start()
    return controller, port
