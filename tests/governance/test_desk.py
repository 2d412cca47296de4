"""Decisions at the desk: within authority, while the customer is on the line."""

from __future__ import annotations

from centres import Centre, centre_of, constant, refund, written

from sim.coordination import Circle


def test_a_stake_within_authority_is_granted_when_the_talk_ends() -> None:
    """50 EUR, and advisors may decide up to 50."""
    centre = Centre(centre_of(refund(50))).calls(ann="7:03:00").simulate()
    assert centre.log() == ["ann first 7:03:00 7:03:00 by0 7:08:00 7:09:00 served"]
    assert centre.path("ann") == ["7:03:00 queued", "7:03:00 handled", "7:08:00 fair"]
    assert centre.closed() == ["7:03:00 5 fair"]
    assert (centre.day.desk_decisions, centre.day.requests, centre.day.reviews) == (1, 0, 0)
    assert (centre.day.granted, centre.day.goodwill) == (1, 50)
    assert centre.advisor() == {"idle": 714, "talk": 5, "wrap_up": 1}
    assert centre.manager() == {"idle": 720}


def test_a_cent_more_must_be_asked_for() -> None:
    centre = Centre(centre_of(refund(50.01))).calls(ann="7:03:00").simulate()
    assert centre.path("ann")[2] == "7:08:00 held"
    assert (centre.day.desk_decisions, centre.day.requests) == (0, 1)


def test_authority_is_each_advisors_own() -> None:
    """The one who may decide 100 EUR decides; his colleague asks."""
    centre = Centre(centre_of(refund(80)), 2).calls(ann="7:00:00", ben="7:01:00")
    centre.run.world.advisor.authority[1] = 100.0
    centre.simulate()
    decided_at_desk = {line.split()[4]: len(centre.path(line.split()[0])) == 3 for line in centre.log()}
    assert decided_at_desk == {"by0": False, "by1": True}


def test_without_authority_everything_is_asked_for() -> None:
    centre = Centre(centre_of(refund(0.01), authority=0.0)).calls(ann="7:00:00").simulate()
    assert centre.day.requests == 1


def test_with_decisions_switched_off_a_stake_is_handled_like_any_question() -> None:
    """Solved or not as its reason says; nothing is granted, and there are no managers."""
    solved = Centre(centre_of(refund(), decisions=False)).calls(ann="7:00:00").simulate()
    unsolved = (
        Centre(centre_of(refund(solve_probability=0.0), decisions=False)).calls(ann="7:00:00").simulate()
    )
    assert solved.closed() == ["7:00:00 5 fair"]
    assert unsolved.closed() == ["7:00:00 5 unresolved"]
    assert (solved.day.goodwill, solved.day.requests) == (0, 0)
    assert solved.run.world.manager.size == 0
    assert solved.log() == written("ann first 7:00:00 7:00:00 by0 7:05:00 7:06:00 served")


def test_what_only_a_precedent_covers_is_counted_so() -> None:
    """A stake of 80, a limit of 50, and circles whose precedents cover 100: no authority of his own is used,
    and what he feels does not heal."""
    scenario = centre_of(refund(80), circles={"team": Circle(length=0.0)})
    centre = Centre(scenario).calls(ann="7:00:00")
    centre.run.world.precedent.limit[:] = 100.0
    centre.run.world.advisor.felt[:] = 0.9
    centre.simulate()
    assert (centre.day.desk_decisions, centre.day.by_precedent, centre.day.requests) == (1, 1, 0)
    assert centre.day.felt == 0.9


def test_what_authority_covers_too_is_no_precedent() -> None:
    scenario = centre_of(refund(45), circles={"team": Circle(length=0.0)})
    centre = Centre(scenario).calls(ann="7:00:00")
    centre.run.world.precedent.limit[:] = 100.0
    centre.simulate()
    assert (centre.day.desk_decisions, centre.day.by_precedent) == (1, 0)


def test_what_comes_up_and_what_he_decides_himself_is_counted() -> None:
    """40 EUR at once and 80 EUR after a colleague's advice are decided by who was asked; 80 EUR that a
    manager is asked for only came up; a talk cut short decides nothing, and nothing has come up."""
    reasons = {"small": refund(40, share=0.5), "large": refund(80, share=0.5)}
    for how, decided in (({}, 1), ({"beyond": "advise"}, 2)):
        scenario = centre_of(reasons, **how)
        centre = Centre(scenario, 2).calls("small", ann="7:00:00").calls("large", ben="8:00:00").simulate()
        advisors = centre.run.world.advisor
        assert (advisors.stakes.sum(), advisors.decided.sum()) == (2, decided)
        assert advisors.stakes[centre.answered_by("ben")] == 1
    needy = refund(40, extension_share=1.0, extension=constant(4))
    cut = Centre(centre_of(needy, extension_cap=2.0)).calls(ann="7:00:00").simulate()
    assert (cut.run.world.advisor.stakes[0], cut.run.world.advisor.decided[0]) == (0, 0)
