"""How long a page takes over HTTP on the demo world, one visitor at a time."""

from __future__ import annotations

import re

from benchmarks.visiting import Visitor, timed

ROUNDS = 40
# who, path; a path in {} is the first link of that shape on the person's home page
PAGES = (
    ("anybody", "/"),
    ("anybody", "/calls/applied-ai-cohort-5/"),
    ("manager", "/home/"),
    ("manager", "/calls/applied-ai-cohort-4/pipeline/"),
    ("manager", "/calls/applied-ai-cohort-4/ranking/"),
    ("manager", "{/cohorts/[^/]+/board/}"),
    ("reviewer", "/reviews/"),
    ("founder", "/home/"),
    ("founder", "/milestones/"),
    ("mentor", "/sessions/"),
    ("officer", "/credits/"),
    ("auditor", "/credits/ledger/"),
    ("admin", "/people/"),
)


def measured(url: str) -> list[str]:
    """A table of medians and 95th percentiles in milliseconds."""
    lines = [
        f"{ROUNDS} requests each, one after the other.\n",
        "| as | page | median ms | p95 ms | KiB |",
        "|---|---|---|---|---|",
    ]
    signed: dict[str, Visitor] = {}
    for who, path in PAGES:
        visitor = signed.get(who) or Visitor(url)
        if who not in signed and who != "anybody":
            visitor.sign_in(who)
        signed[who] = visitor
        if path.startswith("{"):
            found = re.search(path.strip("{}").encode(), visitor.get("/home/"))
            if found is None:
                raise RuntimeError(f"no link like {path} on the home page of {who}")
            path = found[0].decode()
        size = len(visitor.get(path)) / 1024
        median, high = timed(lambda visitor=visitor, path=path: visitor.get(path), ROUNDS)
        shown = re.sub(r"(cohort-\d+)-\w{4}/", r"\1-…/", path)
        lines.append(f"| {who} | `{shown}` | {median:.0f} | {high:.0f} | {size:.0f} |")
    return lines
