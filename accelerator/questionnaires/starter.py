"""A form to begin with: what accelerators ask of nearly everybody. Made in one click, then changed to taste."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _


def accelerator_application() -> dict[str, Any]:
    """Seven sections, 31 questions, in the language of whoever makes it."""
    sections = (_company, _team, _product, _market, _responsible_ai, _needs, _declarations)
    return {"sections": [section() for section in sections]}


def _section(key: str, title: str, intro: str, *questions: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "title": title, "intro": intro, "questions": list(questions)}


def _ask(key: str, type: str, label: str, help: str = "", *, required: bool = True, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type, "label": label, "help": help, "required": required, **more}


def _options(*labels: str) -> list[dict[str, str]]:
    return [
        {"value": slugify(label).replace("-", "_") or f"option_{place}", "label": label} for place, label in enumerate(labels, 1)
    ]


def _company() -> dict[str, Any]:
    return _section(
        "company",
        _("Company"),
        _("Facts about the startup. You can leave this page at any time; everything is kept."),
        _ask(
            "legal_name",
            "text",
            _("Registered name"),
            _("As it stands in the company register, or the name you plan to register."),
        ),
        _ask(
            "one_line",
            "text",
            _("Your startup in one sentence"),
            _("Who it is for and what it does for them."),
            limit=160,
            fact="one_liner",
        ),
        _ask("website", "url", _("Website"), required=False, fact="website"),
        _ask("country", "country", _("Country of registration"), fact="country"),
        _ask("founded_on", "date", _("Founded on"), _("The day of registration, or when you began."), fact="founded_on"),
        _ask(
            "stage",
            "choice",
            _("Stage"),
            options=_options(_("Idea"), _("Prototype"), _("Pilot"), _("Paying customers"), _("Growing")),
        ),
    )


def _team() -> dict[str, Any]:
    return _section(
        "team",
        _("Team"),
        _("Who builds this, and why you."),
        _ask(
            "founders",
            "long_text",
            _("Who are the founders?"),
            _("Name, role and what each did before. One paragraph a person."),
            limit=1500,
        ),
        _ask("full_time", "number", _("Founders working full-time"), min="0", max="50", whole=True),
        _ask("team_size", "number", _("People in total"), min="1", max="5000", whole=True, fact="team_size"),
        _ask(
            "why_you",
            "long_text",
            _("Why are you the people to do this?"),
            _("What you know or can do that others cannot."),
            limit=800,
        ),
        _ask(
            "contact",
            "email",
            _("E-mail address for questions"),
            _("We write there only about this application."),
            required=False,
        ),
    )


def _product() -> dict[str, Any]:
    return _section(
        "product",
        _("Product and evidence"),
        _("Reviewers read this section first. Plain language works best."),
        _ask(
            "product",
            "long_text",
            _("What does your product do, and who uses it today?"),
            _("Name the user and the setting. Numbers help."),
            limit=600,
        ),
        _ask("problem", "long_text", _("What problem does it solve?"), _("How people manage without it now."), limit=600),
        _ask(
            "evidence",
            "long_text",
            _("What evidence shows that it works?"),
            _("A pilot, a measurement, a customer's decision."),
            limit=800,
        ),
        _ask("ai_role", "long_text", _("What part does AI play in it?"), _("What it would not do without."), limit=600),
        _ask("deck", "file", _("Pitch deck"), _("Up to 15 pages."), accept=["pdf"]),
        _ask(
            "supporting",
            "file",
            _("Supporting files"),
            required=False,
            accept=["pdf", "docx", "xlsx", "csv", "png", "jpg"],
            max=4,
        ),
        _ask(
            "demo_link",
            "url",
            _("Link to a live product or video"),
            _("If it needs a login, say so in an answer above."),
            required=False,
        ),
    )


def _market() -> dict[str, Any]:
    return _section(
        "market",
        _("Market and traction"),
        _("How large this can become, and what happened so far."),
        _ask("market", "long_text", _("Who pays, and how many of them are there?"), limit=800),
        _ask("competition", "long_text", _("Who else solves this, and what do you do better?"), limit=800),
        _ask(
            "revenue",
            "money",
            _("Monthly recurring revenue"),
            _("The last full month. 0 is a fine answer."),
            currency="SGD",
            min="0",
        ),
        _ask("raised", "money", _("Raised so far"), _("Equity and convertible notes, all rounds."), currency="SGD", min="0"),
        _ask("traction", "long_text", _("What changed in the last six months?"), required=False, limit=600),
    )


def _responsible_ai() -> dict[str, Any]:
    return _section(
        "responsible_ai",
        _("Responsible AI"),
        _("There is no wrong answer here. It tells us what to help with."),
        _ask(
            "data",
            "choices",
            _("What data does your AI use?"),
            options=_options(
                _("Public records"), _("Licensed data"), _("Customer data"), _("Personal data"), _("Data we made ourselves")
            ),
        ),
        _ask("safeguards", "long_text", _("How do you protect people's data?"), limit=600),
        _ask("harm", "long_text", _("Whom could a wrong output harm, and how would you notice?"), limit=600),
        _ask(
            "oversight",
            "choice",
            _("Who looks at what the AI decides?"),
            options=_options(_("A person decides, AI advises"), _("AI decides, a person can step in"), _("AI decides alone")),
        ),
    )


def _needs() -> dict[str, Any]:
    return _section(
        "needs",
        _("What you need"),
        _("So that we can tell honestly whether we are the right programme."),
        _ask(
            "wants",
            "choices",
            _("What do you want from the programme?"),
            options=_options(
                _("Customers"), _("Mentors"), _("Cloud credits"), _("Funding"), _("Hiring"), _("Responsible-AI help")
            ),
        ),
        _ask("goal", "long_text", _("What will have changed in six months if this goes well?"), limit=600),
    )


def _declarations() -> dict[str, Any]:
    return _section(
        "declarations",
        _("Declarations"),
        "",
        _ask("is_true", "yes_no", _("What we wrote is true and complete to the best of our knowledge."), must_be_yes=True),
        _ask("may_share", "yes_no", _("Reviewers and programme staff may read this application."), must_be_yes=True),
    )
