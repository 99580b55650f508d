"""What people type reaches the server: offline, signed out, two tabs, two founders, no scripts, a killed server."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Request, Route, expect

from accelerator.files.limits import MB
from tests.browser import building, clashing, hiding, scoring, sifting
from tests.factories.accounts import PASSWORD
from tests.factories.files import pdf_of
from tests.factories.questionnaires import ANSWERS
from tests.faults import evening, more_time, rush
from tests.journeys.house import House, lent, wait_for

pytestmark = pytest.mark.browser
WHAT = "#id_what"
PROOF = "#id_proof"
FOUNDERS = 94  # two a test; those of the last evening come after them


@contextmanager
def _standing(called: str, folder: Path, **environment: str) -> Iterator[House]:
    with lent(called) as engines:
        made = House(folder, **environment, **engines)
        try:
            made.wait_until_ready()
            yield made
        finally:
            made.close()


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with _standing("autosave", tmp_path_factory.mktemp("house"), WEB_WORKERS="1") as made:
        yield made


@pytest.fixture(scope="module")
def crowd(house: House) -> list[dict[str, Any]]:
    said = house.python("-m", "tests.journeys.crowd", str(FOUNDERS + evening.FOUNDERS))
    return [json.loads(line) for line in said.splitlines()]


@pytest.fixture(scope="module")
def drafts(crowd: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Two founders of one draft at a time: no test meets what another has written."""
    return iter(list(zip(crowd[:FOUNDERS:2], crowd[1:FOUNDERS:2], strict=True)))


Sit = Callable[..., BrowserContext]


@pytest.fixture
def sit(house: House, chromium: Browser) -> Iterator[Sit]:
    """A browser of its own for a founder, who is signed in; closed after the test."""
    opened: list[BrowserContext] = []

    def begin(founder: dict[str, Any], **how: Any) -> BrowserContext:
        context = chromium.new_context(**how)
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in founder["cookies"].items()])  # type: ignore[misc]
        opened.append(context)
        return context

    yield begin
    for context in opened:
        context.close()


def become(context: BrowserContext, house: House, founder: dict[str, Any]) -> None:
    """Another's session in this browser, of which no page hears."""
    context.clear_cookies()
    context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in founder["cookies"].items()])  # type: ignore[misc]


def sign_in(page: Page, founder: dict[str, Any], *, then: str = "**/home/**") -> None:
    page.locator("input[name=login]").fill(founder["email"])
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(then)


def draft(house: House, founder: dict[str, Any], key: str = "company") -> str:
    return f"{house.url}/applications/{founder['number']}/edit/{key}/"


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def died_in_a_tunnel(context: BrowserContext, address: str, text: str) -> None:
    """A page that kept `text` on the device and was gone before the network was back. It died, so it says no goodbye:
    its last word would go out, for the browser cuts the network only of pages that are there."""
    page = opened(context, address)
    context.set_offline(True)
    type_in(page, text)
    shows(page, "kept on this device")
    page.evaluate("addEventListener('visibilitychange', event => event.stopImmediatePropagation(), { capture: true })")
    page.close(run_before_unload=False)
    context.set_offline(False)


def type_in(page: Page, text: str, field: str = WHAT) -> None:
    page.locator(field).fill(text)


def shows(page: Page, text: str) -> None:
    expect(page.locator("[data-autosave]").first).to_contain_text(text, use_inner_text=True)


def kept(house: House, founder: dict[str, Any], key: str = "what") -> str:
    """What the server has."""
    ((answer,),) = house.rows(
        "SELECT answers ->> %s FROM accelerator_sheet s JOIN accelerator_application a ON a.sheet_id = s.id WHERE a.number = %s",
        key,
        founder["number"],
    )
    return str(answer)


def wrote(house: House, founder: dict[str, Any], key: str = "what") -> list[tuple[str]]:
    """Who saved it, one after the other."""
    return house.rows(  # type: ignore[return-value]  # one column
        "SELECT p.email FROM accelerator_change c JOIN accelerator_person p ON p.id = c.by_id"
        " JOIN accelerator_application a ON a.sheet_id = c.sheet_id WHERE c.key = %s AND a.number = %s ORDER BY c.number",
        key,
        founder["number"],
    )


@pytest.mark.full
def test_what_is_typed_is_saved_by_itself(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    page = opened(sit(one), draft(house, one))
    type_in(page, "Ünïcode, 港口 and 🚢")
    shows(page, "Saved")
    assert kept(house, one) == "Ünïcode, 港口 and 🚢"


LISTEN = """() => {
    const box = document.querySelector("[data-autosave]");
    const told = () => box.innerText.trim();
    window.keys = [];
    sheet.addEventListener("input", () => window.keys.push(told()));
    sheet.addEventListener("slipway:saved", () => (sheet.dataset.answered ??= told()));
    new MutationObserver(() => (window.news = (window.news ?? 0) + 1)).observe(box, { subtree: true, attributes: true });
}"""


def test_from_the_first_key_to_the_answer_it_says_saving_and_says_it_once(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    page = opened(sit(one), draft(house, one))
    type_in(page, "First")
    shows(page, "Saved")
    sent: list[Route] = []
    page.route("**/sheet/", lambda route: sent.append(route))
    page.evaluate(LISTEN)
    with page.expect_request("**/sheet/"):
        page.locator(WHAT).press_sequentially("abc")
    page.locator(WHAT).press("d")
    assert page.evaluate("window.keys") == ["Saving…"] * 4
    assert page.evaluate("window.news") == 1
    sent[0].continue_()
    expect(page.locator("#sheet")).to_have_attribute("data-answered", "Saving…")  # the last letter waits
    page.unroute("**/sheet/")
    shows(page, "Saved")
    assert kept(house, one) in ("Firstabcd", "abcdFirst")


@pytest.mark.full
def test_what_bars_submission_is_said_once_it_is_left_and_goes_when_it_is_mended(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    page = opened(sit(one, viewport={"width": 390, "height": 844}), draft(house, one))
    said, to_fix = page.locator("#id_what_error"), page.get_by_role("button", name="1 section to fix")
    type_in(page, "x" * 599)
    expect(page.locator("#live")).to_have_text("1 character left")
    type_in(page, "x" * 603)
    expect(page.locator("#live")).to_have_text("3 characters over the limit. Shorten it to submit.")
    shows(page, "Saved")
    expect(said).to_have_count(0)  # somebody is still at it
    page.locator(WHAT).blur()
    expect(said).to_have_text("3 characters over the limit. Shorten it to submit.")
    expect(page.locator(WHAT)).to_have_attribute("aria-invalid", "true")
    to_fix.click()
    page.wait_for_url("**#id_what")
    expect(page.locator(WHAT)).to_be_focused()
    expect(page.get_by_text("What does your product do?")).to_be_in_viewport()  # and not above the screen
    page.locator(WHAT).fill("Short.")
    expect(said).to_have_count(0)
    expect(page.locator(WHAT)).not_to_have_attribute("aria-invalid", "true")
    expect(to_fix).to_have_count(0)


def typed_before_the_script(context: BrowserContext, address: str, text: str) -> Page:
    page = context.new_page()
    held: list[Route] = []
    page.route("**/main*.js", lambda route: held.append(route))
    with page.expect_request("**/main*.js"):
        page.goto(address, wait_until="commit")
    type_in(page, text)
    held[0].continue_()
    return page


def test_what_was_typed_before_the_script_came_is_saved(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    page = typed_before_the_script(sit(one), draft(house, one), "Typed on a slow line")
    shows(page, "Saved")
    assert kept(house, one) == "Typed on a slow line"


@pytest.mark.full
def test_a_text_the_browser_gives_back_does_not_overwrite_what_another_wrote_since(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    context = sit(one)
    died_in_a_tunnel(context, draft(house, one), "Typed in a tunnel")
    theirs = opened(sit(other), draft(house, one))
    type_in(theirs, "Written meanwhile")
    shows(theirs, "Saved")
    again = typed_before_the_script(context, draft(house, one), "Typed in a tunnel")
    expect(again.locator("[data-conflict]")).to_contain_text("Written meanwhile")
    assert kept(house, one) == "Written meanwhile"


RECORD = """() => {
    const send = window.fetch;
    window.sent = [];
    window.fetch = (...given) => {
        if (given[1]?.method === "PATCH") window.sent.push({ at: Date.now(), changes: JSON.parse(given[1].body).changes });
        return send(...given);
    };
}"""


def test_fast_typing_makes_few_requests_and_all_changed_fields_go_together(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    page = opened(sit(one), draft(house, one))
    page.clock.install()
    page.evaluate(RECORD)
    for letter in "Berth plans that hold":
        page.locator(WHAT).press_sequentially(letter)
        page.clock.run_for(500)
    page.clock.run_for(6_000)
    shows(page, "Saved")
    type_in(page, "Berth plans that hold, and more")
    type_in(page, "1200", "#id_revenue")
    page.clock.run_for(6_000)
    shows(page, "Saved")
    sent = page.evaluate("window.sent")
    gaps = [later["at"] - before["at"] for before, later in pairwise(sent)]
    assert min(gaps) >= 4_950, gaps  # the page's clock runs on between the planning and the sending
    assert len(sent) >= 3  # typed for ten seconds, then once more
    assert [change["name"] for change in sent[-1]["changes"]] == ["what", "revenue"]
    assert (kept(house, one), kept(house, one, "revenue")) == ("Berth plans that hold, and more", "1200")


def test_offline_it_is_kept_here_and_sent_when_the_network_is_back(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    context = sit(one)
    page = opened(context, draft(house, one))
    context.set_offline(True)
    type_in(page, "Typed in a tunnel")
    shows(page, "kept on this device")
    context.set_offline(False)
    shows(page, "Saved")
    assert kept(house, one) == "Typed in a tunnel"


def test_a_page_that_died_offline_gives_the_text_back(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    context = sit(one)
    died_in_a_tunnel(context, draft(house, one), "Typed before the crash")
    again = opened(context, draft(house, one))
    expect(again.locator(WHAT)).to_have_value("Typed before the crash")
    shows(again, "Saved")
    assert kept(house, one) == "Typed before the crash"


# A shelf of the browser that opens once `openShelf` is called, and one that never does.
SLOW_SHELF = """
    const opened = new Promise((resolve) => (window.openShelf = resolve));
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...given) {
      const request = open.apply(this, given);
      const set = (then) => request.addEventListener("success", (event) => opened.then(() => then(event)));
      Object.defineProperty(request, "onsuccess", { set });
      return request;
    };
"""
NO_SHELF = "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };"


def test_it_is_kept_on_the_device_once_that_is_so(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    context = sit(one)
    page = context.new_page()
    page.add_init_script(SLOW_SHELF)
    page.goto(draft(house, one))
    context.set_offline(True)
    type_in(page, "Typed in a tunnel")
    shows(page, "Saving…")
    page.evaluate("openShelf()")
    shows(page, "kept on this device")


def test_where_the_browser_keeps_nothing_the_page_says_so(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    context = sit(one)
    page = context.new_page()
    page.add_init_script(NO_SHELF)
    page.goto(draft(house, one))
    context.set_offline(True)
    type_in(page, "Typed in a private window")
    shows(page, "Not saved.")
    context.set_offline(False)
    shows(page, "Saved")
    assert kept(house, one) == "Typed in a private window"


def test_what_died_on_one_page_is_sent_from_the_next(house: House, drafts: Any, sit: Sit) -> None:
    """The founder comes back to another section than the one they wrote."""
    one, _ = next(drafts)
    context = sit(one)
    died_in_a_tunnel(context, draft(house, one), "Typed before the crash")
    other = opened(context, draft(house, one, "evidence"))
    shows(other, "Saved")
    assert kept(house, one) == "Typed before the crash"
    expect(opened(context, draft(house, one)).locator(WHAT)).to_have_value("Typed before the crash")


@pytest.mark.full
def test_what_another_overtook_waits_for_its_page(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    context = sit(one)
    died_in_a_tunnel(context, draft(house, one), "Typed in a tunnel")
    theirs = opened(sit(other), draft(house, one))
    type_in(theirs, "Written meanwhile")
    shows(theirs, "Saved")
    with context.expect_event("response", lambda answer: answer.request.method == "PATCH"):
        opened(context, draft(house, one, "evidence"))
    clash = opened(context, draft(house, one)).locator("[data-conflict]")
    expect(clash).to_contain_text("Typed in a tunnel")
    expect(clash).to_contain_text("Written meanwhile")


def test_who_signs_out_is_asked_about_what_never_left_this_device(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    context = sit(one)
    died_in_a_tunnel(context, draft(house, one), "Typed in a tunnel")
    page = opened(context, f"{house.url}/accounts/logout/")
    page.locator("main [data-sign-out] button").click()
    expect(page.locator("#confirm")).to_contain_text("is on this device alone")
    page.locator("#confirm [value=no]").first.click()
    editor = opened(context, draft(house, one))
    shows(editor, "Saved")
    assert kept(house, one) == "Typed in a tunnel"
    page.locator("main [data-sign-out] button").click()
    page.wait_for_url(lambda address: "logout" not in address)


@pytest.mark.parametrize("gone", ["session", ""], ids=["session", "cookies"])
def test_signed_out_meanwhile_nothing_typed_is_lost(house: House, drafts: Any, sit: Sit, gone: str) -> None:
    one, _ = next(drafts)
    context = sit(one)
    page = opened(context, draft(house, one))
    context.clear_cookies(name=re.compile(gone))
    type_in(page, "Typed after the session ended")
    shows(page, "You are signed out.")
    expect(page.locator("[data-autosave]").first).to_have_attribute("role", "alert")
    assert page.locator(WHAT).input_value() == "Typed after the session ended"
    with context.expect_page() as tab:
        page.locator("#problem").get_by_role("link", name="Sign in", exact=True).click()
    sign_in(tab.value, one)
    shows(page, "Saved")
    assert kept(house, one) == "Typed after the session ended"
    expect(page.locator("#problem")).to_have_count(0)
    page.locator("button[value=evidence]:visible").first.click()  # signing in changed the token that the page came with
    page.wait_for_url("**/edit/evidence/**")


def test_signed_out_on_the_last_page_one_signs_in_and_submits_once(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    answer(house, one, ANSWERS)
    context = sit(one)
    page = opened(context, f"{house.url}/applications/{one['number']}/submit/")
    context.clear_cookies(name=re.compile("session"))
    page.get_by_role("button", name="Submit the application").click()
    page.wait_for_url("**/accounts/login/**")
    assert submitted(house, one) == []
    sign_in(page, one, then="**/submit/")
    expect(page.get_by_text(ANSWERS["what"])).to_be_visible()
    page.get_by_role("button", name="Submit the application").click()
    page.wait_for_url("**/receipts/**")
    assert submitted(house, one) == [(1, ANSWERS)]
    page.go_back()
    page.reload()
    expect(page.get_by_text("Nothing changed since. There is nothing more to do.")).to_be_visible()


def answer(house: House, founder: dict[str, Any], answers: dict[str, Any]) -> None:
    """What they have written."""
    house.rows(
        "UPDATE accelerator_sheet SET answers = %s WHERE id = (SELECT sheet_id FROM accelerator_application WHERE number = %s)"
        " RETURNING id",
        json.dumps(answers),
        founder["number"],
    )


def submitted(house: House, founder: dict[str, Any]) -> list[tuple[Any, ...]]:
    return house.rows(
        "SELECT s.number, s.answers FROM accelerator_submission s JOIN accelerator_application a ON a.id = s.application_id"
        " WHERE a.number = %s",
        founder["number"],
    )


def test_a_declaration_goes_with_the_language_in_which_it_was_read(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    page = opened(sit(one, locale="ms-MY"), draft(house, one, "evidence"))
    with page.expect_request("**/sheet/") as sent:
        page.get_by_label("Semua ini benar").check()
    changes = [{"name": "true", "value": True, "version": 0}]
    assert sent.value.post_data_json == {"changes": changes, "language": "ms", "form": "1"}
    shows(page, "Saved")
    said = "SELECT marks -> 'true' ->> 'language' FROM accelerator_sheet s JOIN accelerator_application a ON a.sheet_id = s.id"
    assert house.rows(f"{said} WHERE a.number = %s", one["number"]) == [("ms",)]


def test_while_somebody_else_is_signed_in_a_page_keeps_its_text_for_whose_it_is(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    context = sit(one)
    pending, quiet = (opened(context, draft(house, one)) for _ in range(2))
    mine = str(pending.locator("meta[name=slipway]").get_attribute("data-name"))
    context.clear_cookies(name=re.compile("session"))
    type_in(pending, "Mine alone")
    shows(pending, "You are signed out.")
    sign_in(opened(context, f"{house.url}/accounts/login/"), other)
    quiet.evaluate("document.querySelector('#sheet').dispatchEvent(new CustomEvent('slipway:flush'))")
    for page in (pending, quiet):
        shows(page, f"Kept on this device for {mine}")
        expect(page.locator("#problem")).to_contain_text(f"sign in as {mine} and it goes on")
    pending.locator("[data-retry]").first.evaluate("button => button.click()")
    assert (kept(house, one), pending.locator(WHAT).input_value()) == ("None", "Mine alone")
    with context.expect_page() as tab:
        pending.locator("#problem").get_by_role("link", name="Sign in", exact=True).click()
    tab.value.locator("main [data-sign-out] button").click()
    tab.value.wait_for_url("**/accounts/login/**")
    sign_in(tab.value, one)
    shows(pending, "Saved")
    assert (kept(house, one), wrote(house, one)) == ("Mine alone", [(one["email"],)])
    expect(quiet.locator(WHAT)).to_have_value("Mine alone")


def test_what_the_last_person_typed_is_not_sent_though_their_page_was_not_told(house: House, drafts: Any, sit: Sit) -> None:
    """Its tab was asleep as the other signed in: the server knows whose page sends."""
    one, other = next(drafts)
    context = sit(one)
    page = opened(context, draft(house, one))
    become(context, house, other)
    with page.expect_response("**/sheet/") as answer:
        type_in(page, "Mine alone")
    assert answer.value.status == 401
    shows(page, "Kept on this device for")
    assert kept(house, one) == "None"


def test_what_is_written_after_the_end_is_told_on_a_phone_and_can_be_copied(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    page = opened(sit(one, viewport={"width": 390, "height": 844}), draft(house, one))
    type_in(page, "In time")
    shows(page, "Saved")
    with closed(house, one):
        type_in(page, "After the end")
        problem = page.locator("#problem")
        expect(problem).to_contain_text("Your draft is kept; what came after the end is not saved.")
        shows(page, "Not saved.")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        expect(page.get_by_role("button", name="Next section")).to_be_hidden()
        expect(page.get_by_role("banner").locator("[data-until]")).to_be_hidden()
        expect(page.get_by_role("banner").get_by_text("Applied AI")).to_be_in_viewport(ratio=1)
        problem.get_by_role("link", name="To the application's page").click()
        unsent = page.get_by_role("region", name="What you wrote after the end was not saved")
        expect(unsent.get_by_role("definition")).to_have_text("After the end")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert kept(house, one) == "In time"
    editor = opened(page.context, draft(house, one))  # an access code or an extension opens it again: the text is still there
    shows(editor, "Saved")
    assert kept(house, one) == "After the end"


@contextmanager
def closed(house: House, founder: dict[str, Any]) -> Iterator[None]:
    """Its call is over, for a while."""
    move = """UPDATE accelerator_call SET closes_at = closes_at + %s * interval '1 day' WHERE id =
        (SELECT call_id FROM accelerator_application WHERE number = %s) RETURNING closes_at - now()"""
    ((left,),) = house.rows(move, 0, founder["number"])
    house.rows(move, -left.days - 2, founder["number"])
    try:
        yield
    finally:
        house.rows(move, left.days + 2, founder["number"])


def test_the_next_person_at_this_device_is_not_shown_it(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    context = sit(one)
    died_in_a_tunnel(context, draft(house, one), "Mine alone")
    become(context, house, other)
    theirs = opened(context, draft(house, one))
    type_in(theirs, "1", "#id_revenue")
    shows(theirs, "Saved")
    assert theirs.locator(WHAT).input_value() == ""


def test_who_goes_on_does_not_undo_what_another_wrote_after_them(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    mine = opened(sit(one), draft(house, one))
    type_in(mine, "Typed first")
    shows(mine, "Saved")
    theirs = opened(sit(other), draft(house, one))
    type_in(theirs, "Rewritten since")
    shows(theirs, "Saved")
    mine.locator("button[value=evidence]:visible").first.click()
    mine.wait_for_url("**/edit/evidence/**")
    assert kept(house, one) == "Rewritten since"


def test_what_another_wrote_over_is_shown_in_place_and_taken_back(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    for founder, text in ((one, "Typed first"), (other, "Rewritten since")):
        page = opened(sit(founder), draft(house, founder))
        type_in(page, text)
        shows(page, "Saved")
    page.reload()
    page.get_by_text("Earlier answers").first.click()
    type_in(page, "Not yet saved when the button is pressed")
    page.get_by_role("button", name="Take this back").click()
    expect(page.locator(WHAT)).to_have_value("Typed first")
    assert kept(house, one) == "Typed first"


def test_a_conflict_of_choices_is_told_by_their_labels(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    mine, theirs = (opened(sit(founder), draft(house, one)) for founder in (one, other))
    theirs.get_by_label("Idea", exact=True).check()
    shows(theirs, "Saved")
    mine.get_by_label("Pilot with paying users").check()
    clash = mine.locator("[data-conflict]")
    expect(clash.locator("dd")).to_have_text(["Pilot with paying users", "Idea"])


@pytest.mark.full
def test_two_tabs_of_one_person_are_no_conflict(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    context = sit(one)
    left, right = (opened(context, draft(house, one)) for _ in range(2))
    type_in(left, "From the left tab")
    shows(left, "Saved")
    expect(right.locator(WHAT)).to_have_value("From the left tab")
    type_in(right, "And then from the right")
    shows(right, "Saved")
    expect(left.locator(WHAT)).to_have_value("And then from the right")
    assert left.locator("[data-conflict]").count() == right.locator("[data-conflict]").count() == 0


def test_two_tabs_that_write_one_answer_at_once_see_both_texts(house: House, drafts: Any, sit: Sit) -> None:
    """What the left tab could not send yet does not go over what the right one saved meanwhile."""
    one, _ = next(drafts)
    context = sit(one)
    left, right = (opened(context, draft(house, one)) for _ in range(2))
    left.route("**/sheet/", lambda route: route.abort())
    type_in(left, "From the left tab")
    shows(left, "kept on this device")
    type_in(right, "From the right tab")
    shows(right, "Saved")
    left.unroute("**/sheet/")
    clash = left.locator("[data-conflict]")
    expect(clash).to_contain_text("From the left tab")
    expect(clash).to_contain_text("From the right tab")
    assert kept(house, one) == "From the right tab"


def test_a_comma_that_another_took_out_is_not_put_back_unseen(house: House, drafts: Any, sit: Sit) -> None:
    """By a page that never heard that its own text had gone in."""
    one, other = next(drafts)
    mine = opened(sit(one), draft(house, one))
    mine.route("**/sheet/", lambda route: (route.fetch(), route.abort()))
    type_in(mine, "Ports, ships")
    shows(mine, "kept on this device")
    theirs = opened(sit(other), draft(house, one))
    type_in(theirs, "Ports ships")
    shows(theirs, "Saved")
    mine.unroute("**/sheet/")
    expect(mine.locator("[data-conflict] dd")).to_have_text(["Ports, ships", "Ports ships"])
    assert kept(house, one) == "Ports ships"


def test_two_tabs_that_answer_otherwise_at_once_see_both_in_words(house: House, drafts: Any, sit: Sit) -> None:
    """Rows, days, amounts and what was chosen among several or said in one's own words."""
    one, _ = next(drafts)
    context = sit(one)
    left, right = (opened(context, draft(house, one, "team")) for _ in range(2))
    clashing.play(house, one["number"], left, right)


def test_a_place_for_one_file_that_two_tabs_fill_keeps_the_first_and_tells_the_second(
    house: House, drafts: Any, sit: Sit
) -> None:
    one, _ = next(drafts)
    context = sit(one)
    left, right = (opened(context, draft(house, one, "evidence")) for _ in range(2))
    first, second = written(house, "first.pdf", 4096), written(house, "second.pdf", 8192)
    left.locator("input[name=deck]").set_input_files(first)
    expect(left.get_by_role("link", name="first.pdf")).to_be_visible()
    right.locator("input[name=deck]").set_input_files(second)
    expect(right.locator("#id_deck").get_by_role("alert")).to_have_text("One file here. Remove it first.")
    expect(right.locator("#id_deck").get_by_role("link", name="first.pdf")).to_be_visible()
    expect(right.locator("#id_deck .dropzone")).to_be_hidden()
    assert attached(house, one) == [told_of(first)]


def test_of_more_files_than_a_question_takes_the_last_are_refused_before_they_are_sent(
    house: House, drafts: Any, sit: Sit
) -> None:
    one, _ = next(drafts)
    page = opened(sit(one), draft(house, one, "team"))
    files = [written(house, f"more{place}.pdf", 4096 + place) for place in range(8)]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method) if "/uploads/" in request.url else None)
    page.locator("input[name=papers]").set_input_files(files)
    expect(page.get_by_role("link", name="more")).to_have_count(6)
    rows = page.locator("#id_papers [data-rows] > *")
    said = "At most 6 files here. Remove one first."
    expect(rows.locator("b")).to_have_text(["more6.pdf", "more7.pdf"])
    expect(rows.locator(".err")).to_have_text([said, said])
    assert (asked.count("POST"), asked.count("PATCH")) == (6, 6)
    assert set(attached(house, one)) == {told_of(one) for one in files[:6]}


def test_the_list_shows_every_file_though_several_arrive_while_it_is_fetched(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    page = opened(sit(one), draft(house, one, "team"))
    parts: list[Route] = []
    lists: list[tuple[Route, APIResponse]] = []
    page.route("**/uploads/*/", lambda route: parts.append(route))
    page.route("**/files/?question=*", lambda route: lists.append((route, route.fetch())))
    page.locator("input[name=papers]").set_input_files([written(house, f"late{place}.pdf", 4096 + place) for place in range(3)])
    wait_for(lambda: bool(page.evaluate("1")) and len(parts) == 3, why="not all files send")
    parts[0].continue_()
    wait_for(lambda: bool(page.evaluate("1")) and len(lists) == 1, why="the list is not fetched")
    for part in parts[1:]:
        part.continue_()
    expect(page.locator("#id_papers [data-rows] > *")).to_have_count(0)
    wait_for(lambda: bool(page.evaluate("1")) and len(lists) == 3, why="the list is not fetched anew")
    for route, answer in lists:
        route.fulfill(response=answer)
    expect(page.get_by_role("link", name="late")).to_have_count(3)


def written(house: House, name: str, size: int) -> Path:
    file = house.folder / name
    file.write_bytes(pdf_of(size))
    return file


def told_of(file: Path) -> tuple[str, int, str]:
    content = file.read_bytes()
    return file.name, len(content), hashlib.sha256(content).hexdigest()


def test_all_files_are_begun_at_once_three_send_at_a_time_and_the_others_say_that_they_wait(
    house: House, drafts: Any, sit: Sit
) -> None:
    one, _ = next(drafts)
    page = opened(sit(one), draft(house, one, "team"))
    files = [written(house, f"paper{place}.pdf", 4096 + place) for place in range(6)]
    begun: list[Request] = []
    sent: list[Route] = []
    page.on("requestfinished", lambda request: begun.append(request) if request.url.endswith("/uploads/") else None)
    page.route("**/uploads/*/", lambda route: sent.append(route) if route.request.method == "PATCH" else route.continue_())
    with page.expect_request(lambda request: request.method == "PATCH"):
        page.locator("input[name=papers]").set_input_files(files)
    rows = page.locator("#id_papers [data-rows] > *")
    wait_for(lambda: bool(page.evaluate("1")) and len(begun) == 6, why="not all files are begun")
    expect(rows.filter(has_text="Waits for the files before it")).to_have_count(3)
    assert len(sent) == 3
    rows.filter(has_text="Waits for the files before it").nth(1).get_by_role("button", name="Cancel").click()
    expect(rows).to_have_count(5)
    for place in range(5):
        if place < 2:
            with page.expect_request(lambda request: request.method == "PATCH"):  # the next one sends
                sent[place].continue_()
        else:
            sent[place].continue_()
        expect(rows).to_have_count(4 - place)
        assert len(sent) == min(5, 4 + place)
    assert len(begun) == 6
    assert len(attached(house, one)) == 5
    assert set(attached(house, one)) < {told_of(one) for one in files}


@pytest.mark.full
def test_an_upload_that_met_a_sign_out_is_begun_once_however_often_it_is_asked(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    context = sit(one)
    page = opened(context, draft(house, one, "evidence"))
    context.clear_cookies(name=re.compile("session"))
    page.locator("input[name=deck]").set_input_files(written(house, "deck.pdf", 4096))
    again = page.locator("#id_deck").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    become(context, house, one)
    begun: list[Route] = []
    page.route("**/uploads/", lambda route: begun.append(route))
    with page.expect_request("**/uploads/"):
        again.evaluate("button => { button.click(); button.click(); }")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert len(begun) == 1
    begun[0].continue_()
    expect(page.get_by_role("link", name="deck.pdf")).to_be_visible()


def test_two_founders_in_one_answer_see_both_texts(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    mine, theirs = (opened(sit(founder), draft(house, one)) for founder in (one, other))
    type_in(theirs, "Typed first")
    shows(theirs, "Saved")
    type_in(mine, "Typed second")
    clash = mine.locator("[data-conflict]")
    expect(clash).to_contain_text("Typed first")
    expect(clash).to_contain_text("Typed second")
    shows(mine, "Choose a version.")
    sent: list[Route] = []
    mine.route("**/sheet/", lambda route: sent.append(route))
    with mine.expect_request("**/sheet/", timeout=3_000):  # at once
        clash.get_by_role("button", name="Keep yours").click()
    expect(mine.locator(WHAT)).to_be_focused()
    shows(mine, "Saving…")
    sent[0].continue_()
    shows(mine, "Saved")
    expect(mine.locator(WHAT)).to_have_value("Typed second")
    assert kept(house, one) == "Typed second"
    type_in(theirs, "Typed third")  # upon the first, which is theirs to read still
    clash = theirs.locator("[data-conflict]")
    expect(clash).to_contain_text("Typed second")
    clash.get_by_role("button", name="Keep theirs").click()
    expect(theirs.locator(WHAT)).to_have_value("Typed second")
    assert kept(house, one) == "Typed second"


def test_two_founders_see_who_has_which_section_open(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    mine = opened(sit(one), draft(house, one))
    theirs = opened(sit(other), draft(house, one, "evidence"))
    expect(theirs.locator("#beside")).to_contain_text("is in “Company”.")
    with mine.expect_request("**/beside/**", timeout=40_000) as asked:
        pass
    expect(mine.locator("#beside")).to_contain_text("is in “Product and evidence”.")
    assert asked.value.url.endswith("/edit/company/beside/")  # nothing that is typed goes along


def test_who_began_alone_sees_who_joins_while_the_page_is_open(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    joins = """UPDATE accelerator_member SET ended_at = CASE WHEN %s THEN NULL ELSE now() END
        WHERE person_id = (SELECT id FROM accelerator_person WHERE email = %s) RETURNING id"""
    house.rows(joins, False, other["email"])
    mine = opened(sit(one), draft(house, one))
    mine.clock.install()
    mine.reload()
    expect(mine.locator("#beside")).to_be_hidden()
    house.rows(joins, True, other["email"])
    theirs = opened(sit(other), draft(house, one, "evidence"))
    expect(theirs.locator("#beside")).to_contain_text("is in “Company”.")
    with mine.expect_response("**/beside/"):
        mine.clock.run_for(45_000)
    expect(mine.locator("#beside")).to_contain_text("is in “Product and evidence”.")
    with mine.expect_response("**/beside/"):  # from now on sooner
        mine.clock.run_for(20_000)


@pytest.mark.parametrize("kills", [1, pytest.param(3, marks=pytest.mark.full)])
def test_the_server_is_killed_while_somebody_types_and_has_every_word_in_the_end(
    house: House, drafts: Any, sit: Sit, kills: int
) -> None:
    one, _ = next(drafts)
    page = opened(sit(one), draft(house, one))
    text = ""
    for turn in range(kills):
        words = f"Typed while the server went down {turn}. "
        page.locator(WHAT).press_sequentially(words[:20])
        was = house.kill("web")
        page.locator(WHAT).press_sequentially(words[20:])
        text += words
        wait_for(lambda was=was: house.is_back("web", was) and house.answers(), why="the web server is not back")
    wait_for(lambda: kept(house, one) == text, seconds=60, why="what was typed is not on the server")
    assert page.locator(WHAT).input_value() == text
    shows(page, "Saved")


def test_without_scripts_the_buttons_save(house: House, drafts: Any, sit: Sit) -> None:
    one, other = next(drafts)
    page = opened(sit(one, java_script_enabled=False), draft(house, one, "evidence"))
    stale = opened(sit(other, java_script_enabled=False), draft(house, one, "evidence"))
    type_in(page, "Re-stacks fell", PROOF)
    with page.expect_navigation():
        page.locator(PROOF).press("Enter")
    assert kept(house, one, "proof") == "Re-stacks fell"
    type_in(stale, "Written on an older page", PROOF)
    with stale.expect_navigation():
        stale.locator(PROOF).press("Enter")
    expect(stale.locator(PROOF)).to_have_value("Written on an older page")
    expect(stale.get_by_role("alert").filter(has_text="Re-stacks fell")).to_be_visible()
    assert kept(house, one, "proof") == "Re-stacks fell"


def attached(house: House, founder: dict[str, Any]) -> list[tuple[Any, ...]]:
    return house.rows(
        "SELECT f.name, f.size, f.sha256 FROM accelerator_attachment t JOIN accelerator_file f ON f.id = t.file_id "
        "JOIN accelerator_application a ON a.sheet_id = t.sheet_id WHERE a.number = %s",
        founder["number"],
    )


def test_a_file_that_loses_the_network_and_then_its_page_goes_on_where_it_was(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    context, chosen, sent = sit(one), house.folder / "deck.pdf", list[int]()
    chosen.write_bytes(pdf_of(12 * MB))

    def place(request: Request) -> int:
        return int(request.headers.get("upload-offset", -1)) if request.method == "PATCH" else -1

    page = opened(context, draft(house, one, "evidence"))
    with page.expect_request(lambda request: place(request) >= 2 * MB):
        page.locator("input[name=deck]").set_input_files(chosen)
    context.set_offline(True)
    expect(page.locator("#id_deck").get_by_text("Waits for the network")).to_be_visible()
    with page.expect_request(lambda request: place(request) >= 5 * MB):
        context.set_offline(False)
    page.close(run_before_unload=False)
    assert attached(house, one) == []
    again = opened(context, draft(house, one, "evidence"))
    again.on("request", lambda request: sent.append(place(request)))
    with again.expect_response(lambda got: got.url == again.url and got.request.resource_type == "fetch"):  # how far it is
        again.locator("input[name=deck]").set_input_files(chosen)
    expect(again.get_by_role("link", name="deck.pdf")).to_be_visible()
    assert min(offset for offset in sent if offset >= 0) >= 2 * MB
    assert attached(house, one) == [("deck.pdf", 12 * MB, hashlib.sha256(chosen.read_bytes()).hexdigest())]


@pytest.mark.full
def test_a_file_that_was_cancelled_in_a_tunnel_does_not_come_after_all(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    context, large, small, sent = sit(one), house.folder / "large.pdf", house.folder / "small.pdf", list[str]()
    large.write_bytes(pdf_of(12 * MB))
    small.write_bytes(pdf_of(1024))
    page = opened(context, draft(house, one, "evidence"))
    with page.expect_request(lambda request: request.method == "PATCH"):
        page.locator("input[name=deck]").set_input_files(large)
    context.set_offline(True)
    expect(page.locator("#id_deck").get_by_text("Waits for the network")).to_be_visible()
    page.locator("#id_deck").get_by_role("button", name="Cancel").click()
    page.on("request", lambda request: sent.append(request.method))
    context.set_offline(False)
    page.locator("input[name=deck]").set_input_files(small)
    expect(page.get_by_role("link", name="small.pdf")).to_be_visible()
    assert "HEAD" not in sent  # which asks where an upload goes on


@pytest.mark.full
def test_a_second_click_on_a_slow_line_sends_nothing(house: House, drafts: Any, sit: Sit) -> None:
    one, _ = next(drafts)
    page = opened(sit(one), f"{house.url}/account/")
    sent: list[Route] = []
    page.route("**/account/", lambda route: sent.append(route) if route.request.method == "POST" else route.continue_())
    save = page.locator("form:has(input[name=name])").get_by_role("button").last
    with page.expect_console_message(lambda said: said.text == "pressed again"):
        save.evaluate("button => { button.click(); setTimeout(() => { button.click(); console.info('pressed again'); }, 500); }")
    assert len(sent) == 1
    with page.expect_navigation():
        sent[0].continue_()
    assert len(sent) == 1


def test_a_refused_form_begins_at_what_is_to_be_mended(house: House, crowd: list[dict[str, Any]], sit: Sit) -> None:
    page = opened(sit(crowd[0]), f"{house.url}/account/")
    name = page.locator("input[name=name]")
    name.fill("")
    name.press("Enter")
    expect(page.get_by_text("Fill this in.")).to_be_visible()
    expect(page.locator("input[name=name]")).to_be_focused()
    door = opened(sit({"cookies": {}}), f"{house.url}/accounts/login/")
    door.locator("input[name=login]").fill(crowd[0]["email"])
    door.locator("input[name=password]").fill("not-this-one")
    door.locator("input[name=password]").press("Enter")
    expect(door.get_by_role("alert")).to_be_focused()


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 390, "height": 560}])
def test_another_section_begins_at_its_first_question(
    house: House, crowd: list[dict[str, Any]], sit: Sit, size: dict[str, int]
) -> None:
    page = opened(sit(crowd[0], viewport=size), draft(house, crowd[0]))
    page.locator('button[value="evidence"]:visible').last.click()
    page.wait_for_url("**/edit/evidence/#main")
    expect(page.locator("main")).to_be_focused()
    expect(page.locator(".focus-head")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(page.locator(PROOF)).to_be_focused()


def test_rows_are_told_apart_by_their_number(house: House, crowd: list[dict[str, Any]], sit: Sit) -> None:
    page = opened(sit(crowd[0]), draft(house, crowd[0], "team"))
    names = """table => [...table.querySelectorAll(".rows [aria-label]")].map(part => part.getAttribute("aria-label"))"""
    table = page.locator('[data-table="people"]')
    row = ["Name, row {}", "Hours a week, row {}", "Remove row {}"]
    called = [[part.format(number) for number in range(1, most + 1) for part in row] for most in range(4)]
    assert table.evaluate(names) == called[1]
    table.get_by_role("button", name="Add a row").click()
    expect(table.get_by_label("Name, row 2")).to_be_focused()
    table.get_by_role("button", name="Add a row").click()
    assert table.evaluate(names) == called[3]
    table.get_by_role("button", name="Remove row 2").click()
    assert table.evaluate(names) == called[2]


def test_on_a_phone_what_was_done_is_told_above_the_buttons(house: House, crowd: list[dict[str, Any]], sit: Sit) -> None:
    page = opened(sit(crowd[0], viewport={"width": 390, "height": 844}), f"{house.url}/account/")
    page.locator("input[name=name]").press("Enter")
    told = page.locator("[data-toast]").bounding_box()
    assert told
    assert 56 <= told["y"] < 200  # below the head


def test_the_api_page_is_searched_while_one_types(house: House, crowd: list[dict[str, Any]], sit: Sit) -> None:
    """Nothing is asked of the server, and a link to a folded object unfolds it."""
    page = opened(sit(crowd[0]), f"{house.url}/api/")
    box, addresses = page.locator("form[data-uses=find] input[type=search]"), page.locator("details[data-find-item]:visible")
    whole = addresses.count()
    box.fill("restore application")
    expect(addresses).to_have_count(1)
    expect(addresses).to_have_attribute("open", "")
    expect(page.locator("[data-find-count]")).to_have_text("1")
    box.press("Enter")
    addresses.locator('a[href="#shape-Problem"]').first.click()
    expect(page.locator("#shape-Problem")).to_have_attribute("open", "")
    box.fill("boats")
    expect(page.get_by_text("No address fits")).to_be_visible()
    box.fill("")
    expect(addresses).to_have_count(whole)


def test_a_form_is_drawn_by_hand_by_keys_and_without_scripts(house: House, sit: Sit) -> None:
    building.play(house, sit)


def test_a_list_is_sifted_by_keyboard_alone(house: House, sit: Sit) -> None:
    sifting.play(house, sit)


@pytest.mark.faults
def test_what_a_review_lacks_is_told_at_once_and_goes_as_it_is_mended(house: House, sit: Sit) -> None:
    scoring.play(house, sit)


def test_a_conflict_hides_a_file_mid_read(house: House, sit: Sit) -> None:
    hiding.play(house, sit)


def test_no_saved_answer_is_lost_on_the_last_evening(house: House, crowd: list[dict[str, Any]]) -> None:
    evening.play(house, crowd[FOUNDERS:])


@pytest.fixture(scope="module")
def quiet(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: minutes that were bad where servers are killed would put the end of a call off."""
    with _standing("rush", tmp_path_factory.mktemp("quiet"), **rush.ENVIRONMENT) as made:
        yield made


def test_in_the_last_seconds_of_a_call_everybody_has_a_receipt_or_a_refusal(quiet: House) -> None:
    rush.play(quiet)


@pytest.mark.alone
def test_a_round_is_given_its_downtime_and_everybody_has_mail_within_two_minutes(quiet: House) -> None:
    more_time.play(quiet)
