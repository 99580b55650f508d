"""Where private files lie: a folder of this machine, or a bucket that speaks S3. docs/operations.md describes FILES_URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_ONE_REQUEST = 512 * 1024 * 1024  # bytes: no file of ours is larger, so each is one object put at once
_SPOOLED = 2 * 1024 * 1024  # bytes of an object that is read in memory; the rest goes through the disk


def private(url: str, folder: Path) -> dict[str, Any]:
    """The storage that `url` names: `s3://KEY:SECRET@host/bucket?region=…`, without host the provider's own; "" is `folder`.

    Raises ValueError for an address of another kind.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder, "base_url": None}}
    parts = urlsplit(url)
    bucket, asked = parts.path.strip("/"), dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not bucket or "/" in bucket or set(asked) - {"region", "tls"}:
        raise ValueError("FILES_URL is s3://KEY:SECRET@host/bucket?region=…")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": _bucket(parts.hostname, parts.port, bucket, asked) | _key(url),
    }


def _key(url: str) -> dict[str, str]:
    """The access key, where the address has one; else the environment or the machine's role gives it."""
    parts = urlsplit(url)
    if not parts.username:
        return {}
    return {"access_key": unquote(parts.username), "secret_key": unquote(parts.password or "")}


def _bucket(host: str | None, port: int | None, bucket: str, asked: dict[str, str]) -> dict[str, Any]:
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config

    config: dict[str, Any] = {
        "signature_version": "s3v4",
        "connect_timeout": 5,
        "read_timeout": 30,
        "retries": {"max_attempts": 3, "mode": "standard"},
    }
    options: dict[str, Any] = {
        "bucket_name": bucket,
        "region_name": asked.get("region", "us-east-1"),
        "file_overwrite": False,
        "default_acl": None,
        "querystring_expire": 300,
        "max_memory_size": _SPOOLED,
        "transfer_config": TransferConfig(multipart_threshold=_ONE_REQUEST, use_threads=False),
    }
    if host:
        # Others than the inventor of the protocol know buckets by path, and few of them its newer checksums.
        config |= {"s3": {"addressing_style": "path"}}
        config |= {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
        scheme = "http" if asked.get("tls") == "0" else "https"
        options["endpoint_url"] = f"{scheme}://{host}{f':{port}' if port else ''}"
    return options | {"client_config": Config(**config)}
