"""Structured logs: one line an event, with the request's or task's id; never a secret, never a body."""

from __future__ import annotations

import logging.config
from typing import Any

import structlog

from accelerator.kit import masking

_HIDDEN = {"password", "token", "code", "secret", "authorization", "cookie", "email"}


def configure(wanted: dict[str, Any]) -> None:
    """Sets up logging from {"level", "json"}; Django calls it once at start (LOGGING_CONFIG)."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _hide,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"slipway": _formatter(shared, as_json=wanted["json"])},
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "slipway"}},
            "root": {"handlers": ["out"], "level": wanted["level"]},
            "loggers": {"django.server": {"handlers": ["out"], "level": "WARNING", "propagate": False}},
        }
    )


def _formatter(shared: list[Any], *, as_json: bool) -> dict[str, Any]:
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _mask,
            renderer,
        ],
    }


def _hide(_logger: Any, _method: str, event: Any) -> Any:
    for name in _HIDDEN & event.keys():
        event[name] = "hidden"
    return event


def _mask(_logger: Any, _method: str, event: Any) -> Any:
    """Also what Django and libraries say of a request names its path."""
    return {name: masking.masked(value) if isinstance(value, str) else value for name, value in event.items()}
