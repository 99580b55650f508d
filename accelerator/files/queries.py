"""Reads: what the scanner said."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from accelerator.files.models import File

_STATES = {File.Scan.PENDING: "scanning", File.Scan.CLEAN: "scanned", File.Scan.FOUND: "refused"}


def scans(codes: Sequence[str]) -> dict[str, str]:
    """{code: word of kit.states, of "file"} of those that a scanner looks at or looked at. No query where none is named."""
    if not (settings.CLAMAV_URL and codes):
        return {}
    looked = File.objects.filter(code__in=codes).exclude(scan=File.Scan.NONE).values_list("code", "scan")
    return {code: _STATES[File.Scan(scan)] for code, scan in looked}
