"""Files beside a startup and of a cohort: who may open, add and remove them, within the quota."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accelerator.files.models import File, Quota
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.trail.models import Access
from cohorts.roster import operations
from cohorts.roster.models import SharedFile
from tests.cast import browser
from tests.factories import files
from tests.factories.cohorts import Scene
from tests.guards import refused
from tests.trailed import trailed


def beside(scene: Scene, *, by: Any = None, name: str = "deck.pdf") -> SharedFile:
    return operations.keep_file(scene.enrolment, upload=files.upload(name), by=by or scene.owner)


def of_all(scene: Scene, *, by: Any = None) -> SharedFile:
    return operations.keep_file(scene.cohort, upload=files.upload("handbook.pdf"), by=by or scene.manager)


class TestBesideAStartup:
    @pytest.mark.parametrize("who", ["owner", "member", "mentor", "manager"])
    def test_who_works_with_it_adds(self, scene: Scene, who: str) -> None:
        made = beside(scene, by=getattr(scene, who))
        assert made.file.quota is not None
        assert made.file.quota.owner == f"startup:{scene.startup.pk}"
        assert trailed("file.kept") == [
            f"{getattr(scene, who)} put deck.pdf into the files of Quaykeeper. [cohort enrolment startup]"
        ]

    @pytest.mark.parametrize("who", ["viewer", "rival", "former", "stranger", "auditor", "elsewhere"])
    def test_others_do_not(self, scene: Scene, who: str) -> None:
        with pytest.raises(Forbidden):
            beside(scene, by=getattr(scene, who))
        assert not File.objects.exists()

    def test_opened_by_its_circle_alone(self, scene: Scene) -> None:
        made = beside(scene)
        for who in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
            sent = browser(who).get(made.get_absolute_url())
            assert (sent.status_code, sent["Content-Disposition"]) == (200, 'attachment; filename="deck.pdf"')
        for who in scene.outsiders:
            assert browser(who).get(made.get_absolute_url()).status_code == 404
            assert browser(who).get(f"/enrolments/{scene.enrolment.code}/files/").status_code == 404
        looked = [one.person_id for one in Access.objects.filter(what="file").order_by("id")]
        assert looked == [scene.mentor.pk, scene.manager.pk, scene.auditor.pk]

    def test_removed_its_room_comes_back(self, scene: Scene) -> None:
        made = beside(scene)
        operations.remove_file(made, by=scene.member)
        operations.remove_file(made, by=scene.member)
        assert Quota.objects.get().used == 0
        assert browser(scene.owner).get(made.get_absolute_url()).status_code == 404
        assert len(trailed("file.removed")) == 1

    def test_a_supporter_removes_what_is_theirs(self, scene: Scene) -> None:
        theirs, founders = beside(scene, by=scene.mentor), beside(scene)
        operations.remove_file(theirs, by=scene.mentor)
        for who in (scene.mentor, scene.viewer, scene.rival, scene.auditor):
            with pytest.raises(Forbidden):
                operations.remove_file(founders, by=who)

    def test_who_may_not_remove_one_is_not_offered_to(self, scene: Scene) -> None:
        theirs, founders = beside(scene, by=scene.mentor), beside(scene)

        def offered(who: Any) -> list[bool]:
            page = browser(who).get(f"/enrolments/{scene.enrolment.code}/files/").content.decode()
            return [f"{one.get_absolute_url()}remove/" in page for one in (theirs, founders)]

        found = {name: offered(getattr(scene, name)) for name in ("owner", "manager", "mentor", "viewer", "auditor")}
        both, none = [True, True], [False, False]
        assert found == {"owner": both, "manager": both, "mentor": [True, False], "viewer": none, "auditor": none}

    def test_beside_one_that_has_left_managers_alone_add(self, scene: Scene) -> None:
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        scene.enrolment.refresh_from_db()
        for who in (scene.owner, scene.mentor):
            with pytest.raises(Refusal, match="Quaykeeper has left Cohort 5"):
                beside(scene, by=who)
            page = browser(who).get(f"/enrolments/{scene.enrolment.code}/files/")
            assert 'type="file"' not in page.content.decode()
        assert beside(scene, by=scene.manager).enrolment == scene.enrolment

    def test_older_ones_are_a_page_further(self, scene: Scene) -> None:
        first = beside(scene)
        kept = [files.file(by=scene.owner) for _ in range(60)]
        SharedFile.objects.bulk_create(SharedFile(enrolment=scene.enrolment, file=one) for one in kept)
        client, address = browser(scene.owner), f"/enrolments/{scene.enrolment.code}/files/"
        page = client.get(address).content.decode()
        (mark,) = re.findall(r'href="(\?mark=[^"]*)"', page)
        last = client.get(address + mark).content.decode()
        assert (page.count("/remove/"), last.count("/remove/"), first.code in last) == (50, 11, True)

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize(("who", "count"), [("owner", 6), ("mentor", 8), ("manager", 7)])
    def test_queries(self, scene: Scene, size: int, who: str, count: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            beside(scene)
        client = browser(getattr(scene, who))
        with django_assert_num_queries(count):
            client.get(f"/enrolments/{scene.enrolment.code}/files/")

    def test_beyond_the_quota_nothing_is_kept(self, scene: Scene) -> None:
        Quota.objects.create(owner=f"startup:{scene.startup.pk}", used=0, most=10)
        with pytest.raises(Refusal) as refusal:
            beside(scene)
        assert refusal.value.field == "file"
        assert not SharedFile.objects.exists()

    @pytest.mark.parametrize(
        ("name", "said"), [("deck.exe", "is not what we take here"), ("deck.png", "does not hold what its name says")]
    )
    def test_what_is_no_document_is_said_on_the_page(self, scene: Scene, name: str, said: str) -> None:
        page = browser(scene.owner).post(f"/enrolments/{scene.enrolment.code}/files/", {"file": files.upload(name)})
        assert (page.status_code, said in page.content.decode()) == (422, True)
        assert not SharedFile.objects.exists()


class TestOfACohort:
    def test_put_by_who_leads_for_everybody_in_it(self, scene: Scene) -> None:
        made = of_all(scene)
        for who in (*scene.insiders, scene.mentor, scene.rival, scene.manager, scene.auditor):
            assert browser(who).get(made.get_absolute_url()).status_code == 200
        for who in (scene.former, scene.stranger, scene.elsewhere):
            assert browser(who).get(made.get_absolute_url()).status_code == 404
        assert trailed("file.shared") == ["Nurul Hakim put handbook.pdf into the files of Cohort 5. [cohort sharedfile]"]

    def test_founders_and_mentors_put_none(self, scene: Scene) -> None:
        made = of_all(scene)
        for who in (scene.owner, scene.mentor, scene.auditor, scene.elsewhere):
            with pytest.raises(Forbidden):
                of_all(scene, by=who)
            with pytest.raises(Forbidden):
                operations.remove_file(made, by=who)
        operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        operations.remove_file(of_all(scene, by=scene.mentor), by=scene.mentor)
        assert len(trailed("file.unshared")) == 1

    def test_who_left_opens_nothing_who_graduated_does(self, scene: Scene) -> None:
        made = of_all(scene)
        operations.graduate(scene.enrolment, by=scene.manager)
        assert browser(scene.owner).get(made.get_absolute_url()).status_code == 200
        rival = scene.cohort.enrolments.get(startup__name="Sandbar")
        operations.depart(rival, reason="Sold", by=scene.manager)
        assert browser(scene.rival).get(made.get_absolute_url()).status_code == 404

    def test_uploaded_and_removed_on_its_page(self, scene: Scene) -> None:
        client, address = browser(scene.manager), f"/cohorts/{scene.cohort.slug}/files/"
        client.post(address, {"file": files.upload("handbook.pdf")})
        made = SharedFile.objects.get()
        assert "handbook.pdf" in client.get(address).content.decode()
        client.post(f"{made.get_absolute_url()}remove/")
        assert "handbook.pdf" not in client.get(address).content.decode()
        assert client.post(address, {}).status_code == 422

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            of_all(scene)
        client = browser(scene.owner)
        with django_assert_num_queries(8):
            client.get(f"/cohorts/{scene.cohort.slug}/files/")


def test_the_database_keeps_a_file_to_one_place(scene: Scene) -> None:
    made = beside(scene)
    refused("UPDATE cohorts_sharedfile SET cohort_id = %s WHERE id = %s", scene.cohort.pk, made.pk, because="shared_file_of_one")
    refused("UPDATE cohorts_sharedfile SET enrolment_id = NULL WHERE id = %s", made.pk, because="shared_file_of_one")
