"""Whose a study is: held once, given free by word or by being forgotten."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from sim.experiment.lease import Busy
from sim.experiment.ownership import Ownership


def test_holds_once(tmp_path: Path) -> None:
    owned = Ownership(tmp_path, shared=False)
    assert owned.hold() is owned.hold()
    owned.give_free()


def test_keeps_others_out_until_it_is_given_free(tmp_path: Path) -> None:
    first, second = Ownership(tmp_path, shared=False), Ownership(tmp_path, shared=False)
    first.hold()
    with pytest.raises(Busy):
        second.hold()
    first.give_free()
    second.hold()
    second.give_free()


def test_is_given_free_by_being_forgotten(tmp_path: Path) -> None:
    first, second = Ownership(tmp_path, shared=False), Ownership(tmp_path, shared=False)
    first.hold()
    with pytest.raises(Busy):
        second.hold()
    del first
    gc.collect()
    assert second.hold() is not None
    second.give_free()


def test_gives_free_what_it_does_not_hold(tmp_path: Path) -> None:
    """It does so once: another who holds it meanwhile keeps it."""
    first, second = Ownership(tmp_path, shared=False), Ownership(tmp_path, shared=False)
    first.hold()
    first.give_free()
    held = second.hold()
    first.give_free()
    assert second.hold() is held
    second.give_free()
