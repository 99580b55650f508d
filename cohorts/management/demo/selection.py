"""The demo's reviews, decisions and offers."""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.decisions import operations as decisions
from accelerator.decisions import queries, weighing
from accelerator.decisions.models import Offer
from accelerator.kit import clock
from accelerator.pipeline import operations as pipeline
from accelerator.reviews import bidding
from accelerator.reviews import operations as reviews
from accelerator.reviews.models import Assignment, Conflict
from accelerator.reviews.planning import Wish
from cohorts.management.demo import answers, names
from cohorts.management.demo.intake import Scene

_COMMENTS = (
    "Real users, real figures. I would like to hear how the second site differs from the first.",
    "The problem is well put. Evidence is thin outside one customer.",
    "Strong team; the plan for sales is a sentence. Worth an interview.",
    "Careful about data, honest about limits. The market may be small.",
    "I tried the demo. It does what they say, slowly.",
)
_TERMS = """What founders write is theirs. I tell nobody outside the panel who applied or what they wrote, use it for nothing but my reviews, \
and keep no copies.

Where I know the people or have a stake I declare a conflict and read no further.

I write what I would say to a founder's face: they may ask for what is kept about them."""
_BIOS = (
    "Ran operations of a port logistics startup for six years.",
    "Engineer; reads anything with a sensor in it.",
    "Invested in forty seed rounds across South-East Asia.",
    "Doctor by training, now builds software for clinics.",
)
_FEEDBACK = (
    "Reviewers liked the problem and wanted more evidence from a second customer.",
    "The team is strong; the plan for reaching customers was not clear enough yet.",
    "The idea stood well; others in this round were further with users.",
)
_ADVICE = (  # a reviewer's own words for the founders
    "Name one customer who pays and what for: your second answer hides the best proof you have.",
    "Say who sells. Two of you write software; the plan needs a person with a calendar full of visits.",
    "Show the numbers before and after. A median over a quarter would convince more than one good week.",
)
_REMARKS = (
    (
        "@{manager}, did anybody speak to the pilot customer? I scored the evidence on their word alone.",
        "@{reviewer}: I called them. *Two* sites, both renew.",
    ),
    (
        "The team answers for the hardware, nobody for the sales.",
        "@{reviewer} agreed, and the plan says so openly. I would still hear them.",
    ),
)
_REASONS = (
    "The round has four of this sector already, and two of them are further.",
    "The interview showed customers that the application did not name.",
    "One review was written on an earlier submission.",
)
_CONDITIONS = "You are registered in Singapore when the cohort begins.\nTwo founders come to the first week."
_QUESTIONS = (
    "You write that users of the pilot asked to keep it. How many of them pay today, and since when?",
    "Which data did you train on, and who agreed to that?",
    "Two of you are named as leading sales. Who decides?",
)
_WAITLIST = (
    "Dear team of *{startup}*,\n\nwe would like to work with you, and have fewer places than startups we would take. You stand on "
    "our waiting list.\n\n{feedback}\n\nYou need not do anything. Should a place become free, we write to you at once."
)
_ANSWER = "Four of eleven pay, the first since June. The others decide when their budgets are set in January."


def judge_past_call(scene: Scene) -> None:
    """Everything reviewed, decided, released; the cohort's offers accepted."""
    call, manager = scene.calls["past"], scene.cast["manager"]
    rows = list(Application.objects.filter(call=call).select_related("startup").order_by("id"))
    _review(scene, rows, assigned=-149, submitted=-138)
    with clock.pretending(scene.day(-127, 15)):
        decisions.arrange(call, conditions=_CONDITIONS, by=manager)
        decisions.enclose(call, upload=_agreement(), by=manager)
        for place, row in enumerate(rows):
            outcome = "accept" if row.startup.name in names.COHORT else "waitlist" if place % 9 == 0 else "decline"
            feedback = "" if outcome == "accept" else _FEEDBACK[place % len(_FEEDBACK)]
            _decide(row, outcome, feedback, place=place, by=manager)
    with clock.pretending(scene.day(-125, 9)):
        release = decisions.release(call, by=manager)
    with clock.pretending(release.told_at):
        while decisions.tell_due():
            pass
    for place, offer in enumerate(Offer.objects.filter(decision__application__call=call).order_by("id")):
        with clock.pretending(scene.day(-124 + place % 9, 11, place)):
            decisions.reply(offer, accepts=True, agreed=[1, 2], by=scene.founders[offer.decision.application.startup.name])


def _agreement() -> SimpleUploadedFile:
    """What comes along with every offer of the past call."""
    lines = [
        "Six months, from the first Monday.",
        "Your work stays yours; we take no equity.",
        "Either side ends it with a month's notice.",
    ]
    return SimpleUploadedFile("participation-agreement.pdf", answers.pdf("Participation agreement", lines), "application/pdf")


def begin_open_call(scene: Scene) -> None:
    """What came in early is being read; some are decided and wait for release."""
    call, manager = scene.calls["open"], scene.cast["manager"]
    rows = list(Application.objects.filter(call=call, state="submitted").select_related("startup", "call").order_by("id")[:32])
    _prepare(scene, rows)
    _entangle(scene, rows[-4:])
    _review(scene, rows, assigned=-9, submitted=-4, share=0.7)
    _hand_back(scene, rows)
    _ask_more(scene, rows[6:9])
    _discuss(scene, rows)
    with clock.pretending(scene.day(-1, 15)):
        _vote(scene, rows[:9])
    with clock.pretending(scene.day(-1, 16)):
        for place, row in enumerate(rows[:6]):
            _decide(row, ("accept", "waitlist", "decline")[place % 3], _FEEDBACK[place % 3], place=place, by=manager)
        words = {"subject": "{startup} is on the waiting list for {call}", "text": _WAITLIST}
        decisions.reword(call.programme, outcome="waitlist", by=manager, **words)
        pipeline.tag(rows[2:20:3], name="Second time", by=manager)
        pipeline.tag(rows[4:24:5], name="Wants a pilot site", by=manager)
        pipeline.flag(rows[-2:], note="Ask for accounts", by=manager)
        pipeline.save(call, name="Singapore, 3.5 and up", query="country=SG&score=3.5", shared=True, by=manager)
        columns = "stage,score,reviews,flags,a.revenue,a.users"
        pipeline.save(call, name="With revenue", query=f"a.revenue=given%3A&columns={columns}", by=manager)
    _plan(scene, rows)
    with clock.pretending(scene.day(-1, 18)):
        pack = decisions.ask_pack(call, beside=2, names_reviewers=False, by=manager)
        decisions.write_pack(pack.pk)


def _plan(scene: Scene, rows: list[Application]) -> None:
    """Two ways to fill the next cohort: the highest scores, and a set that is spread."""
    call, manager = scene.calls["open"], scene.cast["manager"]
    most = {"kind": "each", "way": "most", "of": "sector", "bound": "2"}
    early = {"kind": "share", "way": "least", "of": "a.stage", "bound": "40", "values": ["idea", "prototype", "pilot"]}
    with clock.pretending(scene.day(-1, 17)):
        decisions.plan(call, name="Highest scores", places=8, note="What the means alone would choose.", by=manager)
        decisions.plan(
            call,
            name="Two per sector, early ones too",
            places=8,
            limits=[most, early],
            pinned_in=[rows[0].pk],
            note="The board asked for a spread over sectors. One place was promised in the spring.",
            by=manager,
        )


def _discuss(scene: Scene, rows: list[Application]) -> None:
    """Of the first two that the cast's reviewer has scored beside others, the panel talks."""
    scored = Assignment.objects.filter(application__in=rows, state=Assignment.State.SCORED).order_by("id")
    own = scored.filter(reviewer=scene.cast["reviewer"]).select_related("application__call", "application__startup")
    for place, mine in enumerate(own[: len(_REMARKS)]):
        asks, answers = _REMARKS[place]
        other = scored.filter(application=mine.application).exclude(pk=mine.pk).select_related("reviewer").first()
        with clock.pretending(scene.day(-2, 11 + place)):
            reviews.remark(mine.application, text=asks.format(manager=scene.cast["manager"]), by=mine.reviewer)
        with clock.pretending(scene.day(-2, 14 + place)):
            by = other.reviewer if other else scene.cast["manager"]
            reviews.remark(mine.application, text=answers.format(reviewer=mine.reviewer), by=by)


def _entangle(scene: Scene, rows: list[Application]) -> None:
    """Conflicts of interest of all sorts: found by an address and by relations, one of them lifted since, and one declared."""
    near, invests, advises, knows = rows
    cast, second, third = scene.reviewers[:3]
    with clock.pretending(scene.day(-12, 10)):
        address = f"{slugify(second.name).replace('-', '.')}@{urlsplit(near.startup.website).hostname}"
        EmailAddress.objects.create(user=second, email=address, verified=True, primary=False)
        relation = reviews.Said(third, "investor", name=invests.startup.name, note="Holds shares since the seed round")
        reviews.relate(relation, by=scene.cast["manager"])
        reviews.relate(reviews.Said(cast, "adviser", name=advises.startup.name, until_on=scene.day(400).date()), by=cast)
        reviews.relate(reviews.Said(second, "other", name=advises.startup.name, note="Spoke at the same fair"), by=second)
        reviews.refresh(near.call)
    with clock.pretending(scene.day(-11, 9)):
        reviews.lift(Conflict.objects.get(person=second, source="other"), by=scene.cast["manager"])
        reviews.declare(knows, person=cast, by=cast, reason="The founder and I were at school together.")


def _decide(row: Application, outcome: str, feedback: str, *, place: int, by: Any) -> None:
    """With a reason where it goes against the means, as people have to give one."""
    asked = weighing.weigh(row.call, row).told(outcome)
    why = {"ground": queries.USUAL_GROUNDS[place % 2], "reason": _REASONS[place % len(_REASONS)]} if asked else {}
    decisions.decide(row, outcome=outcome, feedback=feedback, by=by, **{name: str(text) for name, text in why.items()})


def _vote(scene: Scene, rows: list[Application]) -> None:
    """A panel of three is about to end its vote; nothing of theirs may be in conflict with what they vote on."""
    call, manager = scene.calls["open"], scene.cast["manager"]
    panel = [scene.cast["reviewer"], *(one for one in scene.reviewers if one != scene.cast["reviewer"])][:3]
    decisions.arrange(call, quorum=2, voters=panel, conditions=_CONDITIONS, offers_on=True, by=manager)
    decisions.open_voting(call, by=manager)
    for place, row in enumerate(rows):
        for person in panel[1:] if place % 2 else panel[1:2]:
            if person.has_perm("decisions.vote", row):
                outcome = ("accept", "waitlist", "decline")[(place + person.pk) % 3]
                decisions.vote(row, outcome=outcome, reason=_FEEDBACK[place % 3] if outcome == "decline" else "", by=person)


def _prepare(scene: Scene, rows: list[Application]) -> None:
    """What reviewers said of themselves, and what they bid; the cast's own reviewer has some left to answer."""
    call, manager = scene.calls["open"], scene.cast["manager"]
    sectors = sorted({row.startup.sector for row in rows if row.startup.sector})
    first, last = scene.day(-15).date(), scene.day(3).date()
    with clock.pretending(scene.day(-160, 9)):
        terms = reviews.write_terms(call.programme, text=_TERMS, by=manager)
        for person in scene.reviewers:
            reviews.accept(terms, by=person)
    with clock.pretending(scene.day(-15, 9)):
        reviews.arrange(call, bids_from=first, bids_until=last, hands_on_after=7, takes_more=True, by=manager)
        for place, person in enumerate(scene.reviewers):
            fields = {sectors[(place * 2 + step) % len(sectors)]: 3 - step for step in range(3)} if sectors else {}
            said: dict[str, Any] = {
                "bio": _BIOS[place % len(_BIOS)],
                "country": ("SG", "SG", "MY", "IN", "ID")[place % 5],
                "languages_read": ["en", *(["zh-hans"], ["ms"], [])[place % 3]],
            }
            reviews.describe(person, by=person, max_load=20 if place % 4 == 0 else None, expertise=fields, **said)
    with clock.pretending(scene.day(-12, 14)):
        for person in scene.reviewers:
            wanted = rows[:12] if person == scene.cast["reviewer"] else rows
            able = [row.number for row in bidding.apart(list(bidding.shown(call, person)), person) if row in wanted]
            chance = Random(person.email)
            reviews.bid(call, {number: chance.choice(("yes", "maybe", "maybe", "no")) for number in able}, by=person)
    busy = scene.reviewers[-1]
    reviews.announce(busy, from_on=scene.day(1).date(), until_on=scene.day(12).date(), note="At a trade fair", by=busy)


def _hand_back(scene: Scene, rows: list[Application]) -> None:
    """One that somebody else does not feel at home with; its place waits for another reviewer."""
    waiting = Assignment.objects.filter(application__in=rows, state=Assignment.State.ASSIGNED).order_by("-id")
    for one in waiting.exclude(reviewer=scene.cast["reviewer"]).select_related("application__call", "reviewer")[:1]:
        with clock.pretending(scene.day(-3, 9)):
            reviews.decline(one, reason="not_my_field", note="I know too little of this market to be of use.", by=one.reviewer)


def _ask_more(scene: Scene, rows: list[Application]) -> None:
    """What was open after a first look; one startup has answered."""
    for place, (row, asks) in enumerate(zip(rows, _QUESTIONS, strict=False)):
        with clock.pretending(scene.day(-3, 10 + place)):
            clarification = applications.ask_more(row, asks=asks, due_on=scene.day(4).date(), by=scene.cast["manager"])
        if not place:
            with clock.pretending(scene.day(-2, 15)):
                applications.answer(clarification, text=_ANSWER, by=scene.founders[row.startup.name], at=clock.now())


def _review(scene: Scene, rows: list[Application], *, assigned: int, submitted: int, share: float = 1.0) -> None:
    manager = scene.cast["manager"]
    with clock.pretending(scene.day(assigned, 10)):
        wish = Wish(scene.reviewers, per_item=3, due_on=scene.day(submitted + 12).date())
        reviews.allot(rows[0].call.review_stages.get(), rows, wish, by=manager)
    given = Assignment.objects.filter(application__in=rows).select_related("application__call__rubric", "reviewer").order_by("id")
    for place, assignment in enumerate(given):
        if scene.chance.random() > (share / 3 if assignment.reviewer == scene.cast["reviewer"] and share < 1 else share):
            continue  # the cast's own reviewer has more left to do
        with clock.pretending(scene.day(submitted, 9 + place % 9, place % 60)):
            score(assignment, Random(assignment.application.number + str(place)))


def score(assignment: Assignment, chance: Random) -> None:
    """A plausible review: an application has a quality, a reviewer a leaning."""
    quality = Random(assignment.application.number).gauss(3.3, 0.7)
    leaning = Random(assignment.reviewer.email).gauss(0, 0.35)
    changes = {
        f"points-{position}": str(min(5, max(1, round(quality + leaning + chance.gauss(0, 0.5))))) for position in range(1, 6)
    }
    changes["comment"] = chance.choice(_COMMENTS)
    changes["feedback"] = chance.choice(_ADVICE) if chance.random() < 0.5 else ""
    reviews.score(assignment, by=assignment.reviewer, changes=changes, spent=chance.randrange(420, 900))
    reviews.submit(assignment, by=assignment.reviewer, at=clock.now())
