"""Receipts: signed, sent, checked by anybody with the public key alone."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accelerator.applications import comparing, operations, papers, receipts, snapshots
from accelerator.applications.models import Application, Submission
from accelerator.kit import signing
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from accelerator.questionnaires.models import Sheet
from tests.applications.test_views import says
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.factories.applications import submission
from tests.factories.questionnaires import ANSWERS, DEFINITION, published_version
from tests.factories.startups import member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
GUIDE = Path(__file__).resolve().parents[2] / "docs/guide/receipts.md"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def check() -> Any:
    """The check that the guide prints, which knows nothing of this house."""
    found: dict[str, Any] = {}
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    exec(code, found)  # noqa: S102  # our own guide
    return found["check"]


class TestSigned:
    def test_the_guides_own_code_verifies_it_with_the_public_key_alone(
        self, desk: Client, client: Client, sent: Submission
    ) -> None:
        document = desk.get(f"/receipts/{sent.receipt}/submission.json").content
        keys = Client().get("/.well-known/jwks.json").json()
        assert check()(sent.token, keys, document) == {
            "application": sent.application.number,
            "arrived_at": "2026-11-20T06:02:00.000000Z",
            "call": "Applied AI",
            "issuer": "https://testserver",
            "receipt": sent.receipt,
            "sha256": sent.sha256,
        }

    def test_one_changed_byte_of_the_document_fails(self, desk: Client, sent: Submission) -> None:
        document = desk.get(f"/receipts/{sent.receipt}/submission.json").content
        keys, checked = signing.public_keys(), check()
        for place in range(len(document)):
            changed = document[:place] + bytes([document[place] ^ 1]) + document[place + 1 :]
            with pytest.raises(ValueError, match="something else"):
                checked(sent.token, keys, changed)

    def test_one_changed_byte_of_the_receipt_fails(self, sent: Submission) -> None:
        document, keys, checked = snapshots.canonical(sent.document()), signing.public_keys(), check()
        head, body, signature = sent.token.split(".")
        for place in range(0, len(body), 7):
            other = body[:place] + ("A" if body[place] != "A" else "B") + body[place + 1 :]
            with pytest.raises(InvalidSignature):
                checked(f"{head}.{other}.{signature}", keys, document)

    def test_the_document_is_canonical_and_names_who_declared_what(self, desk: Client, draft: Application, owner: Any) -> None:
        says(draft, owner, "true", None)
        says(draft, owner, "true", True)
        sent = operations.submit(draft, by=owner, arrived_at=NOW)
        document = desk.get(f"/receipts/{sent.receipt}/submission.json").content
        assert hashlib.sha256(document).hexdigest() == sent.sha256
        assert json.loads(document)["declarations"] == [
            {
                "key": "true",
                "text_sha256": hashlib.sha256(b"Everything here is true").hexdigest(),
                "by": "Ananya Rao",
                "at": "2026-11-20T06:02:00+00:00",
            }
        ]

    def test_ticking_the_same_declaration_again_is_no_other_submission(
        self, draft: Application, owner: Any, sent: Submission
    ) -> None:
        says(draft, owner, "true", None)
        says(draft, owner, "true", True)
        assert operations.submit(draft, by=owner, arrived_at=NOW) == sent

    def test_until_the_deadline_its_page_says_that_answers_may_still_change(self, desk: Client, sent: Submission) -> None:
        page, call = f"/receipts/{sent.receipt}/", sent.application.call
        assert "You can change answers and submit again until Mon 30 Nov, 23:59 SGT" in desk.get(page).content.decode()
        with time_machine.travel(call.ends_at(), tick=False):
            assert "submit again until Tue 1 Dec, 00:09 SGT" in desk.get(page).content.decode()
        with time_machine.travel(call.last_moment(), tick=False):
            assert "submit again until" not in desk.get(page).content.decode()

    def test_once_it_is_withdrawn_nothing_is_to_be_submitted_again(
        self, desk: Client, draft: Application, owner: Any, sent: Submission
    ) -> None:
        operations.withdraw(draft, by=owner, at=NOW)
        assert "submit again until" not in desk.get(f"/receipts/{sent.receipt}/").content.decode()

    def test_a_submission_from_before_there_were_signatures_has_a_receipt_all_the_same(
        self, desk: Client, draft: Application, owner: Any
    ) -> None:
        old = submission(application=draft, by=owner, arrived_at=NOW)
        assert (old.token, old.declarations, old.is_whole()) == ("", None, True)
        page = desk.get(f"/receipts/{old.receipt}/")
        assert receipts.verified(page.context["token"]).sha256 == old.sha256
        document = desk.get(f"/receipts/{old.receipt}/submission.json").content
        assert "declarations" not in json.loads(document)
        check()(page.context["token"], signing.public_keys(), document)

    def test_within_the_grace_the_mail_says_how_long_that_is(self, draft: Application, owner: Any) -> None:
        operations.submit(draft, by=owner, arrived_at=draft.call.ends_at())
        assert Message.objects.get(kind="application_receipt").facts["closes"] == "Tue 1 Dec, 00:09 SGT"

    def test_the_mail_carries_the_proof(self, sent: Submission, owner: Any) -> None:
        proof = Message.objects.get(kind="application_receipt").facts["proof"]
        assert proof == f"https://testserver/verify/?receipt={sent.token}"


class TestOfATest:
    @pytest.fixture
    def tried(self, call: Call, manager: Any) -> Submission:
        made = operations.start_test(call=call, by=manager, at=NOW)
        Sheet.objects.filter(pk=made.sheet_id).update(answers=ANSWERS)
        made = Application.objects.select_related("call", "startup", "sheet").get(pk=made.pk)
        return operations.submit(made, by=manager, arrived_at=NOW + timedelta(days=60))

    def test_its_signature_says_so(self, tried: Submission, sent: Submission) -> None:
        document = snapshots.canonical(tried.document())
        said = check()(tried.token, signing.public_keys(), document)
        assert (said["test"], said["application"]) == (True, "SF5-T0001")
        assert "test" not in check()(sent.token, signing.public_keys(), snapshots.canonical(sent.document()))

    def test_whoever_checks_it_reads_that_it_proves_no_application(self, tried: Submission) -> None:
        page = Client().get("/verify/", {"receipt": tried.token}).content.decode()
        assert "This is the receipt of a test: it proves no application." in page
        said = [one in page for one in ("This receipt is genuine.", "<dt>Test</dt>", "<dt>Application</dt>")]
        assert said == [False, True, False]

    def test_one_signed_before_receipts_said_so_is_known_too(self, tried: Submission) -> None:
        body = tried.token.split(".")[1]
        said = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        del said["test"]
        old = signing.sign(snapshots.canonical(said), typ=receipts.TYP)
        assert receipts.verified(old).is_test
        assert "This receipt is genuine." not in Client().get("/verify/", {"receipt": old}).content.decode()

    def test_its_page_its_paper_and_its_mail_say_so(self, tried: Submission, manager: Any) -> None:
        desk = browser(manager)
        page = desk.get(f"/receipts/{tried.receipt}/").content.decode()
        assert ("Receipt of a test of Applied AI" in page, "We have your application" in page) == (True, False)
        assert "It is no application, and counts nowhere." in page
        paper = desk.get(f"/receipts/{tried.receipt}/receipt.pdf").content
        text = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range()
        assert ("Receipt of a test" in text, "It is no application" in text) == (True, True)
        (mail,) = Message.objects.filter(recipient=manager)
        assert (mail.kind, mail.facts["proof"]) == ("application_test_receipt", receipts.verify_url(tried.token))


class TestPaper:
    def test_everything_the_page_says_and_a_code_to_bring_along(self, desk: Client, sent: Submission) -> None:
        response = desk.get(f"/receipts/{sent.receipt}/receipt.pdf")
        assert response["Content-Disposition"] == f'attachment; filename="{sent.application.number}-{sent.receipt}.pdf"'
        pages = pypdfium2.PdfDocument(response.content)
        text = pages[0].get_textpage().get_text_range()
        for said in (sent.receipt, sent.sha256, "Applied AI", "Sampan Analytics", "Ananya Rao", "Fri 20 Nov 2026, 14:02:00 SGT"):
            assert said in text
        assert len(pages) == 1
        assert receipts.token_in(text) == sent.token
        assert receipts.token_in(response.content.decode("latin-1")) == sent.token

    @given(st.text("ab-_.", max_size=400))
    def test_no_line_of_the_token_ends_in_a_hyphen_which_readers_swallow(self, token: str) -> None:
        lines = papers.lines(f"{token}A")
        assert "".join(lines) == f"{token}A"
        assert max(map(len, lines)) <= 96
        assert not [line for line in lines if line.endswith("-")]

    def test_the_same_bytes_whenever_it_is_asked_for(self, desk: Client, sent: Submission) -> None:
        first = desk.get(f"/receipts/{sent.receipt}/receipt.pdf").content
        with time_machine.travel(NOW + timedelta(days=400), tick=False):
            desk.force_login(sent.by)
            assert desk.get(f"/receipts/{sent.receipt}/receipt.pdf").content == first

    def test_members_and_managers_only(self, client: Client, sent: Submission, viewer: Any, manager: Any, call: Any) -> None:
        expected = {viewer: 200, manager: 200, programmes.reviewer(call.programme): 404, accounts.person(): 404}
        for person, status in expected.items():
            client.force_login(person)
            for name in ("receipt.pdf", "submission.json"):
                assert client.get(f"/receipts/{sent.receipt}/{name}").status_code == status


class TestChanges:
    def test_word_by_word_since_the_one_before(self, desk: Client, draft: Application, owner: Any, sent: Submission) -> None:
        says(draft, owner, "what", "Predicts waiting time.")
        says(draft, owner, "revenue", "18,400")
        later = operations.submit(draft, by=owner, arrived_at=NOW + timedelta(hours=1))
        response = desk.get(f"/receipts/{later.receipt}/changes/")
        page = response.content.decode()
        assert "Predicts <del>dwell</del><ins>waiting</ins> time." in page
        assert "<ins>SGD 18,400</ins>" in page
        assert "Re-stacks fell" not in page
        assert [section.title for section in response.context["sections"]] == ["Company"]

    def test_any_two_are_compared(self, desk: Client, draft: Application, owner: Any, sent: Submission) -> None:
        for hour, text in ((1, "Predicts waiting time."), (2, "Predicts berth time.")):
            says(draft, owner, "what", text)
            last = operations.submit(draft, by=owner, arrived_at=NOW + timedelta(hours=hour))
            door = f"/receipts/{last.receipt}/changes/"
            assert ("Compare with" in desk.get(door).content.decode()) is (hour == 2)
        assert "Predicts <del>waiting</del><ins>berth</ins> time." in desk.get(door).content.decode()
        page = desk.get(door, {"against": "1"}).content.decode()
        assert "Predicts <del>dwell</del><ins>berth</ins> time." in page
        assert '<option value="1" selected>' in page
        for strange in ("3", "0", "-1", "x", "²", "9" * 30):
            assert desk.get(door, {"against": strange}).status_code == 404
        api = f"/api/v1/receipts/{last.receipt}/changes"
        told = [desk.get(api, asked).json()["answers"][0]["was"] for asked in ({}, {"against": 1})]
        assert told == ["Predicts waiting time.", "Predicts dwell time."]
        assert [desk.get(api, {"against": strange}).status_code for strange in (3, 0, 10**30)] == [404, 422, 422]

    def test_what_only_the_older_form_asked_is_gone(self, draft: Application, owner: Any, sent: Submission) -> None:
        fewer = {"sections": [{**DEFINITION["sections"][0], "questions": DEFINITION["sections"][0]["questions"][:1]}]}
        version = published_version(definition=fewer)
        newer = Submission(application=draft, version=version, answers={"what": ANSWERS["what"]})
        (company, evidence) = comparing.changes(sent, newer)
        assert [(one.label, one.parts) for one in company.answers] == [("Stage", [("gone", "Pilot with paying users")])]
        assert [one.label for one in evidence.answers] == ["What evidence shows that it works?", "Everything here is true"]

    def test_a_file_that_another_replaced_by_the_same_name_is_told_with_both_sizes(
        self, draft: Application, sent: Submission
    ) -> None:
        def of(*files: tuple[str, int, str]) -> Submission:
            held = [
                {"code": f"{digest}{size}", "name": name, "size": size, "sha256": digest * 64} for name, size, digest in files
            ]
            return Submission(application=draft, version=sent.version, answers={**ANSWERS, "deck": held})

        was = of(("deck.pdf", 1_000_000, "a"), ("cap.pdf", 5_000, "c"))
        (evidence,) = comparing.changes(was, of(("deck.pdf", 2_140_000, "b"), ("cap.pdf", 5_000, "c")))
        assert [(one.label, one.parts) for one in evidence.answers] == [
            ("Deck", [("gone", "deck.pdf (1.0 MB)"), ("new", "deck.pdf (replaced: 2.1 MB)"), ("same", ", cap.pdf")])
        ]
        (evidence,) = comparing.changes(was, of(("deck.pdf", 1_000_000, "a"), ("table.pdf", 5_000, "c")))
        assert evidence.answers[0].parts == [("same", "deck.pdf, "), ("gone", "cap.pdf"), ("new", "table.pdf")]
        (evidence,) = comparing.changes(was, of())
        assert evidence.answers[0].parts == [("gone", "deck.pdf, cap.pdf")]
        again = Submission(application=draft, version=sent.version, answers=was.answers | {"deck": list(was.answers["deck"])})
        again.answers["deck"][0] = was.answers["deck"][0] | {"code": "another"}
        assert comparing.changes(was, again) == []

    def test_a_first_submission_has_none_before_it(self, desk: Client, sent: Submission) -> None:
        assert desk.get(f"/receipts/{sent.receipt}/changes/").status_code == 404

    def test_the_page_leads_there_once_there_are_two(
        self, desk: Client, draft: Application, owner: Any, sent: Submission, manager: Any
    ) -> None:
        assert "changes/" not in desk.get(f"/receipts/{sent.receipt}/").content.decode()
        says(draft, owner, "what", "Better.")
        later = operations.submit(draft, by=owner, arrived_at=NOW)
        for page in (f"/receipts/{later.receipt}/", f"/applications/{draft.number}/"):
            assert f'href="/receipts/{later.receipt}/changes/"' in desk.get(page).content.decode()
        desk.force_login(manager)
        assert desk.get(f"/receipts/{later.receipt}/changes/").status_code == 200


class TestVerify:
    def proven(self, client: Client, **brought: Any) -> str:
        response = client.post("/verify/", brought)
        assert response.status_code == 200
        return response.content.decode()

    def refused(self, client: Client, **brought: Any) -> str:
        response = client.post("/verify/", brought)
        assert response.status_code == 422
        return response.content.decode()

    def test_scanned_pasted_or_brought_it_says_number_call_and_time(self, desk: Client, sent: Submission) -> None:
        stranger, paper = Client(), desk.get(f"/receipts/{sent.receipt}/receipt.pdf").content
        broken = "Dear Ananya,=\r\n" + "=\r\n".join(sent.token[at : at + 70] for at in range(0, len(sent.token), 70)) + "\nBye"
        pages = [
            stranger.get("/verify/", {"receipt": sent.token}).content.decode(),
            self.proven(stranger, text=sent.token),
            self.proven(stranger, text=broken),
            self.proven(stranger, file=SimpleUploadedFile("receipt.pdf", paper)),
        ]
        for page in pages:
            for said in ("This receipt is genuine.", sent.application.number, "Applied AI", sent.sha256, "Fri 20 Nov"):
                assert said in page
            for private in ("Sampan Analytics", "Ananya Rao", "Predicts dwell time."):
                assert private not in page

    def test_a_document_brought_along_is_what_was_sent_or_is_not(self, desk: Client, sent: Submission) -> None:
        document, stranger = desk.get(f"/receipts/{sent.receipt}/submission.json").content, Client()
        page = self.proven(stranger, text=sent.token, document=SimpleUploadedFile("sent.json", document))
        assert ("The file is what was sent." in page, "Predicts dwell time." in page) == (True, False)
        for changed in (document[:-1], document.replace(b"dwell", b"Dwell"), document + b"\n"):
            page = self.refused(stranger, text=sent.token, document=SimpleUploadedFile("sent.json", changed))
            assert ("This receipt is genuine." in page, "The file is not what was sent." in page) == (True, True)

    def test_a_document_alone_proves_nothing_and_one_without_end_is_not_read(self, sent: Submission) -> None:
        document = SimpleUploadedFile("sent.json", snapshots.canonical(sent.document()))
        assert "Paste the code of a receipt, or choose its PDF." in self.refused(Client(), document=document)
        huge = SimpleUploadedFile("sent.json", b"x" * (4 * 1024 * 1024 + 1))
        assert "larger than an application can be" in self.refused(Client(), text=sent.token, document=huge)

    def test_it_asks_for_something_to_check(self) -> None:
        assert Client().get("/verify/").status_code == 200
        assert "Paste the code of a receipt, or choose its PDF." in self.refused(Client())

    def test_wrong_ones_are_told_why(self, sent: Submission) -> None:
        stranger, token = Client(), sent.token
        head, body, signature = token.split(".")
        forged = f"{head}.{body[:20]}{'A' if body[20] != 'A' else 'B'}{body[21:]}.{signature}"
        assert "There is no receipt in this." in self.refused(stranger, text="Hello")
        assert "There is no receipt in this." in self.refused(stranger, file=SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF"))
        assert "the signature does not fit" in self.refused(stranger, text=forged)
        assert "larger than a receipt can be" in self.refused(stranger, file=SimpleUploadedFile("a.pdf", b"x" * 262_145))
        assert stranger.get("/verify/", {"receipt": forged}).status_code == 422

    def test_what_looks_like_many_receipts_is_looked_through_once(self) -> None:
        for piece in ("eyJ", "eyJ" * 28 + ".", "eyJ" * 10 + "."):
            assert "There is no receipt in this." in self.refused(
                Client(), file=SimpleUploadedFile("a.pdf", (piece * 262_144)[:262_144].encode())
            )

    @pytest.mark.usefixtures("standing_clock")
    def test_an_address_asks_sixty_times_a_minute_and_the_page_itself_is_free(self, sent: Submission) -> None:
        stranger = Client()
        for _turn in range(60):
            self.refused(stranger, text="eyJ")
        answer = stranger.get("/verify/", {"receipt": sent.token})
        assert (answer.status_code, int(answer["Retry-After"]) <= 60) == (429, True)
        assert stranger.get("/verify/").status_code == 200
        assert Client(REMOTE_ADDR="203.0.113.9").get("/verify/", {"receipt": sent.token}).status_code == 200

    def test_a_signature_over_what_is_not_kept_is_told(self, sent: Submission) -> None:
        sent.sha256 = "0" * 64
        assert "no such submission is kept here" in self.refused(Client(), text=receipts.signed(sent))

    def test_every_public_page_leads_to_it(self) -> None:
        foot = Client().get("/calls/").content.decode().partition("<footer")[2]
        assert '<a href="/verify/">Check a receipt</a>' in foot

    def test_a_badge_is_no_receipt(self, sent: Submission) -> None:
        body = json.dumps({"receipt": sent.receipt, "sha256": sent.sha256}).encode()
        assert "the signature does not fit" in self.refused(Client(), text=signing.sign(body, typ="slipway-badge"))

    def test_members_hear_no_more_than_strangers(self, desk: Client, sent: Submission) -> None:
        member(sent.application.startup)
        assert "Ananya Rao" not in desk.get("/verify/", {"receipt": sent.token}).content.decode().partition("<main")[2]


class TestKeys:
    def test_anybody_reads_them_from_anywhere(self, sent: Submission) -> None:
        response = Client().get("/.well-known/jwks.json")
        assert response["Content-Type"] == "application/jwk-set+json"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert [sorted(key) for key in response.json()["keys"]] == [["alg", "crv", "kid", "kty", "use", "x"]]
