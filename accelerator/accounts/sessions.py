"""Sessions as Django keeps them in the database; each request reads its own, by a query that is built once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from accelerator.kit import clock
from accelerator.kit.kept import kept


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found: Session | None = _living.first(self.session_key, clock.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


@kept
def _living(key: str, at: datetime) -> QuerySet[Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)
