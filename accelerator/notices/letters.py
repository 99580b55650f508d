"""A message as mail: plain text and HTML, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from mrml import RenderOptions, to_html

from accelerator.kit import calendar, markup
from accelerator.notices.models import Delivery, Message
from accelerator.notices.operations import KINDS, OWN_SUBJECT, OWN_TEXT, Kind, letterhead

# Brand colours by accent, dark enough for white text on them; mail readers know no CSS variables.
ACCENTS = {
    "harbour": "#065f68",
    "sea": "#1f5a93",
    "indigo": "#4a4b9b",
    "plum": "#7b3f78",
    "moss": "#3f6234",
    "slate": "#4a5560",
}


# What XML 1.0 cannot hold, as names pasted from elsewhere may; one such letter and no HTML could be made of the mail.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Facts(dict[str, Any]):
    """Names a wording uses but the message lacks stay visible instead of failing the whole delivery."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def told(message: Message) -> tuple[str, list[str], str]:
    """(subject, paragraphs, button) of `message` in the active language; a kind that is gone shows its name."""
    kind = KINDS.get(message.kind)
    if kind is None:
        return message.kind, [], ""
    facts = _Facts(dict.fromkeys(kind.added, "") | dict(message.facts))
    text = _UNWRITABLE.sub(" ", facts.get(OWN_TEXT) or str(kind.text).format_map(facts))
    text = markup.plain(text) if kind.marked else text
    subject = " ".join(_UNWRITABLE.sub(" ", facts.get(OWN_SUBJECT) or str(kind.subject).format_map(facts)).split())
    return (
        subject,
        [part.strip() for part in text.split("\n\n") if part.strip()],
        _UNWRITABLE.sub(" ", str(kind.action).format_map(facts)),
    )


@dataclass(frozen=True)
class Told:
    """A message in the reader's words."""

    message: Message
    subject: str
    paragraphs: list[str]
    action: str


def shown(messages: list[Message]) -> list[Told]:
    """`messages` in the active language; no query."""
    return [Told(message, *told(message)) for message in messages]


def mail(delivery: Delivery) -> EmailMultiAlternatives:
    """The mail of `delivery`, with the Message-ID that makes it recognisable."""
    message = delivery.message
    language = message.recipient.language if message.recipient else settings.LANGUAGE_CODE
    with translation.override(language):
        head = letterhead()
        subject, paragraphs, action = told(message)
        url = _way(message)
        link = settings.SITE_URL + url if url.startswith("/") else url
        context = {
            "subject": subject,
            "paragraphs": paragraphs,
            "marked": _marked(message),
            "action": action if link else "",
            "link": link,
            "house": head.name,
            "site": settings.SITE_URL,
            "accent": ACCENTS.get(head.accent, ACCENTS["harbour"]),
            "footer": _why(message, head.name),
        }
        letter = EmailMultiAlternatives(
            subject=_one_line(subject),
            body=render_to_string("accelerator/notices/mail.txt", context),
            from_email=_sender(head.name, head.from_address),
            to=[delivery.address],
            headers={"Message-ID": delivery.relay_id, "Auto-Submitted": "auto-generated", "X-Slipway-Kind": message.kind},
        )
        letter.attach_alternative(_page(context), "text/html")
        _enter(letter, message, link)
    return letter


def _way(message: Message) -> str:
    """Where the button leads: for some kinds to a place that only this mail may name."""
    kind = KINDS.get(message.kind)
    return (kind.leads_to(message) if kind and kind.leads_to else "") or message.url


def _enter(letter: EmailMultiAlternatives, message: Message, link: str) -> None:
    """Attaches a kind's file for calendars: facts `event_uid`, `event_revision`, `event_from`, `event_to`, `where`."""
    kind, facts = KINDS.get(message.kind), _Facts(message.facts)
    if kind is None or not kind.method or "event_uid" not in facts:
        return
    event = calendar.Event(
        uid=str(facts["event_uid"]),
        title=str(kind.event).format_map(facts),
        at=datetime.fromisoformat(str(facts["event_from"])),
        until=datetime.fromisoformat(str(facts["event_to"])),
        place=str(facts["where"]),
        url=link,
        revision=int(facts["event_revision"]),
    )
    sender = parseaddr(letter.from_email)
    body = calendar.invitation(event, method=kind.method, sender=sender, to=letter.to[0], stamped_at=message.created_at)
    entry = MIMEText(body.decode(), "calendar", "utf-8")
    entry.set_param("method", kind.method)
    entry.add_header("Content-Disposition", "attachment", filename="invitation.ics")
    letter.attach(entry)


def _marked(message: Message) -> str:
    """The text of a marked kind as HTML; empty for others."""
    kind = KINDS.get(message.kind)
    if kind is None or not kind.marked:
        return ""
    return markup.rendered(_UNWRITABLE.sub(" ", str(kind.text).format_map(_Facts(message.facts))))


def rehearsed(kind: Kind, *, to: Any, url: str, **facts: Any) -> EmailMultiAlternatives:
    """The mail that `tell` would have sent to a person; nothing is kept, nothing is sent."""
    message = Message(kind=kind.name, recipient=to, facts=facts, url=url)
    return mail(Delivery(message=message, address=to.email, relay_id="<rehearsal@slipway>"))


def _why(message: Message, house: str) -> str:
    """Not everybody who is written has an account: they were invited, or are about to make one."""
    if message.recipient:
        return gettext("You get this because you use Slipway at %(house)s.") % {"house": house}
    return gettext("You get this because your address was given to %(house)s.") % {"house": house}


def _page(context: dict[str, Any]) -> str:
    source = _UNWRITABLE.sub(" ", render_to_string("accelerator/notices/mail.mjml", context))
    return str(to_html(source, render_options=RenderOptions(fonts={})).content)


def _sender(name: str, address: str) -> str:
    if not address:
        return str(settings.DEFAULT_FROM_EMAIL)
    plain = _one_line(name).replace('"', "").replace("\\", "")
    return f'"{plain}" <{_one_line(address)}>'


def _one_line(text: str) -> str:
    """No control characters: a header is one line."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:200]
