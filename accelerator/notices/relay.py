"""Ways mail leaves, and whether they can say afterwards what they took."""

from __future__ import annotations

import smtplib
from enum import Enum
from pathlib import Path
from typing import Protocol

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)


class Seen(Enum):
    """What a relay answers about a Message-ID."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell"


class TryLater(Exception):
    """The relay did not take the mail, and surely not; it may take it later."""


class NeverTaken(Exception):
    """The relay will not take this mail at all."""


class Relay(Protocol):
    def send(self, mail: EmailMultiAlternatives) -> None:
        """Hands `mail` over. Raises TryLater or NeverTaken where it was surely not taken; any other fault leaves it open."""
        ...

    def seen(self, relay_id: str) -> Seen:
        """Whether the mail with this Message-ID was taken."""
        ...


class Smtp:
    """Plain SMTP: takes mail, remembers nothing we could ask about."""

    def send(self, mail: EmailMultiAlternatives) -> None:
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as fault:  # nothing was said yet
            raise TryLater(_told(fault)) from fault
        try:
            connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as fault:
            codes = [code for code, _ in fault.recipients.values()]
            raise (TryLater if all(400 <= code < 500 for code in codes) else NeverTaken)(_told(fault)) from fault
        except smtplib.SMTPResponseException as fault:
            if 400 <= fault.smtp_code < 500:
                raise TryLater(_told(fault)) from fault
            if fault.smtp_code >= 500:
                raise NeverTaken(_told(fault)) from fault
            raise
        finally:
            _hang_up(connection)

    def seen(self, relay_id: str) -> Seen:
        return Seen.CANNOT_TELL


class LoggedSmtp(Smtp):
    """SMTP to a relay whose log of taken Message-IDs, one a line, stands in the file MAIL_RELAY_LOG."""

    def seen(self, relay_id: str) -> Seen:
        log = Path(settings.MAIL_RELAY_LOG)
        if not log.exists():
            return Seen.CANNOT_TELL
        with log.open() as lines:
            return Seen.YES if any(line.strip() == relay_id for line in lines) else Seen.NO


def relay() -> Relay:
    """The relay that the setting MAIL_RELAY names."""
    chosen: Relay = import_string(settings.MAIL_RELAY)()
    return chosen


def _hang_up(connection: BaseEmailBackend) -> None:
    """Whatever a relay does at QUIT, what it said about the mail stands."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException) as fault:
        log.info("relay.hung_up", fault=type(fault).__name__)


def _told(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:500]
