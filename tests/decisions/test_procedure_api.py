"""For programs: how a call decides, its enclosures, its packs, and more time for an offer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import operations
from accelerator.decisions.models import Enclosure, Offer, Pack, Procedure, Voter
from accelerator.kit import clock
from accelerator.notices.models import Message
from accelerator.trail.models import Access, Entry
from tests.cast import browser
from tests.factories import accounts, decisions, files, reviews
from tests.programs import problem

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
AT = f"{ROOT}/calls/tides"
USUAL = {
    "quorum": 0,
    "offers_on": False,
    "reply_days": 14,
    "reminded": [7, 3, 1],
    "conditions": [],
    "tells_place": False,
    "grounds": [
        "Balance of the cohort",
        "The interview changed the picture",
        "Something was learned after the reviews",
        "The reviews disagree",
    ],
}


def change(client: Client, **body: Any) -> Any:
    return client.patch(f"{AT}/procedure", body, content_type="application/json")


class TestProcedure:
    def test_what_is_sent_changes_and_nothing_else(self, call: Any, api: Client) -> None:
        assert api.get(f"{AT}/procedure").json() == USUAL
        told = change(api, reminded=[1, 5, 5], conditions=[" Come to Singapore. ", "Stay."], grounds=["Balance"]).json()
        said = {"reminded": [5, 1], "conditions": ["Come to Singapore.", "Stay."], "grounds": ["Balance"]}
        assert told == USUAL | said
        Voter.objects.bulk_create(Voter(call=call, person=reviews.reviewer(call)) for _ in range(3))
        assert change(api, quorum=3, offers_on=True, reply_days=7, tells_place=True).json() == USUAL | said | {
            "quorum": 3,
            "offers_on": True,
            "reply_days": 7,
            "tells_place": True,
        }
        assert api.get(f"{AT}/procedure").json()["quorum"] == 3
        assert Procedure.objects.get().conditions == "Come to Singapore.\nStay."
        assert [one.verb for one in Entry.objects.order_by("id")] == ["procedure.set", "grounds.set", "procedure.set"]

    def test_what_one_door_keeps_the_other_takes(self, call: Any, api: Client) -> None:
        many = ["x" * 500, *("yes, " * 50 + str(n) for n in range(30))]
        kept: dict[str, Any] = {"reminded": [*range(99, 79, -1)], "conditions": many}
        kept["grounds"] = [f"{'y' * 90} {n}" for n in range(120)]
        assert change(api, **kept).status_code == 200
        typed = {"quorum": "0", "reply_days": "14", "reminded": ", ".join(map(str, kept["reminded"]))}
        typed |= {name: "\r\n".join(kept[name]) for name in ("conditions", "grounds")}
        assert api.post("/calls/tides/deciding/", typed).status_code == 302
        told = api.get(f"{AT}/procedure").json()
        assert {name: told[name] for name in kept} == kept
        assert (change(api, **told).status_code, change(api, **told).json()) == (200, told)
        for name, line, most in (("conditions", "x" * 500, 20), ("grounds", "y" * 100, 120)):
            more = {name: [line] * (most + 1)}
            assert problem(change(api, **more)) == (422, [name])
            assert api.post("/calls/tides/deciding/", typed | {name: "\n".join(more[name])}).status_code == 422
        assert api.get(f"{AT}/procedure").json() == told

    @pytest.mark.parametrize(
        "wrong",
        [{"reminded": "7, 0"}, {"reminded": "100"}, {"reminded": ",".join(map(str, range(1, 22)))}],
    )
    def test_no_door_takes_days_that_the_other_would_not(self, call: Any, api: Client, wrong: dict[str, str]) -> None:
        typed = {"quorum": "0", "reply_days": "14", "conditions": "", "grounds": ""} | wrong
        assert api.post("/calls/tides/deciding/", typed).status_code == 422
        assert change(api, reminded=[int(day) for day in wrong["reminded"].split(",")]).status_code == 422

    def test_a_line_that_nobody_sees_is_none(self, call: Any, api: Client) -> None:
        typed = {"quorum": "0", "reply_days": "14", "reminded": "", "conditions": "Stay.\n\u200b\n", "grounds": "Room\n\u2800"}
        assert api.post("/calls/tides/deciding/", typed).status_code == 302
        told = api.get(f"{AT}/procedure").json()
        assert (told["conditions"], told["grounds"]) == (["Stay."], ["Room"])

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"quorum": -1}, "quorum"),
            ({"quorum": None}, "quorum"),
            ({"reply_days": 91}, "reply_days"),
            ({"reminded": [7, 0]}, "reminded.1"),
            ({"conditions": ["a\nb"]}, "conditions.0"),
            ({"conditions": ["", "x"]}, "conditions.0"),
            ({"conditions": ["x" * 501]}, "conditions.0"),
            ({"grounds": ["Fine", "x" * 121]}, "grounds.1"),
            ({"voting_opened_at": "2040-01-01T00:00:00Z"}, "voting_opened_at"),
        ],
    )
    def test_what_cannot_be_names_its_field(self, call: Any, api: Client, sent: dict[str, Any], field: str) -> None:
        assert problem(change(api, **sent)) == (422, [field])
        assert not Procedure.objects.exists()

    def test_others_find_nothing(self, call: Any) -> None:
        for person in (reviews.reviewer(call), accounts.operator_person(role="auditor"), reviews.manager(reviews.call())):
            assert browser(person).get(f"{AT}/procedure").status_code == 404
            assert change(browser(person), quorum=1).status_code == 404
        assert not Procedure.objects.exists()


class TestEnclosures:
    def test_a_manager_encloses_and_startups_with_an_offer_read(self, call: Any, api: Client) -> None:
        made = api.post(f"{AT}/enclosures", {"file": files.upload("agreement.pdf")})
        one = Enclosure.objects.get()
        assert (made.status_code, made.json()) == (
            201,
            {"code": one.code, "name": "agreement.pdf", "size": len(files.PDF), "sha256": one.file.sha256},
        )
        owner = browser(reviews.owner_of(decisions.offer(reviews.application(call)).decision.application))
        auditor = browser(accounts.operator_person(role="auditor"))
        for client in (api, owner, auditor):
            assert client.get(f"{AT}/enclosures").json() == [made.json()]
            read = client.get(f"{ROOT}/enclosures/{one.code}")
            assert b"".join(read.streaming_content) == files.PDF
        assert Access.objects.filter(what="enclosure", subject=f"enclosure:{one.pk}").count() == 3
        assert owner.delete(f"{ROOT}/enclosures/{one.code}").status_code == 404
        for _ in range(2):
            assert api.delete(f"{ROOT}/enclosures/{one.code}").status_code == 204
        assert [client.get(f"{ROOT}/enclosures/{one.code}").status_code for client in (api, owner)] == [404, 404]
        assert owner.get(f"{AT}/enclosures").json() == []
        assert [row.verb for row in Entry.objects.order_by("id")] == ["enclosure.made", "enclosure.taken_out"]

    def test_others_neither_read_nor_enclose(self, call: Any, api: Client) -> None:
        code = api.post(f"{AT}/enclosures", {"file": files.upload("agreement.pdf")}).json()["code"]
        waitlisted = reviews.application(call)
        decisions.decision(waitlisted, outcome="waitlist", released=True)
        for person in (reviews.owner_of(waitlisted), reviews.reviewer(call), reviews.manager(reviews.call())):
            client = browser(person)
            answers = [client.get(f"{AT}/enclosures"), client.get(f"{ROOT}/enclosures/{code}")]
            answers += [client.post(f"{AT}/enclosures", {"file": files.upload("more.pdf")})]
            assert [one.status_code for one in answers] == [404, 404, 404]
        assert not Access.objects.exists()
        assert problem(api.post(f"{AT}/enclosures")) == (422, ["file"])
        assert problem(api.post(f"{AT}/enclosures", {"file": files.upload("list.csv", files.CSV)}))[0] == 409
        assert Enclosure.objects.count() == 1


class TestPacks:
    def test_it_is_asked_for_watched_and_fetched_by_who_asked(self, call: Any, api: Client) -> None:
        decisions.scored(call, score=4)
        made = api.post(f"{AT}/packs", {"beside": 3, "names_reviewers": True}, content_type="application/json")
        pack, told = Pack.objects.get(), made.json()
        assert (made.status_code, told["code"], told["call"], told["names_reviewers"], told["ready_at"]) == (
            201,
            pack.code,
            "tides",
            True,
            None,
        )
        assert len(pack.ids) == 1
        at = f"{ROOT}/packs/{pack.code}"
        assert problem(api.get(f"{at}/file")) == (409, None)
        operations.write_pack(pack.pk)
        assert api.get(at).json()["ready_at"] is not None
        fetched = api.get(f"{at}/file")
        assert (fetched.content[:4], fetched["Content-Type"]) == (b"%PDF", "application/pdf")
        assert [one["code"] for one in api.get(f"{AT}/packs").json()["items"]] == [pack.code]
        assert [(row.what, row.person_label) for row in Access.objects.all()] == [("pack", "Mei Lin")]
        other = browser(reviews.manager(call))
        assert [other.get(each).status_code for each in (at, f"{at}/file")] == [404, 404]
        assert other.get(f"{AT}/packs").json()["items"] == []
        with clock.pretending(clock.now() + timedelta(days=8)):
            assert api.get(f"{at}/file").status_code == 404

    def test_it_is_kept_from_who_stands_in_a_conflict_by_now(self, call: Any, manager: Any, api: Client) -> None:
        application = decisions.scored(call, score=4)
        pack = operations.ask_pack(call, beside=3, names_reviewers=False, by=manager)
        operations.write_pack(pack.pk)
        reviews.conflict(application, manager, created_at=clock.now() + timedelta(minutes=1))
        assert problem(api.get(f"{ROOT}/packs/{pack.code}/file")) == (409, None)
        assert not Access.objects.exists()

    def test_what_is_refused(self, call: Any, manager: Any, api: Client) -> None:
        for beside in (-1, 31, "x"):
            assert problem(api.post(f"{AT}/packs", {"beside": beside}, content_type="application/json")) == (422, ["beside"])
        reviewer = browser(reviews.reviewer(call))
        assert reviewer.post(f"{AT}/packs", {}, content_type="application/json").status_code == 404
        assert reviewer.get(f"{AT}/packs").status_code == 404
        failed = operations.ask_pack(call, beside=1, names_reviewers=False, by=manager)
        Pack.objects.update(failed_at=clock.now())
        assert api.get(f"{ROOT}/packs/{failed.code}/file").json()["title"] == "This pack could not be written. Ask for a new one."


class TestExtending:
    def test_a_manager_gives_more_time_and_the_startup_hears(self, call: Any, api: Client) -> None:
        offer = decisions.offer(reviews.application(call))
        body = {"reply_by": "2040-01-31T23:59:00+08:00"}
        owner = browser(reviews.owner_of(offer.decision.application))
        at = f"{ROOT}/offers/{offer.code}/extend"
        assert owner.post(at, body, content_type="application/json").status_code == 403
        told = api.post(at, body, content_type="application/json").json()
        assert (told["code"], told["state"], told["reply_by"]) == (offer.code, "open", "2040-01-31T15:59:00Z")
        assert Offer.objects.get().reply_by == datetime(2040, 1, 31, 15, 59, tzinfo=UTC)
        assert [one.kind for one in Message.objects.filter(recipient=reviews.owner_of(offer.decision.application))] == [
            "offer_extended"
        ]

    @pytest.mark.parametrize("moment", ["2040-01-31", "2040-01-31T10:00:00", "2020-01-31T10:00:00Z"])
    def test_what_cannot_be_names_its_field(self, call: Any, api: Client, moment: str) -> None:
        offer = decisions.offer(reviews.application(call))
        answer = api.post(f"{ROOT}/offers/{offer.code}/extend", {"reply_by": moment}, content_type="application/json")
        assert problem(answer) in ((422, ["reply_by"]), (409, "reply_by"))
        assert Offer.objects.get().reply_by == offer.reply_by

    def test_others_give_none(self, call: Any, manager: Any, api: Client) -> None:
        offer = decisions.offer(reviews.application(call))
        reviews.conflict(offer.decision.application, manager)
        body = {"reply_by": "2040-01-31T23:59:00+08:00"}
        people = (manager, accounts.operator_person(role="auditor"), reviews.reviewer(call))
        at = f"{ROOT}/offers/{offer.code}/extend"
        answers = [browser(one).post(at, body, content_type="application/json").status_code for one in people]
        assert answers == [403, 403, 404]
        assert Offer.objects.get().reply_by == offer.reply_by
