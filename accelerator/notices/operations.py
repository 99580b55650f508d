"""Telling people things, once: rows written in the transaction that causes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any, NamedTuple

from django.db import models, transaction
from django.utils.functional import Promise

from accelerator.kit import clock, codes, doorbell
from accelerator.kit.registered import registered
from accelerator.notices import wallclock
from accelerator.notices.models import Delivery, Message, Reminder
from accelerator.notices.points import Letterhead
from accelerator.trail.models import key_of

KINDS: dict[str, Kind] = {}
OWN_SUBJECT, OWN_TEXT = "_subject", "_text"  # facts that no kind's wording asks for
_AT_ONCE = 5000  # reminders of one statement


@dataclass(frozen=True)
class Kind:
    """A sort of message; registers itself under `name`. Staff know it by its `label`.

    `subject`, `text` (paragraphs apart by an empty line) and `action` (the button's words) are translated when read and
    filled with the message's facts. `urgent` ignores quiet hours. Facts of a `secret` kind are wiped once it is sent.
    The text of a `marked` kind is light markdown, which its mail shows as such.
    `added` are facts that the wording asks for only by now: a message that was written before has nothing in their place.
    With a `method` of iTIP (RFC 5546) its mail carries a calendar entry called `event`: letters.py tells from which facts.
    `leads_to` gives the address that the mail's button leads to, worked out as it goes out and kept nowhere; "" for `url`.
    """

    name: str
    label: str | Promise
    subject: str | Promise
    text: str | Promise
    action: str | Promise = ""
    urgent: bool = False
    secret: bool = False
    marked: bool = False
    added: tuple[str, ...] = ()
    event: str | Promise = ""
    method: str = ""
    leads_to: Callable[[Message], str] | None = None

    def __post_init__(self) -> None:
        if self.name in KINDS:
            raise ValueError(f"two kinds are named {self.name}")
        KINDS[self.name] = self


def label(name: str) -> str:
    """What staff call the kind `name`; one that is gone shows its name as words."""
    return str(KINDS[name].label) if name in KINDS else name.replace("_", " ").capitalize()


def kinds_called(text: str) -> list[str]:
    """The names of the kinds whose label has `text` in it."""
    return [name for name in KINDS if text.casefold() in label(name).casefold()]


def letterhead() -> Letterhead:
    """What the operator decided about mail; the defaults where nobody is registered."""
    for answer in registered("letterhead"):
        head: Letterhead = answer()
        return head
    return Letterhead()


@transaction.atomic
def tell(
    kind: Kind,
    *,
    to: Any = None,
    to_address: str = "",
    about: models.Model | str,
    url: str = "",
    due_at: datetime | None = None,
    at_once: bool = False,
    **facts: Any,
) -> Message | None:
    """Writes one message and its delivery in the caller's transaction; None where the same one exists.

    The same is: kind, reader (`to` a person, or `to_address`), subject (`about`, a row or its key) and due moment (the
    present one unless given). What is told `at_once` ignores quiet hours as an urgent kind does. Numbers among `facts` stay
    numbers, all else becomes text.
    """
    at = clock.now()
    code = codes.new()
    wanted = Message(
        code=code,
        kind=kind.name,
        recipient=to,
        address="" if to else to_address.strip().lower(),
        subject=about if isinstance(about, str) else key_of(about),
        due_at=due_at or at,
        facts=plain(facts),
        url=url,
    )
    Message.objects.bulk_create([wanted], ignore_conflicts=True)
    message = Message.objects.filter(code=code).first()
    if message is None:
        return None
    delivery = Delivery.objects.create(
        message=message,
        address=to.email if to else message.address,
        next_at=max(at, message.due_at) if at_once else _first_try(kind, max(at, message.due_at), to),
        relay_id=f"<{code}.email@slipway>",
    )
    doorbell.ring("notices.deliver", delivery.pk)
    return message


class Telling(NamedTuple):
    """One message of many; its parts are those of `tell`."""

    to: Any
    about: models.Model
    url: str
    facts: dict[str, Any]


@transaction.atomic
def tell_all(kind: Kind, tellings: Iterable[Telling], *, by: Any = None) -> int:
    """The same as `tell` to people with accounts, many at once: how many were written. A fixed number of queries."""
    at, head = clock.now(), letterhead()
    readers, wanted = dict[str, Any](), list[Message]()
    for telling in tellings:
        wanted.append(_message(kind, telling, at, by))
        readers[wanted[-1].code] = telling.to
    Message.objects.bulk_create(wanted, ignore_conflicts=True)
    made = Message.objects.filter(code__in=readers).values_list("pk", "code")
    Delivery.objects.bulk_create(
        Delivery(
            message_id=pk,
            address=readers[code].email,
            next_at=_first_try(kind, at, readers[code], head),
            relay_id=f"<{code}.email@slipway>",
        )
        for pk, code in made
    )
    if made:
        doorbell.ring("notices.sweep")
    return len(made)


def _message(kind: Kind, telling: Telling, at: datetime, by: Any) -> Message:
    facts = telling.facts | ({"by": by} if by else {})
    return Message(
        code=codes.new(),
        kind=kind.name,
        recipient=telling.to,
        subject=key_of(telling.about),
        due_at=at,
        facts=plain(facts),
        url=telling.url,
    )


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """`facts` as a message keeps them: numbers stay numbers, all else becomes text."""
    return {name: value if isinstance(value, int) else str(value).replace("\0", "") for name, value in facts.items()}


def take_back(messages: models.QuerySet[Message]) -> list[Message]:
    """Takes those of `messages` away that nobody has yet, unread and with their mail still waiting, and returns them. Who is
    being sent theirs at this moment keeps it. Called in a transaction.
    """
    waiting = Delivery.objects.select_for_update().filter(state=Delivery.State.PENDING, message__in=messages.filter(read_at=None))
    held = set(waiting.order_by("id").values_list("message", flat=True))
    gone = list(Message.objects.select_for_update().filter(pk__in=held, read_at=None).order_by("id"))
    Message.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return gone


def withhold(messages: models.QuerySet[Message]) -> list[Message]:
    """Mail of `messages` that still waits is not sent; they stay in the inbox, and are returned. Who is being sent theirs at this
    moment gets it. Called in a transaction.
    """
    waiting = Delivery.objects.select_for_update(of=("self",)).filter(state=Delivery.State.PENDING, message__in=messages)
    held = list(waiting.select_related("message").order_by("id"))
    Delivery.objects.filter(pk__in=[one.pk for one in held]).update(state=Delivery.State.SKIPPED)
    return [one.message for one in held]


def _first_try(kind: Kind, at: datetime, reader: Any, head: Letterhead | None = None) -> datetime:
    if kind.urgent:
        return at
    head = head or letterhead()
    zone = getattr(reader, "zone", None) or head.zone
    return wallclock.after_quiet(at, zone, start=head.quiet_from, end=head.quiet_until) if zone else at


def own_words(subject: str, text: str) -> dict[str, str]:
    """Facts by which a message says `subject` and `text` word for word, each where it is not empty, in place of its kind's."""
    return {name: words for name, words in ((OWN_SUBJECT, subject), (OWN_TEXT, text)) if words}


def reminder(source: str, kind: Kind, *, about: models.Model, on: date, at: time = time(9), zone: tzinfo) -> Reminder:
    """What `source` is to be asked about `about` on `on` at `at` in `zone`; kept once `plan` has it."""
    due_at = wallclock.instant(on, at, zone)
    return Reminder(source=source, kind=kind.name, subject=key_of(about), local_on=on, local_at=at, zone=zone, due_at=due_at)


def plan(reminders: Iterable[Reminder]) -> None:
    """Keeps them; of those that tell the same on the same day, planned or told already, the first stays. One query."""
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True, batch_size=_AT_ONCE)


def cancel_plans(*about: models.Model, reason: str, kind: Kind | None = None) -> int:
    """Cancels what is still planned or held about `about` (of one kind, where given); returns how many."""
    rows = Reminder.objects.waiting().filter(subject__in=[key_of(one) for one in about])
    if kind is not None:
        rows = rows.filter(kind=kind.name)
    return rows.update(state=Reminder.State.CANCELLED, settled_at=clock.now(), reason=reason[:200])


def forget_secret(message: Message) -> None:
    """Wipes what a secret kind told, once it is known to have arrived."""
    kind = KINDS.get(message.kind)
    if kind and kind.secret:
        message.facts, message.url = {}, ""
        message.save(update_fields=["facts", "url"])


def read(message: Message, *, at: datetime | None = None) -> None:
    """Marks `message` as read, the first time only."""
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=at or clock.now())


def read_all(person: Any) -> int:
    return Message.objects.filter(recipient=person, read_at=None).update(read_at=clock.now())
