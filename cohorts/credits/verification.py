"""Adds the whole ledger up again and says what does not fit."""

from __future__ import annotations

from django.db import connection

_CHECKS = {
    "postings that do not balance": """
        SELECT p.id FROM cohorts_posting p LEFT JOIN cohorts_entry e ON e.posting_id = p.id
        GROUP BY p.id HAVING count(e.id) < 2 OR sum(e.amount) <> 0""",
    "accounts whose balance is not the sum of their entries": """
        SELECT a.id FROM cohorts_account a LEFT JOIN cohorts_entry e ON e.account_id = a.id
        GROUP BY a.id HAVING a.balance <> coalesce(sum(e.amount), 0) OR a.entry_count <> count(e.id)""",
    "accounts below zero": "SELECT id FROM cohorts_account WHERE balance < 0 AND kind <> 'provider'",
    "entries out of sequence": """
        SELECT id FROM (
            SELECT id, sequence, row_number() OVER w AS place, balance_after, sum(amount) OVER w AS running
            FROM cohorts_entry WINDOW w AS (PARTITION BY account_id ORDER BY sequence)
        ) e WHERE sequence <> place OR balance_after <> running""",
    "entries in another currency than their account": """
        SELECT e.id FROM cohorts_entry e JOIN cohorts_posting p ON p.id = e.posting_id
        JOIN cohorts_account a ON a.id = e.account_id WHERE p.currency <> a.currency""",
}


def faults() -> dict[str, list[int]]:
    """{what is wrong: ids}; empty where the ledger holds. Reads every entry."""
    found = {}
    with connection.cursor() as cursor:
        for name, query in _CHECKS.items():
            cursor.execute(query)
            ids = [row[0] for row in cursor.fetchall()]
            if ids:
                found[name] = ids
    return found
