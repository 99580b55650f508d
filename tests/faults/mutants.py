"""Guards of the product, each taken out of a copy of the code: the tests named beside it must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """`old`, which stands once in `file`, becomes `new`; at least one of `tests` has to fail then."""

    name: str
    file: str
    old: str
    new: str
    tests: str


MUTANTS = (
    Mutant(
        "an answer overwrites one its writer never saw",
        "accelerator/questionnaires/operations/writing.py",
        "elif edit.seen != now:",
        "elif False:",
        "tests/questionnaires/test_operations.py",
    ),
    Mutant(
        "two founders write one sheet without a lock",
        "accelerator/questionnaires/operations/writing.py",
        "held = Sheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)\n    if",
        "held = Sheet.objects.get(pk=sheet.pk)\n    if",
        "tests/questionnaires/test_concurrency.py",
    ),
    Mutant(
        "what waited for a withdrawal is written after it",
        "accelerator/questionnaires/operations/writing.py",
        "    bar()\n    clean",
        "    clean",
        "tests/applications/test_operations.py",
    ),
    Mutant(
        "a declaration holds whatever becomes of its words",
        "accelerator/questionnaires/versions.py",
        "if asked is None or key in to_make or not takes(",
        "if asked is None or not takes(",
        "tests/questionnaires/test_versions.py",
    ),
    Mutant(
        "whose membership ended comes back by an older invitation",
        "accelerator/startups/operations/belonging.py",
        '    accounts.revoke_all("startup", list(rows), person=member.person, by=by)\n',
        "",
        "tests/startups/test_operations.py",
    ),
    Mutant(
        "a row swallows those after it",
        "accelerator/kit/tablefile.py",
        "delimiter=separator, strict=strict)",
        "delimiter=separator)",
        "tests/kit/test_tablefile.py",
    ),
    Mutant(
        "every press of the button makes a submission",
        "accelerator/applications/operations/submitting.py",
        "if last and last.says_what(made) and not faults:",
        "if False:",
        "tests/applications/test_operations.py",
    ),
    Mutant(
        "the deadline does not count at submission",
        "accelerator/applications/operations/submitting.py",
        "    require_in_time(held, by, arrived_at, submitting=True)\n    if faults",
        "    if faults",
        "tests/applications/test_operations.py",
    ),
    Mutant(
        "a request is stamped only when it has been read",
        "config/door.py",
        "environ[arrived.STAMP] = clock.host()\n        if",
        "_take_in(environ)\n        environ[arrived.STAMP] = clock.host()\n        if",
        "tests/config/test_door.py",
    ),
    Mutant(
        "a sender's slow line counts as a slow house",
        "accelerator/programmes/middleware.py",
        "arrived.whole_at(request) >",
        "arrived.at(request) >",
        "tests/programmes/test_degradation.py",
    ),
    Mutant(
        "anybody says when they came",
        "accelerator/kit/arrived.py",
        "if not (settings.TRUSTED_PROXY_COUNT and settings.ARRIVAL_HEADER):",
        "if not settings.ARRIVAL_HEADER:",
        "tests/kit/test_arrived.py",
    ),
    Mutant(
        "a file that came late opens the whole draft",
        "accelerator/applications/operations/applying.py",
        "(submitting and late.takes(application, at))",
        "late.takes(application, at)",
        "tests/private_files/test_tus.py",
    ),
    Mutant(
        "managers see drafts",
        "accelerator/applications/models/applications.py",
        "else (sent | entered) & run",
        "else run",
        "tests/applications/test_views.py",
    ),
    Mutant(
        "accounts of the ledger are not locked",
        "cohorts/credits/postings.py",
        "Account.objects.select_for_update().filter(own",
        "Account.objects.filter(own",
        "tests/credits/test_races.py",
    ),
    Mutant(
        "a key posts twice",
        "cohorts/credits/postings.py",
        "if made is not None:\n            return _repeat",
        "if False:\n            return _repeat",
        "tests/credits/test_operations.py tests/credits/test_races.py",
    ),
    Mutant(
        "who requested a grant approves it",
        "cohorts/credits/policies.py",
        "if grant.requested_by_id == person.pk:",
        "if False:",
        "tests/credits/test_operations.py",
    ),
    Mutant(
        "a delivery of unknown fate is sent again",
        "accelerator/notices/delivering.py",
        "lost.state = Delivery.State.UNKNOWN",
        "lost.state, lost.next_at = Delivery.State.PENDING, clock.now()",
        "tests/faults/test_notices.py",
    ),
    Mutant(
        "a sender that lost its claim still has its say",
        "accelerator/notices/delivering.py",
        "held = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, state=Delivery.State.SENDING)",
        "held = Delivery.objects.filter(pk=delivery.pk)",
        "tests/notices",
    ),
    Mutant(
        "people are written to at night",
        "accelerator/notices/wallclock.py",
        "return start <= at < end if start <= end else at >= start or at < end",
        "return start <= at < end",
        "tests/notices/test_wallclock.py",
    ),
    Mutant(
        "founders read private notes",
        "cohorts/mentoring/models.py",
        "return self.filter(mine | run)",
        "return self.filter(session__in=Session.objects.visible_to(person))",
        "tests/mentoring",
    ),
    Mutant(
        "mentors keep their startups when the match ends",
        "cohorts/mentoring/models.py",
        "session__enrolment__in=Supporter.objects.live().filter(person=person)",
        "session__enrolment__in=Supporter.objects.filter(person=person)",
        "tests/mentoring",
    ),
    Mutant(
        "the grace is forgotten",
        "accelerator/programmes/models/calls.py",
        "return self.ends_at() + timedelta(minutes=self.grace_minutes)",
        "return self.ends_at()",
        "tests/applications/test_operations.py tests/programmes",
    ),
    Mutant(
        "a rule tells reviewers of a sensitive answer",
        "accelerator/questionnaires/checking.py",
        "if all(tells):",
        "if False:",
        "tests/questionnaires/test_definition.py",
    ),
    Mutant(
        "one manager's view takes the place of another's of its name",
        "accelerator/pipeline/operations/viewing.py",
        "programme=call.programme_id, owner=by)",
        "programme=call.programme_id)",
        "tests/pipeline/test_keeping.py",
    ),
    Mutant(
        "the paper of an application has no end",
        "accelerator/applications/papers.py",
        "kept = whole[: self.left]",
        "kept = whole",
        "tests/applications/test_copies.py",
    ),
    Mutant(
        "an archive hands out what the scanner refused",
        "accelerator/files/serving.py",
        "    _require_free(file, to)\n    if not",
        "    if not",
        "tests/private_files/test_doors.py",
    ),
    Mutant(
        "what a page holds is saved as whoever is signed in by then",
        "accelerator/accounts/middleware.py",
        'if request.headers.get("X-Person") not in (None, request.user.code):',
        "if False:",
        "tests/accounts/test_middleware.py",
    ),
    Mutant(
        "tests of a call stand in lists of others",
        "accelerator/applications/models/applications.py",
        "submitted_at__isnull=False, is_test=False)",
        "submitted_at__isnull=False)",
        "tests/applications/test_starting.py",
    ),
    Mutant(
        "what a stage said is read by who stands in conflict",
        "accelerator/reviews/models/rulings.py",
        "return found.exclude(application__in=barred).exclude",
        "return found.exclude",
        "tests/reviews/test_rulings.py",
    ),
    Mutant(
        "a scenario chooses whom a stage let go no further",
        "accelerator/decisions/facts.py",
        "return _untold(call).exclude(STOPPED)",
        "return _untold(call)",
        "tests/decisions/test_one_stage.py",
    ),
    Mutant(
        "scores of a later stage stand beside those of the one that is ranked",
        "accelerator/reviews/ranks.py",
        "return Case(kept_so, later, default=none, output_field=kind)",
        'return Case(kept_so, default=F(f"{of}standing__{name}"), output_field=kind)',
        "tests/decisions/test_one_stage.py",
    ),
    Mutant(
        "what somebody left lying makes room for more",
        "accelerator/reviews/planning.py",
        "known.before.get(person, 0)) if limits",
        "round(known.burden.get(person, 0))) if limits",
        "tests/reviews/test_planning.py",
    ),
    Mutant(
        "a conflict is declared without a look at who assigns",
        "accelerator/reviews/operations/recusing.py",
        "    Call.objects.select_for_update(no_key=True).get(applications=application)\n",
        "",
        "tests/reviews/test_races.py",
    ),
    Mutant(
        "reviews are given out in a stage as it stood before",
        "accelerator/reviews/operations/assigning.py",
        "held = next((one for one in there if one.pk == stage.pk), None)",
        "held = stage",
        "tests/reviews/test_races.py",
    ),
    Mutant(
        "an undo takes what was begun that moment",
        "accelerator/reviews/operations/assigning.py",
        'list(live.select_for_update(of=("self",)).order_by("id"))',
        'list(live.order_by("id"))',
        "tests/reviews/test_races.py",
    ),
    Mutant(
        "reviews are handed on that nobody may score",
        "accelerator/reviews/chasing.py",
        "review=None, stage__in=scored",
        "review=None",
        "tests/reviews/test_handing_on.py",
    ),
    Mutant(
        "a reviewer ends a conflict of theirs through a relation",
        "accelerator/reviews/operations/relating.py",
        "    _require_apart([held], by)\n",
        "",
        "tests/reviews/test_relations.py",
    ),
    Mutant(
        "bids name whom another stage hides",
        "accelerator/reviews/bidding.py",
        "any(one.pk in now for one in blind) or read.exists()",
        "stages.in_hand(there) in blind",
        "tests/reviews/test_bidding.py",
    ),
)
