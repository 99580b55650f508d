"""The door that a link opens: one form to one person, and nothing else, however it is tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from accelerator.accounts.models import Person
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from cohorts.checkins import operations, tokens
from cohorts.checkins.models import CheckIn
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories.checkins import ANSWERS, CANARY
from tests.factories.cohorts import NOW, Scene

GONE = "This link no longer opens the check-in"


@pytest.fixture
def check_in(scene: Scene) -> CheckIn:
    """Of this week, due yesterday noon in a week's time: open."""
    return factories.check_in(factories.rhythm(scene.cohort), scene.enrolment, ago=-1)


@pytest.fixture
def path(check_in: CheckIn, scene: Scene) -> str:
    """The owner's link."""
    return factories.link(check_in, scene.owner)[1]


def filled(check_in: CheckIn, to: str = "send", **said: str) -> dict[str, str]:
    """What a browser posts of the whole form."""
    flat = {key: value for key, value in ANSWERS.items() if isinstance(value, str)} | said
    asks = {"asks:0:ask": factories.ASK, "asks:0:topic": "sales"}
    seen = {f"seen:{key}": str(check_in.sheet.seen(key)) for key in ANSWERS}  # type: ignore[union-attr]  # an open one has a sheet
    return {**flat, **asks, **seen, "to:": to, "form:": "1", "language:": "en"}


def gone(response: HttpResponse) -> bool:
    return response.status_code == 404 and GONE in response.content.decode()


def fresh(check_in: CheckIn) -> CheckIn:
    return factories.fresh(check_in)


def test_what_stood_there_from_last_time_is_emptied_without_scripts_too(check_in: CheckIn, scene: Scene) -> None:
    """Figures come with the sheet, and nobody has written them yet."""
    type(check_in.sheet).objects.filter(pk=check_in.sheet_id).update(answers={"runway": "7", "users": "320"})
    path = factories.link(check_in, scene.owner)[1]
    posted = {"runway": "", "users": "320", "seen:runway": "0", "seen:users": "0", "to:": "save"}
    assert browser(None).post(path, posted).status_code == 302
    assert {key: value for key, value in fresh(check_in).sheet.answers.items() if value} == {"users": "320"}  # type: ignore[union-attr]


class TestOpens:
    def test_the_form_and_no_name_but_the_startups(self, path: str, scene: Scene) -> None:
        page = browser(None).get(path).content.decode()
        for words in ("Runway", "Revenue last month", "How is the team?", "Quaykeeper", "Week 13 check-in"):
            assert words in page, words
        for words in (
            "Ananya Rao",
            scene.owner.email,
            scene.owner.code,
            "Wei Ming",
            "/home/",
            "/inbox/",
            scene.cohort.name,
            "Sandbar",
        ):
            assert words not in page, words

    def test_signs_nobody_in(self, path: str, check_in: CheckIn) -> None:
        client = browser(None)
        client.get(path)
        client.post(path, filled(check_in, to="save"))
        client.post(path, filled(fresh(check_in)))
        assert settings.SESSION_COOKIE_NAME not in client.cookies
        for other in ("/home/", "/check-ins/", f"/check-ins/{check_in.code}/", "/asks/", "/account/", f"{path}sheet/"):
            assert client.get(other).status_code in (302, 404), other
        assert client.get("/home/")["Location"].startswith("/accounts/login/")
        assert client.get("/api/v1/me").status_code == 401

    def test_looks_at_nobody_who_is_signed_in(self, path: str, check_in: CheckIn, scene: Scene) -> None:
        """Another founder's machine: the page is the same, what is written is the owner's, and they stay signed in."""
        client = browser(scene.rival)
        page = client.get(path).content.decode()
        assert "Rival Founder" not in page
        assert scene.rival.code not in page
        client.post(path, filled(check_in))
        assert fresh(check_in).sent_by == scene.owner
        assert "Rival Founder" in client.get("/home/").content.decode()

    def test_in_the_words_and_by_the_clock_of_whom_it_was_sent_to(self, path: str, scene: Scene) -> None:
        scene.owner.language = "zh-hans"
        scene.owner.save()
        assert browser(None).get(path).status_code == 200

    def test_the_address_is_told_to_nobody(self, path: str, check_in: CheckIn) -> None:
        client = browser(None)
        for response in (client.get(path), client.post(path, filled(check_in, to="save")), client.get("/check-in/wrong/")):
            told = {name: response[name] for name in ("Referrer-Policy", "X-Robots-Tag", "Cache-Control")}
            assert told == {
                "Referrer-Policy": "same-origin",
                "X-Robots-Tag": "noindex, nofollow",
                "Cache-Control": "no-store, private",
            }

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, path: str, size: int, django_assert_num_queries: Any) -> None:
        for place in range(1, size + 1):
            factories.check_in(
                CheckIn.objects.get().rhythm if place == 1 else CheckIn.objects.first().rhythm,
                scene.enrolment,
                ago=place,
                state="sent",
            )  # type: ignore[union-attr]
        client = browser(None)
        client.get(path)
        with django_assert_num_queries(4):
            assert client.get(path).status_code == 200


class TestWrites:
    def test_saved_and_sent_once(self, path: str, check_in: CheckIn, scene: Scene) -> None:
        client = browser(None)
        assert client.post(path, filled(check_in, to="save", runway="5"))["Location"] == path
        kept = fresh(check_in)
        assert (kept.state, kept.sheet.answers["runway"]) == ("open", "5")  # type: ignore[union-attr]
        assert kept.sheet.marks["runway"]["by"] == scene.owner.pk  # type: ignore[union-attr]
        assert client.post(path, filled(kept))["Location"] == "/check-in/sent/"
        sent = fresh(check_in)
        assert (sent.state, sent.sent_by, sent.sent_at) == ("sent", scene.owner, NOW)
        assert sent.sheet.answers == ANSWERS  # type: ignore[union-attr]
        assert "The check-in is sent" in client.get("/check-in/sent/").content.decode()

    def test_dies_on_use(self, path: str, check_in: CheckIn, scene: Scene) -> None:
        other = factories.link(check_in, scene.member)[1]
        client = browser(None)
        client.post(path, filled(check_in))
        before = Entry.objects.count()
        assert list(check_in.links.values_list("used_at", flat=True)) == [NOW, NOW]
        for way in (path, other):
            assert gone(client.get(way))
            assert gone(client.post(way, filled(fresh(check_in), runway="1")))
            answer = client.patch(
                way, {"changes": [{"name": "runway", "value": "1", "version": 1}]}, content_type="application/json"
            )
            assert (answer.status_code, answer.json()["detail"]) == (404, f"{GONE}. Sign in to go on.")
        assert fresh(check_in).sheet.answers["runway"] == "7"  # type: ignore[union-attr]
        assert Entry.objects.count() == before

    def test_the_autosave(self, path: str, check_in: CheckIn) -> None:
        client, change = browser(None), {"name": "runway", "value": "9", "version": 0}
        answer = client.patch(path, {"changes": [change], "form": "1"}, content_type="application/json")
        assert (answer.status_code, answer.json()["versions"]) == (200, {"runway": 1})
        clash = client.patch(path, {"changes": [change | {"value": "8"}]}, content_type="application/json")
        assert (clash.status_code, clash.json()["conflicts"][0]["theirs"]) == (409, "9")
        bad = client.patch(path, {"changes": 1}, content_type="application/json")
        assert (bad.status_code, bad.json()["field"]) == (422, "changes")
        assert fresh(check_in).sheet.answers["runway"] == "9"  # type: ignore[union-attr]

    def test_what_is_missing_is_said_and_what_was_written_kept(self, path: str, check_in: CheckIn) -> None:
        response = browser(None).post(path, filled(check_in, mood="", blockers="Held up."))
        assert response.status_code == 422
        page = response.content.decode()
        assert "Choose a step to submit." in page
        assert "Held up." in page
        kept = fresh(check_in)
        assert (kept.state, kept.sheet.answers["blockers"]) == ("open", "Held up.")  # type: ignore[union-attr]

    def test_a_form_of_elsewhere_is_refused(self, path: str, check_in: CheckIn) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(path, filled(check_in)).status_code == 403
        client.get(path)
        token = client.cookies[settings.CSRF_COOKIE_NAME].value
        assert client.post(path, filled(check_in) | {"csrfmiddlewaretoken": token}).status_code == 302
        assert fresh(check_in).state == "sent"


class TestOpensNothing:
    def test_after_seven_days(self, check_in: CheckIn, scene: Scene, today: time_machine.Traveller) -> None:
        made = operations.linked(check_in, scene.owner)
        path = f"/check-in/{tokens.token(made.code)}/"
        today.move_to(NOW + timedelta(days=7) - timedelta(seconds=1), tick=False)
        assert browser(None).get(path).status_code == 200
        today.move_to(NOW + timedelta(days=7), tick=False)
        assert gone(browser(None).get(path))

    @pytest.mark.parametrize("role", ["viewer", "ended"])
    def test_to_who_writes_no_longer(self, path: str, check_in: CheckIn, scene: Scene, role: str) -> None:
        mine = Member.objects.filter(person=scene.owner)
        mine.update(role="viewer") if role == "viewer" else mine.update(ended_at=NOW)
        assert gone(browser(None).get(path))
        assert gone(browser(None).post(path, filled(check_in)))
        assert fresh(check_in).state == "open"

    def test_to_the_suspended(self, path: str, scene: Scene) -> None:
        Person.objects.filter(pk=scene.owner.pk).update(is_active=False)
        assert gone(browser(None).get(path))

    @pytest.mark.parametrize("state", ["departed", "graduated"])
    def test_once_the_startup_left(self, path: str, check_in: CheckIn, scene: Scene, state: str) -> None:
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state=state)
        assert gone(browser(None).get(path))
        assert gone(browser(None).post(path, filled(check_in)))

    def test_with_another_signature_or_none(self, path: str, check_in: CheckIn, settings: Any) -> None:
        secret = path.split("/")[2]
        code = secret.partition(".")[0]
        for wrong in (code, check_in.code, f"{code}.{'A' * 43}", secret[:-1], f"{secret}A", tokens.token(check_in.code), "x"):
            assert gone(browser(None).get(f"/check-in/{wrong}/")), wrong
        settings.SECRET_KEY = "another"
        assert gone(browser(None).get(path))

    def test_a_wrong_one_and_a_used_one_answer_alike(self, path: str, check_in: CheckIn) -> None:
        client = browser(None)
        client.post(path, filled(check_in))
        used, wrong = client.get(path), client.get("/check-in/nothing/")
        assert (used.status_code, used.content) == (wrong.status_code, wrong.content)
        assert "Sign in" in used.content.decode()
        assert "/accounts/login/?next=/check-ins/" in used.content.decode()

    def test_who_tries_often_waits(self, path: str, standing_clock: None) -> None:
        client = browser(None)
        for _ in range(60):
            assert gone(client.get("/check-in/guess/"))
        assert client.get("/check-in/guess/").status_code == 429
        assert client.get(path).status_code == 200

    def test_a_link_opens_its_own_check_in_alone(self, path: str, check_in: CheckIn, scene: Scene) -> None:
        """What is posted through it goes nowhere else, whatever else is named."""
        other = factories.check_in(check_in.rhythm, Enrolment.objects.get(startup__name="Sandbar"), ago=-1)
        said = filled(check_in) | {"code": other.code, "check_in": other.code, "sheet": other.sheet.code}  # type: ignore[union-attr]
        browser(None).post(path, said)
        assert (fresh(check_in).state, fresh(other).state, fresh(other).sheet.answers) == ("sent", "open", {})  # type: ignore[union-attr]


def test_only_a_digest_is_kept(check_in: CheckIn, scene: Scene) -> None:
    made = operations.linked(check_in, scene.owner)
    secret = tokens.token(made.code)
    assert secret not in " ".join(str(value) for value in vars(made).values())
    assert len(made.digest) == 64
    assert CANARY not in secret
