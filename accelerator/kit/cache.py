"""The cache that outlives its server: with Redis away, this process's own memory answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
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


class SturdyRedisCache(RedisCache):
    """Redis while it answers. Limits counted in memory are per process: looser than meant, never absent."""

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
