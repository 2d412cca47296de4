"""A transition by hand: what is said, signed, shown, taken up, borne; what answering for results does.

Chances are tested over many people or many signs with a false alarm of 1e-4 each.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from centres import centre_of, pass_openings, refund, run_of
from scipy import stats

from sim.governance.transition import (
    alone_or_after_colleagues,
    careful,
    challenge,
    let_transition_go_on,
    measured_day,
    threat,
)
from sim.states import BY_SPONSOR
from sim.transition import Transition
from sim.world import Run

MONTH = 30.4375 * 86_400_000
ALARM = 1e-4


def led(advisors: int = 4, days: int = 60, warmup: int = 0, people: Any = None, **how: Any) -> Run:
    """Advisors who may decide 50 EUR in the end, and decided 10 before; steps are signed at once."""
    plain = {"enabled": True, "authority_before": 10.0, "sign_off": 0.0, "signs": 0, "announcement": 0}
    change = Transition(**(plain | how))
    return run_of(centre_of(refund(80), transition=change, people=people), advisors, days=days, warmup=warmup)


def after(run: Run, days: int) -> Run:
    return pass_openings(run, days, let_transition_go_on)


def authority(run: Run) -> float:
    [each] = set(run.world.advisor.authority.tolist())
    return float(each)


def test_without_one_nothing_is_touched() -> None:
    run = after(led(enabled=False), 3)
    assert authority(run) == 50
    assert run.world.day[:3].authority.tolist() == [50.0] * 3
    assert run.world.day[:3].on_board.sum() == run.world.clock[0].announced == 0


def test_authority_grows_step_by_step_from_its_day_on() -> None:
    """Four steps of 10 EUR, five open days apart, from the third on."""
    run, found = led(autonomy_from=2, step_every=5), []
    for _ in range(20):
        found.append(authority(after(run, 1)))
    assert found == [10.0] * 2 + [20.0] * 5 + [30.0] * 5 + [40.0] * 5 + [50.0] * 3
    assert run.world.day[:20].authority.tolist() == found


def test_while_it_warms_up_all_is_as_before() -> None:
    run = led(warmup=3, steps=1)
    assert authority(after(run, 3)) == 10
    assert run.world.clock[0].announced == 0
    assert measured_day(run.world) == -1
    assert authority(after(run, 1)) == 50
    assert measured_day(run.world) == 0


def test_one_signature_after_the_other() -> None:
    """Whole days of exponential times, each on top of a day: 30 steps of 4 days on average."""
    run = led(days=900, steps=30, step_every=1, sign_off=4.0)
    days = after(run, 800).world.day[:800]
    signed = np.flatnonzero(np.diff(days.authority, prepend=10.0) > 0)
    assert signed.size == 30
    gaps = np.diff(signed)
    assert gaps.min() >= 1
    mean = 1 + 1 / math.expm1(1 / 4)
    spread = math.sqrt(math.exp(-1 / 4)) / -math.expm1(-1 / 4)
    assert abs(gaps.mean() - mean) < stats.norm.isf(ALARM / 2) * spread / math.sqrt(gaps.size)


@pytest.mark.parametrize(("involved", "wanted"), [(True, (3, 0)), (False, (0, 3))])
def test_the_announcement_is_a_promise_kept_or_broken(involved: bool, wanted: tuple[int, int]) -> None:
    advisor = after(led(announcement=3, involved=involved), 5).world.advisor
    assert set(advisor.kept[:, BY_SPONSOR]) == {wanted[0]}
    assert set(advisor.broken[:, BY_SPONSOR]) == {wanted[1]}


def test_signs_come_at_their_time_and_are_lived_up_to_as_often_as_the_sponsor_is_strong() -> None:
    run = after(led(days=900, trust_from=3, signs=200, signs_every=4, sponsor=0.7), 850)
    days = run.world.day[:850]
    seen = np.flatnonzero(days.signs_kept + days.signs_broken)
    assert seen.tolist() == list(range(3, 3 + 800, 4))
    kept = int(days.signs_kept.sum())
    assert stats.binomtest(kept, 200, 0.7).pvalue > ALARM
    assert set(run.world.advisor.kept[:, BY_SPONSOR]) == {kept}
    assert set(run.world.advisor.broken[:, BY_SPONSOR]) == {200 - kept}


def test_volunteers_are_those_who_want_to_decide() -> None:
    """A tenth of all; in proportion to the square of what they want to decide, over the mean."""
    run = led(4_000, 2, population="volunteers", people={"appetite": 0.5, "appetite_spread": 0.5})
    after(run, 1)
    world = run.world
    reached = world.person.on_board[world.advisor.person] == 1
    chance = 0.1 * (world.advisor.appetite / 0.5) ** 2
    spread = math.sqrt((chance * (1 - chance)).sum())
    assert abs(reached.sum() - chance.sum()) < stats.norm.isf(ALARM / 2) * spread
    assert world.advisor.appetite[reached].mean() > 0.7 > world.advisor.appetite.mean()
    assert world.day[0].on_board == reached.sum()


def test_others_follow_by_hazard() -> None:
    settings = SimpleNamespace(
        transition_alone=0.02 / MONTH, transition_imitation=0.4 / MONTH, trust_at_start=0.5
    )
    person = SimpleNamespace(trust_sponsor=0.75)
    found = alone_or_after_colleagues(person, 0.5, MONTH, settings)
    assert found == pytest.approx(1 - math.exp(-0.22 * 1.5))


def test_who_comes_on_board_does_not_hang_on_the_order_of_rows() -> None:
    """One volunteer among many: on the day after each of the others joins with the same probability."""
    run = led(2_000, 3, population="volunteers", pilot_share=0.0, alone=0.0, imitation=10.0)
    after(run, 1)
    run.world.person.on_board[:1_000] = 1
    after(run, 1)
    joined = run.world.person.on_board[1_000:2_000]
    chance = 1 - math.exp(-5.0 * 86_400_000 / MONTH)
    assert stats.binomtest(int(joined.sum()), 1_000, chance).pvalue > ALARM
    assert stats.binomtest(int(joined[:500].sum()), int(joined.sum()), 0.5).pvalue > ALARM


def test_a_newcomer_decides_as_before_until_he_is_reached() -> None:
    run = after(led(2, population="volunteers", pilot_share=1.0, selection=0.0, steps=1, alone=0.0), 1)
    assert authority(run) == 50
    run.world.person[run.world.advisor[0].person].on_board = 0
    run.world.settings[0].transition_imitation = 0.0
    after(run, 1)
    assert run.world.advisor.authority.tolist() == [10.0, 50.0]


def test_it_is_called_off_when_more_is_lost_than_the_sponsor_bears() -> None:
    """Ten contacts a day cost 40 EUR before; then 100: sixty lost a day, 160 borne by four advisors at .8."""
    run = led(days=9, warmup=2, steps=1, bears=50.0, sponsor=0.8, announcement=2)
    run.world.day.first_contacts[:] = 10
    run.world.day.goodwill[:2] = 40.0
    run.world.day.goodwill[2:] = 60.0
    run.world.day.abandoned[2:] = 10
    found = []
    for _ in range(8):
        after(run, 1)
        found.append((authority(run), float(run.world.clock[0].lost)))
    assert found == [
        (10, 0), (10, 0), (50, 0), (50, 60), (50, 120), (10, 180), (10, 180), (10, 180),
    ]  # fmt: skip
    assert run.world.clock[0].called_off == 1
    assert set(run.world.advisor.broken[:, BY_SPONSOR]) == {2}
    assert run.world.day[:8].on_board.tolist() == [0, 0, 4, 4, 4, 0, 0, 0]


def test_twice_the_contacts_may_cost_twice_as_much_and_a_sponsor_looks_for_a_while_only() -> None:
    run = led(days=9, warmup=2, steps=1, bears=50.0, watched=2)
    run.world.day.first_contacts[:2], run.world.day.first_contacts[2:] = 10, 20
    run.world.day.goodwill[:2], run.world.day.goodwill[2:] = 40.0, 90.0
    assert after(run, 8).world.clock[0].lost == 2 * 10


def test_without_a_day_before_it_nothing_counts_as_lost() -> None:
    run = led(days=9, bears=0.0)
    run.world.day.goodwill[:] = 1000.0
    assert after(run, 8).world.clock[0].lost == 0


def test_answering_for_results_threatens_before_it_engages() -> None:
    """By half: of who has no say, of who trusts half of what is needed, and of who is ready for it."""
    world = led(3, trust_needed=0.8).world
    settings, person, advisor = world.settings[0], world.person, world.advisor
    person.trust_sponsor[:3], person.autonomy[:3], person.appetite[:3] = (0.8, 0.4, 0.9), (0.0, 0.9, 0.6), 0.6
    advisor.accountable, advisor.felt = 0.5, 1.0
    pairs = [(person[row], advisor[row]) for row in range(3)]
    assert [threat(settings, *pair) for pair in pairs] == pytest.approx([0.5, 0.25, 0.0])
    assert [challenge(settings, *pair) for pair in pairs] == pytest.approx([0.0, 0.025, 0.05])
    assert careful(settings, advisor[0]) == 0.75


def test_accountability_begins_on_its_day_for_those_on_board() -> None:
    run = led(2, accountability_from=2, accountability=0.6, pilot_share=0.0, alone=0.0)
    found = []
    for _ in range(4):
        after(run, 1)
        found.append(run.world.advisor.accountable.tolist())
    assert found == [[0.0, 0.0]] * 2 + [[0.6, 0.6]] * 2
