"""Texts of a cohort: written, accepted word for word, and accepted anew where they change."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from django.db import connection

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from cohorts.roster import operations, papers, queries
from cohorts.roster.models import Agreement, AgreementAcceptance, AgreementVersion, Duty
from tests.cast import browser
from tests.factories.cohorts import Scene
from tests.factories.roster import agreement, item, newest, signed
from tests.guards import refused
from tests.posting import form
from tests.trailed import trailed

TEXT = "Be **kind**.\n\nShare what you learn."


def write(scene: Scene, text: str = TEXT) -> Agreement:
    return operations.write_agreement(scene.cohort, title="Code of conduct", text=text, by=scene.manager)


def accept(made: Agreement, scene: Scene, *, by: Any = None, **other: Any) -> AgreementAcceptance:
    version = newest(made)
    given = {"name": "Ananya Rao", "sha256": version.sha256} | other
    return operations.accept(version, enrolment=scene.enrolment, by=by or scene.owner, **given)


def test_the_hash_is_that_of_the_text_as_it_is_kept(scene: Scene) -> None:
    made = write(scene, "Be kind.\r\nAlways.")
    version = made.versions.get()
    assert (version.text, version.number, version.anew) == ("Be kind.\nAlways.", 1, True)
    assert version.sha256 == sha256(b"Be kind.\nAlways.").hexdigest()


@pytest.mark.parametrize(
    ("given", "field"), [({"title": " "}, "title"), ({"text": "  "}, "text"), ({"text": "x" * 50_001}, "text")]
)
def test_what_is_no_text_is_refused(scene: Scene, given: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        operations.write_agreement(scene.cohort, **({"title": "Terms", "text": TEXT} | given), by=scene.manager)
    assert refusal.value.field == field
    assert not Agreement.objects.exists()


def test_an_owner_accepts_with_name_time_and_hash(scene: Scene) -> None:
    made = write(scene)
    kept = accept(made, scene, name="  Ananya Rao ")
    assert (kept.name, kept.by, kept.sha256) == ("Ananya Rao", scene.owner, newest(made).sha256)
    assert trailed("agreement.accepted") == [
        "Ananya Rao accepted Code of conduct, version 1, for Quaykeeper. [cohort enrolment startup]"
    ]


def test_twice_is_once(scene: Scene) -> None:
    made = write(scene)
    assert accept(made, scene).pk == accept(made, scene, by=scene.member, name="Wei Ming").pk
    assert AgreementAcceptance.objects.get().name == "Ananya Rao"


@pytest.mark.parametrize("who", ["viewer", "mentor", "manager", "rival", "stranger"])
def test_others_do_not_accept_for_a_startup(scene: Scene, who: str) -> None:
    with pytest.raises(Forbidden):
        accept(write(scene), scene, by=getattr(scene, who))
    assert not AgreementAcceptance.objects.exists()


def test_nobody_accepts_words_that_they_did_not_read(scene: Scene) -> None:
    made = write(scene)
    read = newest(made)
    operations.reword(made, text="Be strict.", anew=False, by=scene.manager)
    with pytest.raises(Refusal, match="has changed since you opened it") as refusal:
        operations.accept(read, enrolment=scene.enrolment, name="A", sha256=read.sha256, by=scene.owner)
    assert refusal.value.field == "sha256"
    with pytest.raises(Refusal, match="has changed"):
        accept(made, scene, sha256="0" * 64)
    with pytest.raises(Refusal, match="Type your name"):
        accept(made, scene, name=" ")
    assert not AgreementAcceptance.objects.exists()


def test_nothing_of_another_cohort_or_withdrawn_is_accepted(scene: Scene) -> None:
    foreign = agreement()
    with pytest.raises(Refusal, match="another cohort"):
        accept(foreign, scene)
    made = write(scene)
    operations.withdraw_agreement(made, by=scene.manager)
    made.refresh_from_db()
    with pytest.raises(Refusal, match="was withdrawn"):
        accept(made, scene)


def test_the_same_words_are_no_new_version(scene: Scene) -> None:
    made = write(scene)
    assert operations.reword(made, text=TEXT.replace("\n", "\r\n"), anew=True, by=scene.manager).number == 1
    assert made.versions.count() == 1


def test_changed_words_are_accepted_anew_where_the_manager_says_so(scene: Scene) -> None:
    made = write(scene)
    asked = item(scene.cohort, kind="conduct", agreement=made, due_days=5, by=scene.manager)
    accept(made, scene)
    duty = Duty.objects.get(item=asked, enrolment=scene.enrolment)
    assert (duty.state, duty.settled_by) == ("done", scene.owner)
    operations.reword(made, text="Be kind and fair.", anew=False, by=scene.manager)
    duty.refresh_from_db()
    assert duty.state == "done"
    assert set(queries.accepted_agreements(scene.enrolment)) == {made.pk}
    operations.reword(made, text="Be kind, fair and early.", anew=True, by=scene.manager)
    duty.refresh_from_db()
    assert (duty.state, duty.settled_at, f"{duty.due_on}") == ("open", None, "2026-11-25")
    assert queries.accepted_agreements(scene.enrolment) == {}
    told = Message.objects.filter(kind="agreement_changed").order_by("id")
    assert [one.recipient for one in told] == list(scene.insiders)
    accept(made, scene)
    duty.refresh_from_db()
    assert duty.state == "done"
    assert AgreementAcceptance.objects.count() == 2


def test_withdrawn_it_is_no_longer_asked_for(scene: Scene) -> None:
    made = write(scene)
    asked = item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
    operations.withdraw_agreement(made, by=scene.manager)
    asked.refresh_from_db()
    assert asked.ended_at is not None
    assert trailed("agreement.withdrawn") == ["Nurul Hakim withdrew Code of conduct of Cohort 5. [agreement cohort]"]


def test_only_managers_write(scene: Scene) -> None:
    made = write(scene)
    for who in (scene.owner, scene.mentor, scene.elsewhere, scene.auditor):
        with pytest.raises(Forbidden):
            operations.write_agreement(scene.cohort, title="Mine", text="Mine", by=who)
        with pytest.raises(Forbidden):
            operations.reword(made, text="Mine", anew=False, by=who)
        with pytest.raises(Forbidden):
            operations.withdraw_agreement(made, by=who)
    assert made.versions.get().text == TEXT


class TestTheDatabase:
    def test_words_and_acceptances_stay(self, scene: Scene) -> None:
        kept = signed(write(scene), scene.enrolment, by=scene.owner)
        for table, column in (("cohorts_agreementversion", "text"), ("cohorts_agreementacceptance", "name")):
            refused(f"UPDATE {table} SET {column} = 'x'", because="permission denied")  # noqa: S608
            refused(f"DELETE FROM {table}", because="permission denied")  # noqa: S608
        kept.refresh_from_db()

    def test_a_hash_is_that_of_its_text(self, scene: Scene) -> None:
        made = write(scene)
        sql = (
            "INSERT INTO cohorts_agreementversion (created_at, code, agreement_id, number, text, sha256, anew, by_id)"
            " VALUES (now(), 'other', %s, 2, 'Be rude.', %s, true, %s)"
        )
        refused(sql, made.pk, newest(made).sha256, scene.manager.pk, because="not the hash of this text")

    @pytest.mark.parametrize("wrong", ["hash", "cohort"])
    def test_only_what_was_shown_to_the_startup_is_accepted(self, scene: Scene, wrong: str) -> None:
        version = newest(agreement() if wrong == "cohort" else write(scene))
        sql = (
            "INSERT INTO cohorts_agreementacceptance (created_at, code, version_id, enrolment_id, by_id, name, sha256)"
            " VALUES (now(), 'other', %s, %s, %s, 'A', %s)"
        )
        given = version.sha256 if wrong == "cohort" else "0" * 64
        refused(sql, version.pk, scene.enrolment.pk, scene.owner.pk, given, because="was not shown to this startup")

    def test_text_of_any_script_hashes_as_python_has_it(self, scene: Scene) -> None:
        version = newest(write(scene, "Sei freundlich – 善良 – லطف 🛶"))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT encode(sha256(convert_to(text, 'UTF8')), 'hex') FROM cohorts_agreementversion WHERE id = %s", [version.pk]
            )
            assert cursor.fetchone() == (version.sha256,)


class TestPages:
    def test_a_founder_reads_and_accepts(self, scene: Scene) -> None:
        made = write(scene)
        page = browser(scene.owner).get(made.get_absolute_url())
        assert "<strong>kind</strong>" in page.content.decode()
        version = newest(made)
        body = {"name": "Ananya Rao", "version": version.code, "sha256": version.sha256, "enrolment": scene.enrolment.code}
        sent = browser(scene.owner).post(f"{made.get_absolute_url()}accept/", body)
        kept = AgreementAcceptance.objects.get()
        assert (sent.status_code, sent["Location"]) == (302, kept.get_absolute_url())
        shown = browser(scene.owner).get(kept.get_absolute_url()).content.decode()
        assert version.sha256 in shown
        assert "Ananya Rao" in shown

    def test_a_missing_name_is_said_beside_it(self, scene: Scene) -> None:
        made = write(scene)
        version = newest(made)
        body = {"name": "", "version": version.code, "sha256": version.sha256, "enrolment": scene.enrolment.code}
        sent = browser(scene.owner).post(f"{made.get_absolute_url()}accept/", body)
        assert sent.status_code == 422
        assert "Fill this in." in sent.content.decode()

    def test_words_that_changed_meanwhile_are_shown_and_told(self, scene: Scene) -> None:
        made = write(scene)
        version = newest(made)
        operations.reword(made, text="Be **brave**.", anew=True, by=scene.manager)
        body = {"name": "A", "version": version.code, "sha256": version.sha256, "enrolment": scene.enrolment.code}
        sent = browser(scene.owner).post(f"{made.get_absolute_url()}accept/", body)
        assert sent.status_code == 422
        assert "has changed since you opened it" in sent.content.decode()
        assert "<strong>brave</strong>" in sent.content.decode()

    def test_a_manager_writes_changes_and_sees_who_accepted(self, scene: Scene) -> None:
        client = browser(scene.manager)
        client.post(f"/cohorts/{scene.cohort.slug}/agreements/", {"title": "Terms", "text": "Be there."})
        made = Agreement.objects.get()
        signed(made, scene.enrolment, by=scene.owner)
        assert "Ananya Rao, version 1" in client.get(made.get_absolute_url()).content.decode()
        client.post(f"{made.get_absolute_url()}reword/", {"text": "Be there early.", "anew": "on"})
        assert [one.anew for one in made.versions.order_by("number")] == [True, True]
        client.post(f"{made.get_absolute_url()}withdraw/")
        made.refresh_from_db()
        assert made.ended_at is not None

    @pytest.mark.parametrize("text", ["Hours of work. " * 4000, " "])
    def test_words_that_are_refused_stay_in_their_field(self, scene: Scene, text: str) -> None:
        made = write(scene)
        page = browser(scene.manager).post(f"{made.get_absolute_url()}reword/", {"text": text})
        shown = form(page.content.decode(), "text")
        assert (page.status_code, shown["text"].strip(), shown.get("anew")) == (422, text.strip(), None)
        assert made.versions.count() == 1

    def test_its_pdf_holds_the_words(self, scene: Scene) -> None:
        kept = signed(write(scene), scene.enrolment, by=scene.owner)
        related = AgreementAcceptance.objects.select_related(
            "version__agreement", "enrolment__startup", "enrolment__cohort", "by"
        )
        facts = papers._facts(related.get(pk=kept.pk))
        assert facts["paragraphs"] == ["Be kind.", "Share what you learn."]
        assert facts["sha256"] == kept.sha256
        sent = browser(scene.owner).get(f"{kept.get_absolute_url()}pdf/")
        assert (sent.status_code, sent["Content-Type"], sent.content[:5]) == (200, "application/pdf", b"%PDF-")

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        made = write(scene)
        for _ in range(size):
            version = operations.reword(made, text=f"Words {AgreementVersion.objects.count()}", anew=True, by=scene.manager)
            signed(made, scene.enrolment, by=scene.owner, version=version)
        client = browser(scene.manager)
        with django_assert_num_queries(8):
            client.get(made.get_absolute_url())
