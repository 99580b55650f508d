"""A small house with something behind every address, and the addresses of all its routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from accelerator.accounts import operations as accounts_operations
from accelerator.applications import operations as applications
from accelerator.kit import clock
from accelerator.notices.models import Delivery, Message
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import operations as reviewing
from accelerator.reviews.models import Relation, Ruling
from accelerator.startups import operations as startups
from accelerator.startups.models import Member
from cohorts.mentoring import operations as mentoring
from cohorts.milestones import operations as milestones
from cohorts.milestones import planning
from cohorts.roster import operations as roster
from tests.factories import accounts, decisions, files, reviews
from tests.factories import applications as applying
from tests.factories import checkins as asking
from tests.factories import credits as granting
from tests.factories import interviews as meeting
from tests.factories import programmes as programming
from tests.factories import questionnaires as forms
from tests.factories import startups as founding


class Route(NamedTuple):
    """A pattern as the resolver knows it, with the name of its view ("call_settings", "admin:index")."""

    pattern: str
    name: str


def routes() -> Iterator[Route]:
    """Every pattern of the house, the desk's and allauth's among them."""
    yield from _below(get_resolver(), "", "")


def _below(resolver: URLResolver, before: str, space: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        whole = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _below(one, whole, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield Route(whole, space + (one.name or ""))


@contextmanager
def moored() -> Iterator[House]:
    """A house for tests that only look at it; it leaves nothing behind."""
    with transaction.atomic():
        yield House()
        transaction.set_rollback(True)


class House:
    """`people` by what they are here, and the rows that addresses lead to."""

    def __init__(self) -> None:
        self.people: dict[str, Any] = {
            name: accounts.person(f"{name}@example.org", name.title())
            for name in ("founder", "manager", "reviewer", "mentor", "newcomer")
        }
        for role in ("grants_officer", "approver", "auditor"):
            self.people[role] = accounts.operator_person(f"{role}@example.org", role.title(), role=role)
        self.people["admin"] = accounts.operator_person("admin@example.org", "Admin", role="admin", is_staff=True)
        self.people["partner"] = accounts.partner_person("partner@example.org", "Partner")
        self.who = SimpleNamespace(**self.people)
        self._selection()
        self._cohort()
        self._aboard()
        self._credits()
        self._messages()

    def _selection(self) -> None:
        who = self.who
        self.programme = programming.programme("Keel", manager=who.manager)
        programming.manager(self.programme, who.admin)
        programming.reviewer(self.programme, who.reviewer)
        self.version = forms.draft_version()
        self.call = programming.call(programme=self.programme)
        programming.call(programme=self.programme, published=False, version=self.version)
        self.startup = founding.startup("Quaykeeper", owner=who.founder)
        viewer = founding.member(self.startup, role=Member.Role.VIEWER)
        self.transfer = startups.offer(self.startup, to=viewer, by=who.founder)
        self.application = applying.application(call=self.call, startup=self.startup, by=who.founder)
        self.clarification = applications.ask_more(
            self.application, asks="How deep is the berth?", due_on=date(2031, 1, 31), by=who.manager
        )
        second = applying.application(
            call=self.call, startup=founding.startup("Tallyman", owner=who.founder, slug="tallyman"), by=who.founder
        )
        third = applying.application(call=self.call, startup=founding.startup("Bollard"), submitted=False)
        self.assignment = reviews.assignment(self.application, reviewer=who.reviewer, assigned_by=who.manager)
        reviews.review(reviews.assignment(second, reviewer=who.reviewer, assigned_by=who.manager), {1: 4, 2: 3, 3: 5})
        self.conflict = reviews.conflict(third, who.reviewer)
        self.relation = Relation.objects.create(person=who.reviewer, by=who.reviewer, kind="investor", name="Bollard")
        self._interviews()
        self.offer = decisions.offer(self.application)
        decisions.decision(second, outcome="waitlist")
        self.file = files.file(by=who.founder)

    def _interviews(self) -> None:
        """Quaykeeper is invited to one and may choose another time still."""
        who = self.who
        self.meeting = ReviewStage.objects.create(call=self.call, position=2, kind="interview")
        first = ReviewStage.objects.get(call=self.call, position=1)
        Ruling.objects.create(stage=first, application=self.application, outcome="on", by=who.manager)
        self.panel = meeting.panel(self.meeting, who.reviewer, who.admin, by=who.manager)
        taken, self.slot, _third = meeting.slots(self.panel, by=who.manager)
        self.interview = reviewing.place(self.application, slot=taken, by=who.manager)
        reviewing.invite(self.meeting, by=who.manager)
        self.interview.choose_until = taken.starts_at - timedelta(days=1)
        self.interview.save(update_fields=["choose_until"])

    def _cohort(self) -> None:
        who, today = self.who, date(2026, 11, 2)
        ends = today + timedelta(days=180)
        self.cohort = roster.make_cohort(self.programme, name="Cohort 4", starts_on=today, ends_on=ends, places=5, by=who.manager)
        self.plan = planning.make_plan(self.programme, name="Six months", by=who.manager)
        for title, days in (("Customer interviews", 30), ("Pilot", 60), ("Price list", 90)):
            planning.add_step(self.plan, step=planning.StepGiven(title, days), by=who.manager)
        self.enrolment = roster.enrol(self.cohort, startup=self.startup, by=who.manager, reason="Accepted")
        planning.apply_plan(self.plan, cohort=self.cohort, by=who.manager)
        mentoring.match(self.enrolment, person=who.mentor, by=who.manager)
        self.check_in = asking.check_in(asking.rhythm(self.cohort), self.enrolment, ago=1, state="sent")
        self.ask = asking.ask(self.check_in, who.mentor)
        self.session = mentoring.log(
            self.enrolment,
            held_at=clock.now() - timedelta(days=1),
            minutes=45,
            by=who.mentor,
            shared_notes="Offer a price a crane.",
            private_note="The founders should settle who sells.",
            actions=[mentoring.ActionGiven("Send the price sheet")],
        )
        first = self.enrolment.milestones.order_by("due_on").first()
        assert first is not None
        self.milestone = milestones.submit(first, account="Twenty talks.", uploads=[files.upload()], by=who.founder)

    def _aboard(self) -> None:
        """What is done together in the cohort, and what it asks of Quaykeeper."""
        who = self.who
        self.text = roster.write_agreement(self.cohort, title="Rules of the quay", text="Nobody runs.", by=who.manager)
        words = self.text.versions.get()
        signed = {"name": "Founder", "sha256": words.sha256, "by": who.founder}
        self.signed = roster.accept(words, enrolment=self.enrolment, **signed)
        asked = roster.ItemGiven("other", "Send a photo", due_days=7)
        self.item = roster.add_item(self.cohort, given=asked, by=who.manager)
        told = {"subject": "Keys", "text": "Bring keys.", "audience": "cohort", "press": "press-of-keys"}
        self.announcement = roster.send(self.cohort, by=who.manager, **told)
        later = {"subject": "Lanterns", "text": "Bring lanterns.", "audience": "cohort", "press": "press-of-lanterns"}
        self.planned = roster.plan_announcement(self.cohort, by=who.manager, send_at=clock.now() + timedelta(days=2), **later)
        begins = clock.now() + timedelta(days=3)
        given = roster.EventGiven("workshop", "Pricing", begins, begins + timedelta(hours=2), "Berth 9")
        self.event = roster.plan_event(self.cohort, given=given, by=who.manager)
        self.shared = roster.keep_file(self.enrolment, upload=files.upload(), by=who.founder)

    def _credits(self) -> None:
        provider = granting.provider(partner=accounts.partner())
        self.pool = granting.pool(by=self.who.grants_officer, provider=provider)
        self.grant = granting.grant(pool=self.pool, enrolment=self.enrolment, by=self.who.grants_officer)
        granting.awarded(
            pool=self.pool, enrolment=self.enrolment, by=self.who.grants_officer, approver=self.who.approver, amount="2500"
        )

    def _messages(self) -> None:
        who = self.who
        self.invited = accounts_operations.invite(
            scope="organisation",
            scope_id=accounts.operator().pk,
            scope_label="",
            role="auditor",
            email="new@example.org",
            by=who.admin,
        )
        self.message = Message.objects.filter(recipient=who.founder).earliest("id")
        lost = Delivery.objects.filter(message=self.message)
        for state in (Delivery.State.SENDING, Delivery.State.UNKNOWN):
            lost.update(state=state)

    def address(self, route: Route) -> str:
        """An address that `route` answers, with this house's rows in its gaps.

        A gap that nobody named here raises KeyError: a new route names its row below and is tested from then on.
        """
        plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", route.pattern)
        plain = plain.replace("^", "").replace("$", "")
        before, parts = "", re.split(r"(<[^>]+>)", plain)
        for part in parts:
            before += str(self._gap(before, part)) if part.startswith("<") else part
        return f"/{before}"

    def _gap(self, before: str, gap: str) -> Any:
        if before.startswith("desk/"):
            return self._of_desk(before, gap)
        noun, name = before.strip("/").rpartition("api/v1/")[2], gap.strip("<>").rpartition(":")[2]
        first = {
            "applications": self.application.number,
            "asks": self.ask.code,
            "calendar": "a-feed-nobody-has",
            "calls": self.call.slug,
            "check-in": "a-link-nobody-has",
            "check-ins": self.check_in.code,
            "cohorts": self.cohort.slug,
            "conflicts": self.conflict.code,
            "actions": self.session.actions.get().code,
            "credits/grants": self.grant.code,
            "credits/pools": self.pool.slug,
            "decisions": self.application.number,
            "deliveries": self.message.code,
            "enrolments": self.enrolment.code,
            "inbox": self.message.code,
            "interviews": self.interview.code,
            "interviews/panels": self.panel.code,
            "interviews/slots": self.slot.code,
            f"calls/{self.call.slug}/interviews": self.meeting.code,
            "acceptances": self.signed.code,
            "agreements": self.text.code,
            "announcements": self.announcement.code,
            "planned-announcements": self.planned.code,
            "clarifications": self.clarification.code,
            "duties": self.item.duties.get().code,
            "events": self.event.code,
            "onboarding": self.item.code,
            "onboarding-items": self.item.code,
            "shared-files": self.shared.code,
            "invitations": self.invited.code,
            "logo": "none.png",
            "mailbox": "none",
            "messages": self.message.code,
            "milestones": self.milestone.code,
            "offers": self.offer.code,
            "people": self.who.founder.code,
            "plans": self.plan.code,
            "programmes": self.programme.slug,
            "questionnaires": self.version.questionnaire.code,
            "relations": self.relation.code,
            "receipts": self.application.submissions.get().receipt,
            "reviews": self.assignment.code,
            "sessions": self.session.code,
            "startups": self.startup.slug,
            "transfers": self.transfer.code,
            "accounts/oidc": "sso",
            "join": "a-token-nobody-has",
            "account/tokens": "none",
            "tokens": "none",
        }
        if noun in first:
            return first[noun]
        deeper = {
            "act": "none",
            "code": self.who.founder.code,
            "file": self.file.code,
            "id": "none",
            "key": "company",
            "number": self.application.number,
            "on": "2031-03-03",
            "other": "tallyman",
            "outcome": "decline",
            "person": self.who.mentor.code,
            "pk": 1,
            "position": 1,
            "role": "mentor",
            "asked": "none",
            "rule": "none",
            "flag": "none",
            "mute": "none",
            "uidb36": "a",
            "way": "up",
            "what": "bids",
        }
        return deeper[name]

    def _of_desk(self, before: str, gap: str) -> Any:
        parts = before.split("/")
        if len(parts) == 4 and parts[1] != "r":
            row = apps.get_model(parts[1], parts[2])._default_manager.first()
            return quote(str(row.pk)) if row else 1
        names = {"app_label": "accelerator", "url": "nothing", "object_id": self.startup.pk}
        names["content_type_id"] = ContentType.objects.get_for_model(self.startup).pk
        return names[gap.strip("<>").rpartition(":")[2]]
