"""What founders asked about the demo's calls, a code for those who come late, a deadline that moved."""

from __future__ import annotations

from datetime import timedelta

from accelerator.kit import clock
from accelerator.programmes import operations as programmes
from accelerator.programmes.models import Enquiry
from cohorts.management.demo.intake import Scene

_ASKED = [
    (
        -9,
        "mentor",
        "Do you take equity? Our lead investor asks.",
        "Is equity taken?",
        "No. The programme takes no equity and no fee. Credits and mentors are paid by the agency.",
    ),
    (
        -6,
        "cofounder",
        "May one of us two founders take part from Jakarta?",
        "May a founder take part from abroad?",
        "Yes, for all but the first and the last week. At least one founder is in Singapore throughout.",
    ),
    (-1, "founder", "Does a paid pilot with a hospital count as a customer?", "", ""),
]


def make_enquiries(scene: Scene) -> None:
    """Two questions answered for everybody, one that waits; an access code; a week more for the compute grant."""
    manager, call = scene.cast["manager"], scene.calls["open"]
    for days, who, asked, told, answer in _ASKED:
        made = _ask(scene, days, who, asked)
        if answer:
            with clock.pretending(scene.day(days + 1, 11)):
                programmes.answer(made, told=told, text=answer, publish=True, by=manager, at=clock.now())
    with clock.pretending(scene.day(-2, 15)):
        closes_at = call.closes_at + timedelta(days=2)
        note = "Teams of the spring fair, whose stand was booked late"
        programmes.make_access_code(call, note=note, max_uses=12, closes_at=closes_at, by=manager, at=clock.now())
        compute = scene.calls["compute"]
        reason = "The price list of the second provider comes a week later."
        programmes.extend(compute, closes_at=compute.closes_at + timedelta(days=7), reason=reason, by=manager, at=clock.now())


def _ask(scene: Scene, days: int, who: str, asked: str) -> Enquiry:
    with clock.pretending(scene.day(days, 16)):
        return programmes.ask(scene.calls["open"], asked=asked, by=scene.cast[who], at=clock.now())
