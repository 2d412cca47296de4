"""Measures of conversations, each held against a centre worked out by hand."""

from __future__ import annotations

import pytest
from centres import Centre, centre_of, constant
from writing import chatting, fair_shares, in_writing

from sim.conversations import conversations
from sim.measures import measure


def test_two_at_once() -> None:
    """Ann from 7:00 to 7:10, Ben from 7:02 to 7:12: twelve minutes, in eight of them two at once."""
    run = chatting().calls(ann="7:00:00", ben="7:02:00").simulate().run
    assert conversations(run) == {
        "chats_per_advisor_hour": pytest.approx(2 / 0.2),
        "chat_length_min": pytest.approx(10),
        "chat_concurrency_mean": pytest.approx(20 / 12),
        "chats_left_share": 0,
        "chats_misfit_share": 0,
        "chat_share": pytest.approx(12 / 1440),
    }


def test_overtime_counts() -> None:
    """The last minute before closing and five after: throughput is of the time somebody writes."""
    found = conversations(chatting().calls(ann="18:59:00").simulate().run)
    assert found["chats_per_advisor_hour"] == pytest.approx(10)
    assert found["chat_concurrency_mean"] == pytest.approx(1)


def test_given_up_and_in_vain() -> None:
    """Ann and Ben have enough after ten minutes; Cleo comes to the end, of what cannot be settled so."""
    chat = fair_shares(conversation_patience=constant(10))
    centre = chatting(in_writing(chat_fit=0.0), chat=chat)
    found = conversations(centre.calls(ann="7:00:00", ben="7:00:00", cleo="8:00:00").simulate().run)
    assert found["chats_left_share"] == pytest.approx(2 / 3)
    assert found["chats_misfit_share"] == 1
    assert found["chat_length_min"] == pytest.approx(6)


def test_null_where_nobody_writes() -> None:
    run = Centre(centre_of()).calls(ann="7:00:00").simulate().run
    found = conversations(run)
    assert found.pop("chat_share") == 0
    assert set(found.values()) == {None}


def test_service_is_that_of_calls_and_chats_alike() -> None:
    """Ann is answered at once, Ben after five minutes: both write, one of two within the target."""
    reason = in_writing(patience=constant(None), handling=constant(4))
    found = measure(chatting(reason, concurrency=1).calls(ann="7:00:00", ben="7:00:00").simulate().run)
    assert found["service_level_share"] == 0.5
    assert found["speed_of_answer_s"] == 150
    assert found["handling_time_s"] == 240
    assert found["occupancy_share"] == pytest.approx(10 / 1440)
    assert found["chat_length_min"] == 5
