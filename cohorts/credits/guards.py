"""What the database refuses about money, whoever asks. Declared here, attached to the models."""

from __future__ import annotations

import pgtrigger

# A person's yes to their own request is no approval.
BY_ANOTHER = pgtrigger.Trigger(
    name="by_another",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("requester", "bigint")],
    func="""
        SELECT requested_by_id INTO requester FROM cohorts_grant WHERE id = NEW.grant_id;
        IF requester = NEW.by_id THEN
            RAISE EXCEPTION 'nobody approves their own request'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_by_another';
        END IF;
        RETURN NEW;
    """,
)

ACCOUNT_STAYS = pgtrigger.Protect(name="stays", operation=pgtrigger.Delete)

# Depth 2 is the entry trigger's own update; anybody else's has depth 1.
BALANCE_BY_ENTRIES = pgtrigger.Trigger(
    name="balance_by_entries",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]  # untyped there
        "balance", "entry_count", "currency", "kind", "pool_id", "grant_id"
    ),
    func="""
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'an account changes only by entries'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'account_by_entries';
        END IF;
        RETURN NEW;
    """,
)

STARTS_EMPTY = pgtrigger.Trigger(
    name="starts_empty",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NEW.balance <> 0 OR NEW.entry_count <> 0 THEN
            RAISE EXCEPTION 'an account starts empty'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'account_starts_empty';
        END IF;
        RETURN NEW;
    """,
)

KEEPS_XACT = pgtrigger.Trigger(
    name="keeps_xact",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="NEW.xact := pg_current_xact_id()::text::bigint; RETURN NEW;",
)

BALANCES = pgtrigger.Trigger(
    name="balances",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    declare=[("legs", "bigint"), ("rest", "numeric")],
    func="""
        SELECT count(*), coalesce(sum(amount), 0) INTO legs, rest FROM cohorts_entry WHERE posting_id = NEW.id;
        IF legs < 2 OR rest <> 0 THEN
            RAISE EXCEPTION 'posting % does not balance: % entries, sum %', NEW.code, legs, rest
                USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_balances';
        END IF;
        RETURN NULL;
    """,
)

# Without the look at xact, a balanced pair could be slipped into an old posting later.
JOINS_ACCOUNT = pgtrigger.Trigger(
    name="joins_account",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("theirs", "record")],
    func="""
        SELECT xact, currency INTO theirs FROM cohorts_posting WHERE id = NEW.posting_id;
        IF theirs.xact <> pg_current_xact_id()::text::bigint THEN
            RAISE EXCEPTION 'a posting takes no entries after its own transaction'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_in_time';
        END IF;
        UPDATE cohorts_account SET balance = balance + NEW.amount, entry_count = entry_count + 1
            WHERE id = NEW.account_id AND currency = theirs.currency
            RETURNING entry_count, balance INTO NEW.sequence, NEW.balance_after;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'posting and account differ in currency'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_currency';
        END IF;
        RETURN NEW;
    """,
)
