"""The pages and doors of rules, flags and mutes; the board as a file and along the weeks; the same for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import Any

import pytest

from accelerator.trail.models import Access
from cohorts.reporting import operations, risk
from cohorts.reporting.models import RiskFlag, RiskMute, RiskRule
from cohorts.reporting.risk import Rule
from tests.cast import browser
from tests.factories import cohorts, milestones
from tests.factories.cohorts import Scene

BOARD = "/cohorts/cohort-5/board/"
RULES = BOARD + "rules/"
API = "/api/v1/cohorts/cohort-5/"
SOON = date(2026, 11, 27)


@pytest.fixture
def late(scene: Scene) -> Any:
    return milestones.milestone(scene.enrolment, state="active", due_on=date(2026, 11, 15))


def asked(**changed: Any) -> dict[str, Any]:
    """What the form of the rules sends when nothing is changed but this."""
    said: dict[str, Any] = {}
    for kind, one in risk.DEFAULTS.items():
        said |= {kind: one.threshold, f"{kind}_severity": one.severity, f"{kind}_is_on": "on"}
    return {name: value for name, value in (said | changed).items() if value is not None}


def flagged(page: str) -> list[str]:
    return re.findall(r'<small class="t-(?:err|warn)">([^<]+)</small>', page.split('id="flagged"')[1])


class TestRules:
    def test_the_page_says_who_is_flagged_now(self, scene: Scene, late: Any) -> None:
        page = browser(scene.manager).get(RULES).content.decode()
        assert "A milestone is late by this many days" in page
        assert flagged(page) == ["A milestone is 5 days late"]

    def test_saved_they_are_in_force(self, scene: Scene, late: Any) -> None:
        answer = browser(scene.manager).post(RULES, asked(late=6, missed_is_on=None))
        assert (answer.status_code, answer["Location"]) == (302, RULES)
        kept = {(one.kind, one.threshold, one.is_on) for one in RiskRule.objects.all()}
        assert kept == {("late", 6, True), ("missed", 2, False)}
        assert flagged(browser(scene.manager).get(RULES).content.decode()) == []

    @pytest.mark.parametrize("htmx", [False, True])
    def test_a_preview_shows_whom_and_keeps_nothing(self, scene: Scene, late: Any, htmx: bool) -> None:
        headers = {"HX-Request-Type": "partial"} if htmx else {}
        page = browser(scene.manager).post(RULES, asked(late=5) | {"preview": "1"}, headers=headers).content.decode()
        assert flagged(page) == ["A milestone is 5 days late"]
        page = browser(scene.manager).post(RULES, asked(late=6) | {"preview": "1"}, headers=headers).content.decode()
        assert (flagged(page), "Would be flagged" in page, "<html" in page) == ([], True, not htmx)
        assert not RiskRule.objects.exists()

    @pytest.mark.parametrize("value", ["0", "366", "x", ""])
    def test_what_is_no_number_is_said_at_its_field_and_nothing_is_lost(self, scene: Scene, value: str) -> None:
        answer = browser(scene.manager).post(RULES, asked(late=value, missed=7))
        page = answer.content.decode()
        assert (answer.status_code, 'id="id_late_error"' in page, 'value="7"' in page) == (422, True, True)
        assert not RiskRule.objects.exists()

    def test_a_programmes_rules_reach_its_cohorts(self, scene: Scene, late: Any) -> None:
        path = f"/programmes/{scene.programme.slug}/risk-rules/"
        assert RULES in browser(scene.manager).get(path).content.decode()
        assert browser(scene.manager).post(path, asked(late=9)).status_code == 302
        assert operations.in_force(scene.cohort)[0] == Rule(risk.LATE, 9)
        assert browser(scene.elsewhere).get(path).status_code == 404


class TestFlags:
    def test_flagged_by_hand_on_a_page_and_taken_back(self, scene: Scene) -> None:
        client, page = browser(scene.manager), f"/enrolments/{scene.enrolment.code}/"
        assert (
            client.post(page + "flags/", {"reason": "Silent", "severity": "risk", "until_on": "2026-11-27"})["Location"] == page
        )
        shown = client.get(page).content.decode()
        assert ("Silent" in shown, "raised by Nurul Hakim" in shown) == (True, True)
        assert "Silent" in client.get(BOARD).content.decode()
        flag = RiskFlag.objects.get()
        assert client.post(f"{page}flags/{flag.code}/end/")["Location"] == page
        assert "Silent" not in client.get(BOARD).content.decode()

    def test_neither_founders_nor_mentors_read_it(self, scene: Scene) -> None:
        operations.flag(scene.enrolment, reason="Silent", until_on=SOON, by=scene.manager)
        for person in (*scene.insiders, scene.mentor):
            assert "Silent" not in browser(person).get(f"/enrolments/{scene.enrolment.code}/").content.decode()

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"reason": "", "until_on": "2026-11-27"}, "reason"),
            ({"reason": "Silent", "until_on": "2026-11-01"}, "until_on"),
            ({"reason": "Silent", "until_on": "soon"}, "until_on"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, scene: Scene, given: dict[str, str], field: str) -> None:
        for form, name in (("flags", "flag"), ("mutes", "mute")):
            path = f"/enrolments/{scene.enrolment.code}/{form}/"
            answer = browser(scene.manager).post(path, given | {"severity": "risk", "kind": ""})
            assert (answer.status_code, f'id="{name}_{field}_error"' in answer.content.decode()) == (422, True)
        assert not RiskFlag.objects.exists()
        assert not RiskMute.objects.exists()

    def test_muted_it_stands_apart_until_it_is_heard_again(self, scene: Scene, late: Any) -> None:
        client, page = browser(scene.manager), f"/enrolments/{scene.enrolment.code}/"
        assert '<option value="late">' in client.get(page + "mutes/").content.decode()
        client.post(page + "mutes/", {"kind": "late", "reason": "Known", "until_on": "2026-11-27"})
        board = client.get(BOARD).content.decode()
        assert "Muted by Nurul Hakim until Fri 27 Nov" in board
        assert (
            "Quaykeeper" not in client.get(BOARD, {"only": "at_risk"}).content.decode().split("<tbody>")[-1].split("</tbody>")[0]
        )
        mute = RiskMute.objects.get()
        client.post(f"{page}mutes/{mute.code}/end/")
        assert "Muted by" not in client.get(BOARD).content.decode()


class TestFiles:
    def test_all_that_is_shown_as_csv_harmless_in_a_spreadsheet(self, scene: Scene, late: Any) -> None:
        cohorts.enrolment(scene.cohort, name="=cmd()")
        answer = browser(scene.manager).get(BOARD + "board.csv", {"sort": "name"})
        rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
        assert [one["Startup"] for one in rows] == ["'=cmd()", "Quaykeeper", "Sandbar"]
        assert rows[1]["M1 Customer interviews (2026-11-15)"] == "Late"
        assert rows[1]["Reasons"] == "M1 Customer interviews is 5 days late"
        assert Access.objects.get().what == "board export"

    def test_narrowed_as_the_board_is_and_as_a_workbook(self, scene: Scene, late: Any) -> None:
        answer = browser(scene.manager).get(BOARD + "board.csv", {"only": "late"})
        assert [row[0] for row in csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))] == ["Startup", "Quaykeeper"]
        book = browser(scene.manager).get(BOARD + "board.xlsx")
        assert book.getvalue().startswith(b"PK")
        assert "cohort-5-board.xlsx" in book["Content-Disposition"]

    def test_nobody_else_takes_them(self, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor):
            for kind in ("csv", "xlsx"):
                assert browser(person).get(f"{BOARD}board.{kind}").status_code == 404
        assert browser(scene.manager).get(BOARD + "board.exe").status_code == 404

    def test_along_the_weeks(self, scene: Scene, late: Any) -> None:
        page = browser(scene.manager).get(BOARD + "weeks/").content.decode()
        assert 'aria-label="M1 Customer interviews: Late, Sun 15 Nov"' in page
        assert page.count('class="now"') == 3  # over the weeks, and for each startup
        part = (
            browser(scene.manager).get(BOARD + "weeks/", {"q": "sand"}, headers={"HX-Request-Type": "partial"}).content.decode()
        )
        assert ("Quaykeeper" in part, "Sandbar" in part, "<html" in part) == (False, True, False)


class TestPrograms:
    def call(self, person: Any, method: str, path: str, body: Any = None) -> Any:
        client = browser(person)
        return client.generic(method, path, json.dumps(body) if body is not None else "", "application/json")

    def test_the_board_page_by_page(self, scene: Scene, late: Any) -> None:
        first = self.call(scene.manager, "GET", API + "board?limit=1").json()
        (line,) = first["items"]
        assert (line["name"], line["late"], line["milestones"][0]["state"]) == ("Quaykeeper", 1, "late")
        assert line["flags"] == [
            {"kind": "late", "severity": "risk", "number": 5, "sentence": "M1 Customer interviews is 5 days late"}
        ]
        second = self.call(scene.manager, "GET", f"{API}board?limit=1&cursor={first['next']}").json()
        assert ([one["name"] for one in second["items"]], second["next"]) == (["Sandbar"], None)
        assert [one["name"] for one in self.call(scene.manager, "GET", API + "board?only=late").json()["items"]] == ["Quaykeeper"]

    def test_rules_are_read_previewed_and_set(self, scene: Scene, late: Any) -> None:
        rules = {"rules": [{"kind": "late", "threshold": 6, "severity": "watch"}]}
        before = self.call(scene.manager, "GET", API + "risk-rules").json()
        assert [one["kind"] for one in before] == list(risk.KINDS)
        assert self.call(scene.manager, "POST", API + "risk-rules/preview", rules).json() == []
        assert self.call(scene.manager, "GET", API + "risk-rules").json() == before
        after = self.call(scene.manager, "PUT", API + "risk-rules", rules).json()
        assert [one for one in after if one not in before] == [
            {"kind": "late", "threshold": 6, "is_on": True, "severity": "watch", "asks": "A milestone is late by this many days"}
        ]

    @pytest.mark.parametrize(
        "rule", [{"kind": "weather", "threshold": 3, "severity": "risk"}, {"kind": "late", "threshold": 0, "severity": "risk"}]
    )
    def test_a_rule_that_means_nothing_is_named(self, scene: Scene, rule: dict[str, Any]) -> None:
        for method, path in (("PUT", "risk-rules"), ("POST", "risk-rules/preview")):
            answer = self.call(scene.manager, method, API + path, {"rules": [rule]})
            assert (answer.status_code, rule["kind"] in answer.content.decode()) == (409, True)

    def test_flags_and_mutes(self, scene: Scene) -> None:
        path = f"/api/v1/enrolments/{scene.enrolment.code}/"
        flag = self.call(scene.manager, "POST", path + "flags", {"reason": "Silent", "until_on": "2026-11-27"}).json()
        mute = self.call(
            scene.manager, "POST", path + "mutes", {"reason": "Known", "until_on": "2026-11-27", "kind": "late"}
        ).json()
        assert (flag["by"], flag["ended_at"], mute["until_on"]) == ("Nurul Hakim", None, "2026-11-27")
        assert self.call(scene.manager, "DELETE", f"/api/v1/risk-flags/{flag['code']}").json()["ended_at"]
        assert self.call(scene.manager, "DELETE", f"/api/v1/risk-mutes/{mute['code']}").json()["ended_at"]
        assert self.call(scene.owner, "DELETE", f"/api/v1/risk-flags/{flag['code']}").status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_max_num_queries: Any) -> None:
        for _ in range(size):
            milestones.milestone(cohorts.enrolment(scene.cohort), state="active")
        client = browser(scene.manager)
        with django_assert_max_num_queries(8):
            client.get(API + "board")
