"""Rates at which conversations are worked on: the lengthening found, and the interior optimum."""

from __future__ import annotations

import numpy as np
import pytest

from sim.channels import MOST_CONVERSATIONS, Chat, work_rates
from sim.states import UNITS_OF_WORK

RATES = work_rates(Chat(), MOST_CONVERSATIONS)
SPEEDS = RATES / UNITS_OF_WORK
AT_ONCE = np.arange(MOST_CONVERSATIONS + 1)


def test_alone_an_advisor_is_needed_for_his_active_share() -> None:
    assert RATES[0] == 0
    assert SPEEDS[1] == pytest.approx(0.4, abs=1 / UNITS_OF_WORK)


def test_a_second_conversation_lengthens_the_first_as_found_in_the_field() -> None:
    """4 % under multitasking (Goes et al.), as long as the advisor is not fully busy."""
    assert SPEEDS[1] / SPEEDS[2] == pytest.approx(1.04, abs=1e-5)
    idle_enough = work_rates(Chat(active_share=0.2), 4) / UNITS_OF_WORK
    assert idle_enough[1] / idle_enough[1:] == pytest.approx([1.0, 1.04, 1.08, 1.12], abs=1e-5)


def test_throughput_has_an_interior_maximum_and_length_always_rises() -> None:
    throughput = AT_ONCE * SPEEDS
    assert int(np.argmax(throughput)) == 3
    assert (np.diff(throughput[1:4]) > 0).all()
    assert (np.diff(throughput[3:]) < 0).all()
    assert (np.diff(SPEEDS[1:]) < 0).all()


def test_without_loss_the_conversations_share_the_time() -> None:
    rates = work_rates(Chat(active_share=1.0, slowdown=0.0, switching=0.0), 4)
    assert rates.tolist() == [0, 1 << 20, 1 << 19, 349525, 1 << 18]


def test_nobody_is_ever_without_any_progress() -> None:
    slowest = Chat(active_share=0.05, slowdown=1.0, switching=1.0)
    assert (work_rates(slowest, MOST_CONVERSATIONS)[1:] > 0).all()


def test_a_centre_without_chat_has_no_rates_but_none() -> None:
    assert work_rates(Chat(), 0).tolist() == [0]
