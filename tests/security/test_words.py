"""Everything a person reads goes through the catalogue: in a language of marked letters no plain word is left."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext
from django.views import defaults

from accelerator.accounts import queries
from accelerator.accounts.models import Person
from accelerator.kit import clock
from accelerator.kit.workdays import Workdays
from accelerator.notices import letters
from accelerator.notices.models import Delivery, Message
from accelerator.notices.operations import KINDS
from config import urls
from tests.cast import browser
from tests.security import afloat, pseudo
from tests.security.house import bare

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[afloat.House]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), afloat.moored() as made, pseudo.spoken():
        patch.setattr(urls, "handler403", bare(403, defaults.permission_denied), raising=False)
        patch.setattr(urls, "handler404", bare(404, defaults.page_not_found), raising=False)
        Person.objects.update(language=pseudo.CODE)
        queries.settings().save()  # the operator's own texts, as if somebody had read them
        yield made


@pytest.fixture(scope="module")
def written(house: afloat.House) -> list[str]:
    return [*pseudo.people_wrote(), *_holidays()]


def _holidays() -> set[str]:
    """Holidays are called as their own table calls them."""
    first = clock.now().date()
    return {Workdays("SG").why_off(first + timedelta(days=n)) for n in range(-400, 800)} - {"", "weekend"}


@pytest.fixture(scope="module")
def pages(house: afloat.House) -> dict[str, pseudo.Page]:
    """The house's pages by "route as somebody", as the first who may open it; those of one row as two, the home as all."""
    people = ("founder", "manager", "admin", "reviewer", "mentor", "grants_officer", "partner", "auditor", "newcomer")
    headers = {"accept-language": pseudo.CODE, "x-bare": "1"}
    clients = {name: browser(house.people[name], headers=headers) for name in people} | {"stranger": Client(headers=headers)}
    found: dict[str, pseudo.Page] = {}
    seen = set()
    for route in afloat.routes():
        address = house.address(route)
        if route.pattern.startswith(("desk/", "api/")) or address in seen:
            continue
        seen.add(address)
        opened = 0
        for name, client in clients.items():
            if route.name != "home" and opened == (2 if "<" in route.pattern else 1):
                break
            answer = client.get(address, secure=True)
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            if is_page and answer.status_code in (200, 405):
                found[f"{route.name} as {name}"] = pseudo.Page(answer.text)
                opened += 1
            if answer.status_code == 405:
                break
    founder = browser(house.people["founder"], headers={"accept-language": pseudo.CODE})
    for name, address in (("missing", "/nowhere/"), ("denied", "/people/")):
        found[name] = pseudo.Page(founder.get(address, secure=True).text)
        assert len(found[name].said) > 10
    return found


def test_the_language_marks_what_is_translated_and_keeps_gaps(house: afloat.House) -> None:
    with translation.override(pseudo.CODE):
        assert gettext("Search %(name)s <b>{now}</b> &amp; go") == "Šéářçĥ %(name)s <b>{now}</b> &amp; ğó"
        assert pgettext("state of call", "Draft") == "Đřáƒť"
        assert ngettext("%(n)d day", "%(n)d days", 2) == "%(n)d đáýš"


def test_plain_words_are_noticed() -> None:
    page = pseudo.Page('<p title="Plain">Šéářçĥ <b>Quaykeeper</b> now</p><script>var quiet</script><img alt="Íçóñ">')
    assert pseudo.unmarked(page.said, ["Quaykeeper"]) == ["Plain", "now"]


def test_every_kind_of_page_was_read(pages: dict[str, pseudo.Page]) -> None:
    read = {name.partition(" as ")[0] for name in pages}
    assert len(read) > 80


def test_no_page_has_a_plain_word(pages: dict[str, pseudo.Page], written: list[str]) -> None:
    plain = {name: pseudo.unmarked(page.said, written) for name, page in pages.items()}
    assert {name: texts for name, texts in plain.items() if texts} == {}


def test_what_scripts_say_is_translated_and_there(pages: dict[str, pseudo.Page]) -> None:
    asked = set()
    for file in (ROOT / "static/src/js").glob("*.js"):
        asked |= set(re.findall(r'\bsay\("(\w+)"', file.read_text()))
    words = next(page.words for page in pages.values() if page.words)
    assert asked <= set(words)
    said = [one for text in words.values() for one in ([text] if isinstance(text, str) else text)]  # a pair: of one, of more
    assert pseudo.unmarked(said, []) == []


def test_scripts_hold_no_sentences_of_their_own() -> None:
    """A string of ours that begins like a sentence stands in the page's words, not in a script."""
    found = {
        f"{file.name}: {text}"
        for file in (ROOT / "static/src/js").glob("*.js")
        for text in re.findall(r"""["'`]([A-Z][a-z]+(?: [a-z]+)+[.!?…]?)["'`]""", _without_comments(file.read_text()))
    }
    assert found == set()


def _without_comments(source: str) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//.*$", "", source, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_mail_has_a_plain_word(house: afloat.House, written: list[str], kind: str) -> None:
    message = Message(kind=kind, recipient=house.who.founder, subject="x:1", facts={}, url="/home/", code="none")
    message.recipient.language = pseudo.CODE
    delivery = Delivery(message=message, address=house.who.founder.email, relay_id="<x@slipway>")
    letter = letters.mail(delivery)
    page = pseudo.Page(str(letter.alternatives[0][0]))
    assert len(page.said) > 2
    assert pseudo.unmarked([str(letter.subject), *str(letter.body).splitlines(), *page.said], written) == []


_SPEAKING = {
    "Refusal",
    "Forbidden",
    "TooMany",
    "ValidationError",
    "add_error",
    "HttpError",
    "success",
    "info",
    "warning",
    "error",
}
_TRANSLATING = re.compile(r"^_\w*$|^[np]{0,2}gettext")


def _said_plainly(tree: ast.AST) -> Iterator[str]:
    """Sentences given to something that shows them to a person, outside any call that translates."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) in _SPEAKING):
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in ("log", "logger"):
            continue
        for given in call.args:
            yield from _sentences(given)


def _sentences(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _TRANSLATING.match(_name(node)):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"[A-Za-z]{2,} [a-z]", node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _sentences(child)


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def test_every_refusal_and_error_is_translated() -> None:
    """Few of them are met by looking at pages, so their sentences are read in the source."""
    plain = {
        f"{file.relative_to(ROOT)}: {sentence}"
        for app in ("accelerator", "cohorts", "config")
        for file in (ROOT / app).rglob("*.py")
        if "management" not in file.parts and "migrations" not in file.parts
        for sentence in _said_plainly(ast.parse(file.read_text()))
    }
    assert plain == set()


def test_a_plain_refusal_is_noticed() -> None:
    source = 'raise Refusal("Wait a moment.")\nraise Refusal(_("Wait.") % {"a b": 1})\nform.add_error("x", _now("Not yet now."))'
    assert list(_said_plainly(ast.parse(source))) == ["Wait a moment."]


FORMS = {
    "founder": ("/startups/new/", "/account/"),
    "manager": ("/programmes/{programme}/calls/new/", "/cohorts/new/", "/plans/new/", "/programmes/{programme}/edit/"),
    "admin": ("/people/invite/", "/programmes/new/"),
    "mentor": ("/sessions/log/",),
    "grants_officer": ("/credits/pools/new/", "/credits/grants/new/"),
}


@pytest.mark.parametrize(("who", "address"), [(who, address) for who, several in FORMS.items() for address in several])
def test_no_error_of_a_form_is_plain(house: afloat.House, written: list[str], who: str, address: str) -> None:
    """Sent empty, a form shows its errors."""
    client = browser(house.people[who], headers={"accept-language": pseudo.CODE})
    answer = client.post(address.format(programme=house.programme.slug), {"csrfmiddlewaretoken": "-"}, secure=True)
    assert answer.status_code in (200, 422)
    assert "aria-invalid" in answer.text
    assert pseudo.unmarked(pseudo.Page(answer.text).said, written) == []
