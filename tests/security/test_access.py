"""Knocks at every door as everybody, as routes.txt has it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.views import defaults

from accelerator.accounts import operations as accounts
from accelerator.accounts.models import Person
from accelerator.accounts.scopes import READS
from accelerator.kit.admin import ReadOnly
from accelerator.programmes import operations as programmes
from accelerator.programmes.models import Staff
from accelerator.startups import operations as startups
from accelerator.startups.models import Member
from cohorts.roster import operations as roster
from cohorts.roster.models import Supporter
from config import urls
from tests.cast import CAST, browser
from tests.security import matrix
from tests.security.house import Answer, House, Plain, bare, undone
from tests.security.matrix import METHODS, Line
from tests.security.scene import NOBODY, build

LINES, SECRETS = matrix.read()
FULL = os.environ.get("SLIPWAY_SIZE") == "full"
OWN = [line for line in LINES if not line.path.startswith(("/accounts/", "/desk/"))]
# A stranger to the scene: is shown a refusal with the whole page around it, and what is missing beside what is foreign.
_OUTSIDER = "newcomer"
MOST_ASKED = 12  # statements for what is looked at, with session, person and menus, and those that begin and end a transaction


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """Built once; every knock is undone, so the table's order says nothing."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), undone():
        patch.setattr(urls, "handler403", bare(403, defaults.permission_denied), raising=False)
        patch.setattr(urls, "handler404", bare(404, defaults.page_not_found), raising=False)
        yield House(build())


def faults(line: Line, name: str, house: House) -> Iterator[str]:
    """What is wrong with how `name` is answered at the line's door."""
    expected, address = line.expects(name), line.address(house.things)
    answer = house.knock(name, line.method, address, **line.request(house.things), headers=_headers(line, name))
    got = "2xx" if expected == "2xx" and answer.got in ("200", "201", "204") else answer.got
    person = house.people[name]
    if name in NOBODY:
        if answer.person.is_authenticated:
            yield f"is signed in as {answer.person}"
    elif not line.path.endswith("/logout/") and answer.person.pk != person.pk:
        yield f"is not signed in as themselves but as {answer.person}"
    if got != expected:
        yield f"expected {expected}, got {answer.got}"
    if name in line.allowed:
        yield from _welcome(line, answer)
    else:
        yield from _turned_away(line, answer)
        if got == "404" and _in_full(line, name):
            other = house.knock(name, "GET", line.missing(house.things))
            if (other.got, len(other.body)) != ("404", len(answer.body)):
                yield f"a missing one answers {other.got} in {len(other.body)} characters, this one in {len(answer.body)}"
    for secret, readers in SECRETS.items():
        if name not in readers and secret in answer.body:
            yield f"reads “{secret}”"


def _in_full(line: Line, name: str) -> bool:
    """Whether a refusal is looked at with the page around it: the outsider's, at small size at every third door."""
    return name == _OUTSIDER and line.method == "GET" and (FULL or line.number % 3 == 0)


def _headers(line: Line, name: str) -> dict[str, str]:
    if name in line.allowed or _in_full(line, name):
        return {}
    drawn = name in NOBODY or line.path.startswith("/accounts/")  # allauth speaks another JSON than ours
    return {"X-Bare": "1"} | ({} if drawn else {"Accept": "application/json"})


def _welcome(line: Line, answer: Answer) -> Iterator[str]:
    if line.canary not in answer.body:
        yield f"does not read “{line.canary}”"
    if line.method == "GET" and answer.written:
        yield f"looking changes {answer.written}"
    if line.method == "GET" and answer.asked > MOST_ASKED:
        yield f"asks {answer.asked} queries"
    if line.method != "GET" and not line.quiet and not answer.written:
        yield "changes nothing"


def _turned_away(line: Line, answer: Answer) -> Iterator[str]:
    if line.canary and line.canary in answer.body:
        yield f"reads “{line.canary}”"
    if answer.written:
        yield f"changes {answer.written}"


def _some(lines: list[Line]) -> list[Line]:
    """All; at small size every third."""
    return lines if FULL else lines[::3]


def standing_before(line: Line) -> list[str]:
    """Everybody. At small size a stranger, somebody let in, and a tenth of the others, the next tenth at the next door."""
    if FULL:
        return list(line.cast)
    always = {"anonymous", *([_OUTSIDER] if line.number % 2 else []), *[name for name in line.cast if name in line.allowed][:1]}
    return [name for place, name in enumerate(line.cast) if name in always or (place + line.number) % 10 == 0]


@pytest.mark.faults
@pytest.mark.parametrize("line", LINES, ids=str)
def test_who_is_let_in(line: Line, house: House) -> None:
    if line.path.startswith("/accounts/"):
        cache.clear()
    wrong = [f"{line} as {name}: {fault}" for name in standing_before(line) for fault in faults(line, name, house)]
    assert not wrong, "\n".join(["", *wrong])


def test_no_page_asks_much(house: House) -> None:
    """At full size test_who_is_let_in looks at it as everybody; here as who has most in their menus."""
    wrong = []
    for line in _some(LINES):
        name = next((one for one in ("manager", "founder", "admin", *line.cast) if one in line.allowed), None)
        if line.method == "GET" and name and not line.path.startswith(("/api/", "/desk/")):
            answer = house.knock(name, "GET", line.address(house.things))
            fine = answer.got == line.answer and answer.asked <= MOST_ASKED
            wrong += [] if fine else [f"{line} as {name} answers {answer.got} and asks {answer.asked} queries"]
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("desk", [one for one in admin.site._registry.values() if isinstance(one, ReadOnly)], ids=str)
def test_a_row_of_the_support_desk_asks_nothing_more(desk: Any, house: House, rf: Any, django_assert_num_queries: Any) -> None:
    """All that its columns say of other rows came along with it, so that fifty rows cost what one does."""
    request = rf.get("/desk/")
    rows = list(desk.get_queryset(request).select_related(*desk.get_list_select_related(request))[:3])
    assert rows
    with django_assert_num_queries(0):
        for row in rows:
            [str(one(row) if callable(one) else getattr(row, one, "")) for one in desk.get_list_display(request)]


def test_every_route_has_a_line_and_every_line_a_route(house: House) -> None:
    told = {line.route(house.things) for line in LINES}
    assert told == set(matrix.routes())


def test_every_door_of_ours_opens_to_somebody(house: House) -> None:
    """Else a denial would say nothing. Those that open to nobody belong to the demo, or are no doors at all."""
    opens = {line.route(house.things) for line in OWN if line.allowed}
    told = {line.route(house.things) for line in OWN}
    assert told - opens == {"styleguide/", "mailbox/", "mailbox/<str:key>/", "api/v1/"}


def test_no_method_answers_that_has_no_line(house: House, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 10**6
    told: dict[str, list[Line]] = {}
    for line in OWN:
        told.setdefault(line.route(house.things), []).append(line)
    wrong = []
    told.pop("api/v1/openapi.json")  # ninja reads no method there; it is the same text for all
    for route, lines in told.items():
        name = next(
            (name for line in lines for name in ("manager", "admin", "founder", *line.allowed) if name in line.allowed), "admin"
        )
        others = sorted(set(METHODS) - {line.method for line in lines})
        for method in others if FULL else others[lines[0].number % 2 :: 2]:
            answer = house.knock(name, method, lines[0].address(house.things), headers={"X-Bare": "1"})
            if answer.got not in ("405", "404", "401") or answer.written:
                wrong.append(f"{method} /{route} as {name}: {answer.got}")
    assert not wrong, "\n".join(["", *wrong])


def test_asking_otherwise_opens_nothing(house: House) -> None:
    """HEAD answers as GET does, OPTIONS tells nothing, and a header does not change the method."""
    wrong = []
    for line in _some(OWN):
        for name in {"anonymous", "newcomer"} - line.allowed:
            address, expected = line.address(house.things), line.expects(name)
            heads = [("HEAD", {expected, "405"})] if line.method == "GET" else []
            for method, fine in (*heads, ("OPTIONS", {expected, "404", "405"})):
                answer = house.knock(name, method, address, headers={"X-Bare": "1"})
                if answer.got not in fine or answer.written:
                    wrong.append(f"{method} {address} as {name}: {answer.got}, not {expected}")
            if line.method in ("PUT", "PATCH", "DELETE"):
                answer = house.knock(name, "POST", address, headers={"X-Bare": "1", "X-HTTP-Method-Override": line.method})
                if answer.got[0] == "2" or answer.written:
                    wrong.append(f"POST for {line.method} {address} as {name}: {answer.got}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"HX-Request": "true"}], ids=["program", "fragment"])
def test_programs_and_fragments_get_a_status_not_the_sign_in_page(headers: dict[str, str], house: House) -> None:
    wrong = []
    for line in _some(LINES):
        if line.path == "/accounts/2fa/webauthn/login/":  # gives a page of ours the challenge to sign in with
            continue
        for name in NOBODY:
            if name in line.cast and line.expects(name) in ("login", "signup"):
                answer = house.knock(name, line.method, line.address(house.things), **line.request(house.things), headers=headers)
                if answer.got != ("401" if line.expects(name) == "login" else "signup"):
                    wrong.append(f"{line} as {name}: {answer.got}")
    assert not wrong, "\n".join(["", *wrong])


def _no_longer_staff(house: House, name: str) -> None:
    held = Staff.objects.live().get(person=house.people[name], programme=house.things["programme"])
    programmes.end_staff(held, by=house.things["second_staff"].person)


def _no_longer_a_mentor(house: House, name: str) -> None:
    roster.end_supporter(Supporter.objects.live().get(person=house.people[name]), by=house.people["manager"])


def _no_longer_a_member(house: House, name: str) -> None:
    startups.end(Member.objects.live().get(person=house.people[name]), by=house.people["founder"])


def _only_a_viewer(house: House, name: str) -> None:
    startups.change_role(Member.objects.live().get(person=house.people[name]), role="viewer", by=house.people["founder"])


def _no_longer_in_the_house(house: House, name: str) -> None:
    accounts.end_role(house.people[name].memberships.get(), by=house.people["admin"])


def _suspended(house: House, name: str) -> None:
    accounts.suspend(house.people[name], by=house.people["admin"], reason="Left")


@pytest.mark.parametrize(
    ("name", "ending", "door", "expected"),
    [
        ("reviewer", _no_longer_staff, "POST /reviews/{assignment.code}/", "404"),
        ("manager", _no_longer_staff, "POST /calls/{call.slug}/release/", "404"),
        ("manager", _no_longer_staff, "GET /sessions/{session.code}/", "404"),
        ("mentor", _no_longer_a_mentor, "POST /sessions/{session.code}/notes/", "404"),
        ("mentor", _no_longer_a_mentor, "GET /milestones/{milestone.code}/", "404"),
        ("cofounder", _no_longer_a_member, "PATCH /applications/{application.number}/sheet/", "404"),
        ("cofounder", _only_a_viewer, "PATCH /applications/{application.number}/sheet/", "403"),
        ("officer", _no_longer_in_the_house, "POST /credits/grants/{approved.code}/award/", "404"),
        ("approver", _no_longer_in_the_house, "POST /credits/grants/{grant.code}/approve/", "404"),
        ("auditor", _no_longer_in_the_house, "GET /trail/", "403"),
        ("partner", _no_longer_in_the_house, "GET /credits/pools/{pool.slug}/", "404"),
        ("founder", _suspended, "GET /applications/{application.number}/", "login"),
        ("founder", _suspended, "GET /api/v1/applications/{application.number}", "401"),
    ],
)
def test_a_right_that_ended_is_gone_with_the_very_next_request(
    name: str, ending: Callable[[House, str], None], door: str, expected: str, house: House
) -> None:
    line = next(line for line in LINES if str(line) == door)
    address = line.address(house.things)
    with undone():
        before = house.knock(name, line.method, address, **line.request(house.things))
        ending(house, name)
        after = house.knock(name, line.method, address, **line.request(house.things))
    assert (before.got, after.got) == (line.answer, expected)
    assert not after.written
    assert not line.canary or line.canary not in after.body


def test_a_token_holds_no_more_than_its_person(house: House) -> None:
    address = f"/api/v1/applications/{house.things['application'].number}"

    def asked(secret: str) -> str:
        return house.knock("anonymous", "GET", address, headers={"Authorization": f"Bearer {secret}"}).got

    with undone():
        cofounder = house.people["cofounder"]
        token, secret = accounts.make_token(cofounder, name="Script", scopes=READS, lasts=matrix.DAY, by=cofounder)
        assert (asked(secret), asked(secret[:-1])) == ("200", "401")
        refused = house.knock("anonymous", "POST", f"{address}/withdraw", headers={"Authorization": f"Bearer {secret}"})
        assert (refused.got, refused.written) == ("403", set())
        _no_longer_a_member(house, "cofounder")
        assert asked(secret) == "404"
        accounts.revoke_token(token, by=cofounder)
        assert asked(secret) == "401"


# Lists that can be narrowed, with names of foreign things put into what narrows them.
LISTS = (
    "/startups/?q=quaykeeper",
    "/search/?q=quaykeeper",
    "/search/?q={application.number}",
    "/search/?q={submission.receipt}",
    "/search/?q=founder@example.org",
    "/home/",
    "/inbox/?mark={message.pk}",
    "/applications/?startup=quaykeeper",
    "/sessions/?startup={enrolment.code}",
    "/milestones/?startup=quaykeeper",
    "/cohorts/?cohort={cohort.slug}",
    "/credits/",
    "/credits/ledger/?before=999999",
    "/credits/ledger/?pool={pool.slug}",
    "/credits/grants/new/?enrolment={enrolment.pk}",
    "/calls/{other_call.slug}/pipeline/?q={application.number}&call={call.slug}&view=all",
    "/calls/{other_call.slug}/pipeline/export.csv?q=quaykeeper",
    "/calls/{other_call.slug}/ranking/?mark={application.pk}",
    "/calls/{other_call.slug}/decisions/?show=offers&mark={offer.pk}",
    "/cohorts/{other_cohort.slug}/startups/?startup=quaykeeper",
    "/api/v1/startups?search=quaykeeper",
    "/api/v1/people?search=founder",
    "/api/v1/applications?startup=quaykeeper&call={call.slug}",
    "/api/v1/offers?code={offer.code}",
    "/api/v1/messages?unread=1",
    "/api/v1/reviews?state=assigned&call={call.slug}",
    "/api/v1/credits/pools?slug={pool.slug}",
    "/api/v1/credits/grants?code={grant.code}",
    "/api/v1/credits/entries?pool={pool.slug}",
    "/api/v1/sessions?enrolment={enrolment.code}",
    "/api/v1/milestones?startup=quaykeeper",
    "/api/v1/cohorts?cohort={cohort.slug}",
    "/api/v1/enrolments?cohort={cohort.slug}",
)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_narrowed_to_what_is_foreign_shows_nothing_of_it(address: str, house: House) -> None:
    filled = matrix.filled(address, house.things)
    asked = filled.partition("?")[2]
    wrong = []
    outside = ("newcomer", "rival", "neighbour", "other_mentor", "partner", "other_reviewer")
    for name in outside if FULL else outside[LISTS.index(address) % 2 :: 2]:
        answer = house.knock(name, "GET", filled)
        names = ["Quaykeeper", "/quaykeeper/", house.things["application"].number, "Cofounder", *SECRETS]
        if name == "partner" and address.startswith("/api/"):  # sees the pool's own legs, not whom it went to
            names.append('"quaykeeper"')
        found = [word for word in names if word in answer.body and word not in asked and name not in SECRETS.get(word, ())]
        if answer.got not in ("200", "403", "404", "422") or found:
            wrong.append(f"{address} as {name}: {answer.got}, reads {found}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("owing", ["factor", "acceptance"])
def test_who_owes_something_first_is_let_in_nowhere(owing: str, house: House) -> None:
    with undone():
        person = CAST["unfactored"]() if owing == "factor" else Person.objects.create_user("owing@example.org", name="Owing")
        house.browsers["owing"] = Plain()
        house.browsers["owing"].cookies = browser(person).cookies
        house.knock("owing", "GET", "/home/")
        open_to = {
            line.path for line in OWN if line.path.startswith(("/health", "/ready", "/status", "/terms", "/privacy", "/logo"))
        }
        open_to |= {"/theme/", "/language/", "/account/accept/"}
        for line in _some(OWN):
            if line.path in open_to:
                continue
            answer = house.knock("owing", line.method, line.address(house.things), **line.request(house.things))
            assert answer.got in ("told", "302", "401", "403"), f"{line}: {answer.got}"
            assert not answer.written, str(line)


def test_the_demos_own_doors(house: House, settings: Any) -> None:
    settings.DEMO = True
    assert [house.knock("anonymous", "GET", path).got for path in ("/styleguide/", "/mailbox/")] == ["200", "200"]
