"""A write that a program sends twice is done once: its answer is kept by its Idempotency-Key for a day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from psycopg.pq import TransactionStatus

from accelerator.accounts.models import KeptAnswer, Person
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal

HEADER = "Idempotency-Key"
LONGEST = 255
_KEPT_FOR = timedelta(hours=24)


class Unfit(Refusal):
    """The key cannot be one, or was given with something else before."""

    status = 422


def once(request: HttpRequest, person: Person, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What `act` answers, or what it answered when `person` sent the request's key and the same content first.

    What `act` changes and its answer are one transaction: if the process dies before the answer is kept, nothing happened, and
    the next try acts. Only success is kept. Raises Refusal where a twin is being worked on.
    """
    key, digest = _key(request), _digest(request)
    KeptAnswer.objects.bulk_create([KeptAnswer(person=person, key=key, digest=digest)], ignore_conflicts=True)
    with transaction.atomic():
        held = KeptAnswer.objects.select_for_update(skip_locked=True).filter(person=person, key=key).first()
        if held is None:
            raise Refusal(_("The same request is being worked on. Send it again in a moment."), field=HEADER)
        if held.status is None:
            return _acted(held, digest, act)
        if held.digest != digest:
            raise Unfit(_("This key was used for another request. Use a new one for each thing to do."), field=HEADER)
        again = HttpResponse(held.body, status=held.status, content_type=held.content_type)
        again["Idempotent-Replayed"] = "true"
        return again


def _acted(held: KeptAnswer, digest: str, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Acts, and keeps a success; what else was answered leaves the key as if it had not been sent."""
    response = act()
    if isinstance(response, HttpResponse) and response.status_code < 300:
        held.digest, held.status, held.body = digest, response.status_code, response.content.decode()
        held.content_type = response.headers.get("Content-Type", "")
        held.save(update_fields=["digest", "status", "body", "content_type"])
    elif response.status_code >= 500 or _is_broken():
        transaction.set_rollback(True)
    else:
        held.delete()
    return response


def _is_broken() -> bool:
    """Whether a statement of this transaction failed, so that it can only be rolled back."""
    return bool(connection.connection.info.transaction_status == TransactionStatus.INERROR)


def _key(request: HttpRequest) -> str:
    key = request.headers[HEADER]
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise Unfit(_("An idempotency key has 1 to 255 printable ASCII characters."), field=HEADER)
    return key


def _digest(request: HttpRequest) -> str:
    """Of method, address and content; of a form its fields and files, since its boundaries differ from try to try."""
    whole = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        whole.update(request.body)
        return whole.hexdigest()
    whole.update(repr(sorted(request.POST.lists())).encode())
    for field, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            whole.update(repr((field, upload.name, upload.size)).encode())
            for chunk in upload.chunks():
                whole.update(chunk)
            upload.seek(0)
    return whole.hexdigest()


def forget() -> int:
    """Lets answers go that are older than a day; how many."""
    gone, _each = KeptAnswer.objects.filter(created_at__lte=clock.now() - _KEPT_FOR).delete()
    return gone
