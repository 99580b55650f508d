"""Acts on a startup: what each leaves in the trail, and on both sides of what bars it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from accelerator.accounts import operations as accounting
from accelerator.accounts.models import Invitation
from accelerator.kit.refusals import Refusal
from accelerator.startups import operations
from accelerator.startups.models import Member, Startup
from tests.cast import browser
from tests.factories import accounts, startups
from tests.trailed import trailed

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    return accounts.person("owner@example.org", "Ananya Rao")


@pytest.fixture
def startup(owner: Any) -> Startup:
    return operations.create(by=owner, name="Sampan")


@pytest.fixture
def joined(startup: Startup, owner: Any) -> Member:
    return operations.join(startup, person=accounts.person(name="Vikram Shah"), role="member", by=owner)


def test_people(startup: Startup, joined: Member, owner: Any) -> None:
    for _twice in range(2):
        operations.change_role(joined, role="viewer", by=owner)
    operations.end(joined, by=owner)
    back = operations.join(startup, person=joined.person, role="owner", by=owner)
    operations.end(back, by=back.person)
    where = "[person startup]"
    assert trailed("startup.created", "member.joined", "member.changed", "member.left") == [
        "Ananya Rao added Sampan. [startup]",
        f"Vikram Shah joined Sampan as Member. {where}",
        f"Ananya Rao made Vikram Shah Viewer of Sampan. {where}",
        f"Ananya Rao removed Vikram Shah from Sampan. {where}",
        f"Vikram Shah joined Sampan as Owner. {where}",
        f"Vikram Shah left Sampan. {where}",
    ]
    for _twice in range(2):
        operations.change(startup, by=owner, one_liner="Berths.")
    assert trailed("startup.changed") == ["Ananya Rao changed the profile of Sampan. [startup]"]


def test_who_left_is_invited_again_and_each_time_their_startup_is_looked_at(startup: Startup, joined: Member, owner: Any) -> None:
    for act in (
        partial(operations.end, joined, by=owner),
        partial(operations.join, startup, person=joined.person, role="viewer", by=owner),
    ):
        operations.recognise()
        assert not Startup.objects.filter(recognised_at=None).exists()
        if act.func is operations.join:
            operations.invite(startup, email=joined.person.email, role="viewer", by=owner)
        act()
        assert Startup.objects.get().recognised_at is None


def test_handed_on(startup: Startup, joined: Member, owner: Any) -> None:
    operations.decline(operations.offer(startup, to=joined.person, by=owner), by=joined.person)
    operations.take_back(operations.offer(startup, to=joined.person, by=owner), by=owner)
    operations.accept(operations.offer(startup, to=joined.person, by=owner), by=joined.person)
    where = "[person person startup]"
    assert trailed("startup.offered", "startup.transfer_declined", "startup.transfer_taken_back", "startup.handed_over") == [
        f"Ananya Rao offered to hand Sampan to Vikram Shah. {where}",
        f"Vikram Shah declined to own Sampan. {where}",
        f"Ananya Rao offered to hand Sampan to Vikram Shah. {where}",
        f"Ananya Rao took back the offer of Sampan to Vikram Shah. {where}",
        f"Ananya Rao offered to hand Sampan to Vikram Shah. {where}",
        f"Vikram Shah owns Sampan now, which Ananya Rao handed over. {where}",
    ]


def test_one_record_or_two(startup: Startup) -> None:
    staff, other = accounts.operator_person(role="admin"), startups.startup("Sampan Labs", website="https://sampan.example")
    Startup.objects.filter(pk=startup.pk).update(website="https://www.sampan.example/")
    operations.look_again(startup, other)
    assert operations.recognise() == 2
    operations.tell_apart(startup, other, why=" Two towns. ", by=staff)
    for _twice in range(2):
        operations.doubt(startup, other, by=staff)
    operations.merge(other, into=startup, why=" One number. ", by=staff)
    operations.unmerge(Startup.objects.get(pk=other.pk), by=staff)
    assert trailed("startup.told_apart", "startup.doubted", "startup.merged", "startup.unmerged") == [
        f"{staff} told Sampan and Sampan Labs apart: Two towns. [startup startup]",
        f"{staff} brought Sampan and Sampan Labs up again as one startup. [startup startup]",
        f"{staff} merged Sampan Labs into Sampan: One number. [startup startup]",
        f"{staff} undid the merge of Sampan Labs into Sampan. [startup startup]",
    ]


def test_only_what_changed_is_told(startup: Startup, owner: Any) -> None:
    links, places = [("code", "https://code.example")], [("Penang", "MY")]
    for _twice in range(2):
        operations.change(startup, by=owner, links=links)
        operations.change(startup, by=owner, locations=places * 2)
    assert trailed("startup.changed") == ["Ananya Rao changed the profile of Sampan. [startup]"] * 2


def test_so_many_links_and_places(startup: Startup, owner: Any) -> None:
    given = {
        "links": (operations.MOST_LINKS, [("code", f"https://{n}.example") for n in range(operations.MOST_LINKS + 1)]),
        "locations": (operations.MOST_LOCATIONS, [(f"Town {n}", "MY") for n in range(operations.MOST_LOCATIONS + 1)]),
    }
    for name, (most, rows) in given.items():
        operations.change(startup, by=owner, **{name: rows[:most]})
        with pytest.raises(Refusal, match=f"At most {most} of them") as refused:
            operations.change(startup, by=owner, **{name: rows})
        assert refused.value.field == name
    assert (startup.links.count(), startup.locations.count()) == (operations.MOST_LINKS, operations.MOST_LOCATIONS)


def test_an_owner_who_left_or_is_suspended_is_none(startup: Startup, joined: Member, owner: Any) -> None:
    """The last one stays; who is no owner may always go."""
    mine, third = Member.objects.get(person=owner), startups.member(startup, role="viewer")
    operations.change_role(joined, role="owner", by=owner)
    operations.end(joined, by=owner)
    with pytest.raises(Refusal, match="Sampan needs an owner"):
        operations.end(mine, by=owner)
    owner.is_active = False
    owner.save()
    leaving = Member.objects.get(person=third)
    operations.end(leaving, by=third)
    assert list(Member.objects.live()) == [mine]


def test_an_operator_admin_makes_an_owner_while_none_can_sign_in(startup: Startup, joined: Member, owner: Any) -> None:
    admin, door = accounts.operator_person("admin@example.org", "Siti Rahman"), f"/startups/{startup.slug}/members/"
    change = f"{door}{joined.person.code}/role/"
    desk, sent = browser(admin), {"email": "new@example.org", "role": "owner"}
    assert [desk.post(to, sent).status_code for to in (door, change)] == [403, 403]
    accounting.suspend(owner, by=admin, reason="Gone")
    page = desk.get(door).content.decode()
    assert ("Nobody who owns this startup can sign in." in page, "Role of Vikram Shah" in page) == (True, True)
    assert "Role of Ananya Rao" not in page
    assert "Remove" not in page
    for person in (joined.person, accounts.person(), accounts.operator_person(role="auditor")):
        assert [browser(person).post(to, sent).status_code in (403, 404) for to in (door, change)] == [True, True]
    startups.member(startup, admin, role="viewer")
    assert desk.post(change, sent).status_code == 403  # nobody for a startup of their own
    Member.objects.filter(person=admin).delete()
    assert desk.post(door, sent).status_code == 302
    assert Invitation.objects.get().role == "owner"
    assert desk.post(change, sent).status_code == 302
    assert trailed("member.changed") == ["Siti Rahman made Vikram Shah Owner of Sampan. [person startup]"]
    assert [desk.post(to, sent).status_code for to in (door, change)] == [403, 403]
    assert "Nobody who owns" not in desk.get(door).content.decode()


def test_where_nobody_belongs_an_operator_admin_makes_no_owner(startup: Startup) -> None:
    Member.objects.all().delete()
    sent = {"email": "new@example.org", "role": "owner"}
    assert browser(accounts.operator_person()).post(f"/startups/{startup.slug}/members/", sent).status_code == 403


def test_offers_are_one_for_each_startup_and_never_to_the_suspended(startup: Startup, joined: Member, owner: Any) -> None:
    other = operations.create(by=owner, name="Quay")
    operations.join(other, person=joined.person, role="member", by=owner)
    operations.offer(other, to=joined.person, by=owner)
    joined.person.is_active = False
    joined.person.save()
    with pytest.raises(Refusal) as refused:
        operations.offer(startup, to=joined.person, by=owner)
    assert refused.value.field == "to"
    joined.person.is_active = True
    joined.person.save()
    assert operations.offer(startup, to=joined.person, by=owner).offered_by == owner
