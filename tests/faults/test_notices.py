"""No mail is lost and none is doubled while workers, beat, broker and relay fail. Real processes, real kill -9."""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random

import pytest

from accelerator.notices import judging
from accelerator.notices.models import Delivery
from tests.factories import accounts
from tests.faults import report
from tests.faults.chaos import Crew, Register, batter, is_settled, wait_until

FULL = os.environ.get("SLIPWAY_SIZE") == "full"
COUNT, SEEDS, KILLS, OUTAGE = (10_000, (1, 2, 3), 50, 200) if FULL else (500, (1,), 4, 0)
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("relay", ["LoggedSmtp", "Smtp"], ids=["tells", "cannot_tell"])
def test_no_mail_is_lost_or_doubled(relay: str, seed: int, tmp_path: Path) -> None:
    for number in range(20):
        accounts.person(f"reader{number}@example.org")
    began = time.monotonic()
    register = Register(tmp_path / "taken.log")
    try:
        with Crew(register, relay, tmp_path) as crew:
            promising = crew.promise(COUNT, seed)
            batter(crew, register, count=COUNT, kills=KILLS, outage=OUTAGE, chance=Random(seed))
            assert promising.wait(600) == 0
            wait_until(is_settled, seconds=300, why=f"left: {_states()}")
            unknown = _listed(relay)
            _judge(register)
            wait_until(is_settled, seconds=120, why=f"left after judging: {_states()}")
    finally:
        register.controller.stop()
    assert register.out == 0  # the relay did fail as long as it should
    promised = set(Delivery.objects.values_list("relay_id", flat=True))
    taken = register.taken()
    lost, doubled, strange = promised - set(taken), [one for one, times in taken.items() if times > 1], set(taken) - promised
    report.write(
        "chaos of notices", relay=relay, seed=seed, promised=len(promised), kills=KILLS, lost=len(lost), doubled=len(doubled),
        listed=unknown, seconds=round(time.monotonic() - began),
    )  # fmt: skip
    assert (len(promised), lost, doubled, strange) == (COUNT, set(), [], set())
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.SENT}


def _listed(relay: str) -> int:
    """How many nobody can tell about; a relay that tells leaves none."""
    unknown = Delivery.objects.filter(state=Delivery.State.UNKNOWN).count()
    assert relay == "Smtp" or unknown == 0
    assert Delivery.objects.filter(state=Delivery.State.SENT).count() + unknown == COUNT, _states()
    return unknown


def _judge(register: Register) -> None:
    """The person to whom they are listed looks into the relay's own log, and decides each."""
    admin = accounts.operator_person(role="admin")
    for delivery in Delivery.objects.filter(state=Delivery.State.UNKNOWN):
        decide = judging.call_sent if register.taken()[delivery.relay_id] else judging.send_again
        decide(delivery, by=admin)


def _states() -> dict[str, int]:
    return {state: Delivery.objects.filter(state=state).count() for state in Delivery.State}
