"""Circles: how advisors are divided into them, and what sitting in them means for each."""

from __future__ import annotations

from dataclasses import dataclass, field

from reference_model.description import Centre, KindOfCircle
from reference_model.things import Advisor, Case


@dataclass(eq=False)
class Tension:
    """Something that a circle wants changed."""

    raised: int
    home: Circle
    consents: int  # of other circles, still wanted
    role: str | None = None  # what a member needs, if it is that
    member: Advisor | None = None  # who needs it


@dataclass
class Precedent:
    """What has been decided about a kind of case: stakes up to a limit may be granted at the desk."""

    limit: float = 0.0
    since: int = 0
    circle: Circle | None = None


@dataclass(eq=False)
class Circle:
    """Advisors who meet."""

    row: int
    kind: KindOfCircle
    place: int  # among the circles of its kind
    members: list[Advisor]
    touched: int  # since when irritants and cohesion have their values
    voices: int = 0  # members whose first circle it is
    overlap: float = 0.0  # share of members who sit in another circle too
    irritants: float = 1.0
    cohesion: float = 0.0
    drift: float = 0.0
    expected: int = 0  # members at work on the day of the meeting
    agenda: list[Case] = field(default_factory=list)
    tensions: list[Tension] = field(default_factory=list)


def circles_of(centre: Centre, advisors: list[Advisor]) -> list[Circle]:
    """All circles, kind by kind; advisors know theirs."""
    circles: list[Circle] = []
    for number, kind in enumerate(centre.circles):
        for place, members in enumerate(_divided(kind, number, advisors)):
            circles.append(Circle(len(circles), kind, place, members, centre.calendar[0].opens))
    for circle in circles:
        for member in circle.members:
            member.circles.append(circle)
    for circle in circles:
        circle.voices = sum(_hears(member) is circle for member in circle.members)
        circle.overlap = sum(len(member.circles) > 1 for member in circle.members) / len(circle.members)
    for advisor in advisors:
        advisor.decides_in = next((circle for circle in advisor.circles if circle.kind.decides), None)
        advisor.documenting = _paper_work(centre, advisor)
        advisor.inward = _inward(centre, advisor)
    return circles


def _divided(kind: KindOfCircle, number: int, advisors: list[Advisor]) -> list[list[Advisor]]:
    """Members are spread evenly over the advisors, and neighbours sit together: other ones in each kind."""
    everybody = len(advisors)
    size = int(kind.share * everybody + 0.5)
    if kind.share > 0:
        size = min(max(size, 1), everybody)
    if size == 0:
        return []
    rows = [place * everybody // size for place in range(size)]
    rows.sort(key=lambda row: (row * (2 * number + 1) % everybody, row))
    circles = -(-size // kind.size)
    smaller, larger = divmod(size, circles)  # so many circles are one larger
    divided = []
    for place in range(circles):
        count = smaller + (place < larger)
        divided.append([advisors[row] for row in rows[:count]])
        rows = rows[count:]
    return divided


def _hears(advisor: Advisor) -> Circle | None:
    """Of his circles the one that meets most often; of several the first."""
    meeting = [circle for circle in advisor.circles if circle.kind.length > 0]
    return min(meeting, key=lambda circle: circle.kind.every, default=None)


def _paper_work(centre: Centre, advisor: Advisor) -> int:
    """Documenting roles, and accounting to everybody beyond the first one answers to."""
    what = centre.coordination
    advisor.accountable_to = (advisor.manager is not None) + len(advisor.circles)
    roles = what.roles * (what.role_upkeep / 5 + what.role_changes * what.rewording / 21)
    return int(roles + max(advisor.accountable_to - 1, 0) * what.reporting / 5 + 0.5)


def _inward(centre: Centre, advisor: Advisor) -> float:
    """Circles whose meetings have no length never meet."""
    kinds = [circle.kind for circle in advisor.circles if circle.kind.length > 0]
    meeting = sum((kind.preparation + kind.length + kind.recovery) / kind.every for kind in kinds)
    return (meeting + advisor.documenting) / centre.shift_length
