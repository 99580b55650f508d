"""The cache that outlives its server: with Redis away, this process's own memory answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSlow

log = structlog.get_logger(__name__)


def _sturdy(verb: str) -> Callable[..., Any]:
    def call(self: SturdyRedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, verb)(self, *args, **kwargs)
        except (RedisAway, RedisSlow, OSError) as fault:
            log.warning("cache.away", verb=verb, fault=type(fault).__name__)
            return getattr(caches["memory"], verb)(*args, **kwargs)

    call.__name__ = verb
    return call


class _Client(RedisCacheClient):
    """With one client for each pool, where Django makes one for each call."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[Any, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]  # the stubs lack it, and the next
        if pool not in self._clients:
            self._clients[pool] = self._client(connection_pool=pool)  # type: ignore[attr-defined]
        return self._clients[pool]


class SturdyRedisCache(RedisCache):
    """Redis while it answers. Limits counted in memory are per process: looser than meant, never absent."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client

    add = _sturdy("add")
    get = _sturdy("get")
    set = _sturdy("set")
    touch = _sturdy("touch")
    delete = _sturdy("delete")
    get_many = _sturdy("get_many")
    has_key = _sturdy("has_key")
    incr = _sturdy("incr")
    set_many = _sturdy("set_many")
    delete_many = _sturdy("delete_many")
    clear = _sturdy("clear")
