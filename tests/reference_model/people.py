"""People: what work asks of them and gives them, how strained and engaged they are, who is away, who leaves.

All of it happens between two days, from what has been booked and counted since the last opening. An advisor
is a place on the floor; whoever has it is an employee, and his successor another one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from reference_model.circles import kept
from reference_model.colleagues import Colleagues
from reference_model.description import Centre
from reference_model.managers import HOUR
from reference_model.things import Advisor, Manager
from sim import streams

MANAGERS = 2**20  # the first of TEMPERAMENT that is a manager's
LEARNT = 0.001  # share of proficiency: who misses no more misses nothing
LONGEST = 2**20  # open days
BUSY = ("talk", "hold", "wrap_up", "call_back", "rework", "overtime", "asking", "advising", "chat")
GATHERED = ("preparation", "meeting", "recovery", "documenting", "working_group")
COUNTED = ("hostile", "prevented", "dissonance", "stakes", "decided", "managed", "helped", "unmet")


@dataclass(eq=False)
class Employee:
    """Somebody who works here, or has worked here."""

    place: Advisor | None = None
    manager: Manager | None = None
    generation: int = 0  # how many have had the place before
    strain: float = 0.0
    engagement: float = 0.0
    prone: float = 0.0
    keen: float = 0.0
    appetite: float = 0.0
    demands: float = 0.0
    resources: float = 0.0  # against strain
    drive: float = 0.0  # for engagement
    autonomy: float = 0.0
    managed: float = 0.0
    helped: float = 0.0
    coached: float = 0.0
    missing: float = 0.0  # of proficiency
    trust_sponsor: float = 0.0
    trust_manager: float = 0.0
    trust_peers: float = 0.0
    initiative: float = 0.0
    pressure: float = 0.0
    on_board: bool = False  # a transition has reached him
    kept: Counter[str] = field(default_factory=Counter)  # promises, seen so far
    broken: Counter[str] = field(default_factory=Counter)
    joined: int = 0
    starts: int = 0  # day on which training is over
    left: int | None = None  # day
    ill_until: int = 0  # first day not ill any more
    illnesses: int = 0
    needed: float | None = None  # of a manager's time of late, the share that others needed him for
    used_to: float | None = None  # what of it he is used to
    lost: float = 0.0  # of that, what he is not needed for any more
    heard: int = 0  # answers of colleagues, counted so far
    seen: dict[str, float] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    paid: Counter[str] = field(default_factory=Counter)  # seen so far

    def forget(self) -> None:
        """What the place has counted up to now has been looked at, or is another's."""
        assert self.place is not None
        self.seen = {name: getattr(self.place, name) for name in COUNTED}
        self.paid = Counter(self.place.paid)
        self.kept, self.broken = Counter(self.place.kept), Counter(self.place.broken)


class People(Colleagues):
    """The floor, and those who work on it."""

    def __init__(self, centre: Centre, seed: int, replication: int = 0) -> None:
        super().__init__(centre, seed, replication)
        self.life = centre.life
        self.employees: list[Employee] = []
        self.shifts = dict.fromkeys((group.name for group in centre.groups), 0)  # of the day, by group
        self.uncovered = dict(self.shifts)
        for advisor in self.advisors:
            self._settle_in(advisor)
        for manager in self.managers:
            employee = manager.employee = Employee(manager=manager)
            self._begin_unknowing(employee, MANAGERS + manager.row, 0.0)
        self.day_0 = list(self.employees)

    def _settle_in(self, advisor: Advisor) -> None:
        employee = advisor.employee = Employee(place=advisor)
        self._begin_unknowing(employee, advisor.row, advisor.appetite)
        unit = self.draws.unit_exponential(streams.TENURE, advisor.row, 0)
        employee.joined = -int(unit * self.life.quitting.tenure)

    def _begin_unknowing(self, employee: Employee, entity: int, appetite: float) -> None:
        """As he tends to be, expecting to decide as much as he wants to."""
        strain, engagement = self.life.strain, self.life.engagement
        worn, engaged = self.draws.units(streams.TEMPERAMENT, entity, employee.generation)
        employee.prone = strain.differences * float(streams.normal(worn))
        employee.keen = engagement.differences * float(streams.normal(engaged))
        hired = employee.generation > 0
        worn, engaged = (each.usual if hired else each.at_start for each in (strain, engagement))
        employee.strain = within_bounds(worn + employee.prone)
        employee.engagement = within_bounds(engaged + employee.keen)
        employee.appetite = employee.autonomy = appetite
        employee.managed = engagement.expected
        start = self.life.trust.at_start
        employee.trust_sponsor = employee.trust_manager = employee.trust_peers = start
        employee.initiative = self.life.initiative.at_start
        self.employees.append(employee)

    # The opening.

    def open_for_people(self) -> None:
        """What yesterday has left behind, then who has left, who begins and who is ill."""
        here = [each for each in self.employees if each.left is None]
        for employee in here:
            self.press(employee)
            self.judge_promises(employee)
        if self.life.looks_back:
            for employee in here:
                self.take_stock(employee)
        self.let_status_move()
        for employee in here:
            if self.life.strain.enabled:
                employee.strain = self.worn_out(employee)
            if self.life.engagement.enabled:
                employee.engagement = self.engaged(employee)
        self.dare(here)
        if self.life.quitting.enabled:
            for advisor in self.advisors:
                self.let_quit(advisor)
            self.let_managers_quit()
            for advisor in self.advisors:
                self.let_hire(advisor)
            self.appoint_managers()
        if self.life.absence.enabled:
            for advisor in self.advisors:
                self.let_fall_ill(advisor)
            self.let_managers_fall_ill()
        self.count_people()

    # Demands and resources.

    def take_stock(self, employee: Employee) -> None:
        advisor = employee.place
        if advisor is None:
            self._look_at_manager(employee)
        else:
            spent = {account: time - employee.paid[account] for account, time in advisor.paid.items()}
            since = {name: getattr(advisor, name) - employee.seen[name] for name in COUNTED}
            paid = sum(spent.values())
            employee.demands = self._demands(employee, advisor, Counter(spent), since) if paid > 0 else 0.0
            self._remember(employee, since, spent.get("coaching", 0), paid)
            employee.forget()
        self._weigh(employee)

    def _demands(
        self, employee: Employee, advisor: Advisor, spent: Counter[str], since: dict[str, float]
    ) -> float:
        """Of everything the share of what is a full demand; the mean by their weights."""
        what, paid = self.life.strain, sum(spent.values())
        busy, group = total_of(spent, BUSY), advisor.group.name
        missing = self.uncovered[group] / max(self.shifts[group], 1)
        shares = (
            (what.occupancy, busy / max(busy + spent["idle"], 1)),
            (what.prevented, since["prevented"] / paid / what.most_prevented),
            (what.hostile, since["hostile"] / paid / what.most_hostile),
            (what.dissonance, since["dissonance"] / paid / what.most_dissonance),
            (what.ambiguity, self._unclear(employee, advisor)),
            (what.unplanned, missing / what.most_missing),
            (what.meetings, total_of(spent, GATHERED) / paid / what.most_meetings),
            (self.life.pressure.weight, employee.pressure),
        )
        return self._weighted(shares)

    def _unclear(self, employee: Employee, advisor: Advisor) -> float:
        """Answering to many, or for results before one can."""
        bosses = max(advisor.accountable_to - 1, 0) / self.life.strain.most_bosses
        return bosses + self.threatened(employee, advisor)

    def _weighted(self, shares: Iterable[tuple[float, float]]) -> float:
        what, total = self.life.strain, 0.0
        for weight, share in shares:
            total += weight * min(share, 1.0)
        four = what.occupancy + what.prevented + what.hostile + what.dissonance
        fifth = self.life.pressure.weight if self.life.pressure.enabled else 0.0
        return total / (four + what.ambiguity + what.unplanned + what.meetings + fifth)

    def _look_at_manager(self, employee: Employee) -> None:
        """How busy he is, on the phones too, and how long he meets."""
        manager, what = employee.manager, self.life.strain
        assert manager is not None
        everything = Counter(manager.paid)
        if manager.seat is not None:
            everything.update(manager.seat.paid)
        spent = Counter({account: time - employee.paid[account] for account, time in everything.items()})
        employee.paid, employee.demands = everything, 0.0
        paid = sum(spent.values())
        if paid > 0:
            busy = what.occupancy * (paid - spent["idle"]) / paid
            meets = total_of(spent, GATHERED) / paid / what.most_meetings
            employee.demands = self._weighted([(busy, 1.0), (what.meetings, meets)])

    def _remember(self, employee: Employee, since: dict[str, float], coached: int, paid: int) -> None:
        """What he knows of his work, from what has come up of late."""
        needs = since["managed"] + since["helped"] + since["unmet"]
        employee.autonomy = self._of_late(employee.autonomy, since["decided"], since["stakes"])
        employee.managed = self._of_late(employee.managed, since["managed"], needs)
        employee.helped = self._of_late(employee.helped, since["helped"], needs)
        employee.coached = self._of_late(employee.coached, coached / HOUR, paid / HOUR)

    def _of_late(self, share: float, part: float, whole: float) -> float:
        if whole <= 0:
            return share
        left = kept(whole, self.life.engagement.memory)
        return share * left + (1 - left) * part / whole

    def _weigh(self, employee: Employee) -> None:
        what = self.life.engagement
        apart = employee.autonomy - employee.appetite
        fit = max(1 - what.misfit * apart * apart, 0.0)
        recognition = min(employee.coached / what.most_recognition, 1.0)
        relief = 1 - self.irritants
        means = []
        managed = self.believed(employee.managed, employee.trust_manager)
        helped = self.believed(employee.helped, employee.trust_peers)
        for by in (self.life.strain, self.life.engagement):
            total = by.fit * fit + by.managers * managed + by.recognition * recognition
            total += by.peers * helped + by.relief * relief
            means.append(total / (by.fit + by.managers + by.recognition + by.peers + by.relief))
        employee.resources, employee.drive = means
        if employee.place is not None:
            employee.drive = min(employee.drive + self.challenged(employee, employee.place), 1.0)

    # Strain and engagement.

    def worn_out(self, employee: Employee) -> float:
        """Towards what demands and missing resources come to."""
        what, lacking = self.life.strain, 1 - employee.resources
        level = what.demand_gain * employee.demands + what.resource_gain * lacking
        level += what.interaction * employee.demands * lacking + employee.prone
        level += self.life.managers.status * employee.lost
        left = kept(self.passed(), what.half_life)
        return within_bounds(level + (employee.strain - level) * left)

    def engaged(self, employee: Employee) -> float:
        """Towards what resources and missing demands come to."""
        what = self.life.engagement
        level = what.resource_gain * employee.drive
        level += what.demand_gain * (1 - employee.demands) + employee.keen
        left = kept(self.passed(), what.half_life)
        return within_bounds(level + (employee.engagement - level) * left)

    def engaged_effort(self, advisor: Advisor) -> float:
        """A little more than usual, or less."""
        if advisor.employee is None or not self.life.engagement.enabled:
            return 1.0
        return max(1 + self.life.engagement.effort_gain * self.more_engaged(advisor.employee), 0.0)

    # Coming and going.

    def let_quit(self, advisor: Advisor) -> None:
        """The likelier the shorter he has been there, and the less engaged he is."""
        employee = advisor.employee
        if employee is None:
            return
        probability = happens(self.hazard_of_quitting(employee), self.passed())
        if self.draws.units(streams.QUITTING, advisor.row, self.day)[0] < probability:
            self.count(quits=1)
            employee.left = advisor.vacant_from = self.day
            advisor.employee = None

    def hazard_of_quitting(self, employee: Employee) -> float:
        what = self.life.quitting
        early = 1 + what.at_first * kept(self.today.opens - employee.joined, what.settles)
        by_engagement = math.exp(-what.by_engagement * self.more_engaged(employee))
        return what.rate * what.market * early * by_engagement * self.ratio_of_leaving(employee)

    def let_hire(self, advisor: Advisor) -> None:
        """Somebody else begins in a place that has been vacant for long enough."""
        hiring = self.life.hiring
        if advisor.employee is not None or self.day < advisor.vacant_from + hiring.delay:
            return
        self.count(hires=1)
        advisor.generation += 1
        self.draw_nature(advisor)
        advisor.authority = self.authority[advisor.group.name]
        advisor.felt = advisor.effort = advisor.tries = 1.0
        advisor.expects = 0.5
        employee = advisor.employee = Employee(place=advisor, generation=advisor.generation)
        employee.joined, employee.starts = self.today.opens, self.day + hiring.training
        employee.missing = hiring.missing
        self._begin_unknowing(employee, advisor.row, advisor.appetite)
        employee.forget()

    def let_newcomers_learn(self) -> None:
        """From the day after the first call on."""
        for advisor in self.advisors:
            employee = advisor.employee
            if employee is None or employee.missing == 0:
                continue
            if self.day > employee.starts:
                employee.missing *= self.still_missing(advisor, employee)
                if employee.missing <= LEARNT:
                    employee.missing = 0.0
            self.feel(advisor)

    def still_missing(self, advisor: Advisor, employee: Employee) -> float:
        """Of what was missing at the last opening."""
        return math.exp(-self.passed() / self.life.hiring.learning)

    def feel(self, advisor: Advisor) -> None:
        """Who is new takes longer."""
        super().feel(advisor)
        if advisor.employee is not None:
            advisor.pace /= 1 - advisor.employee.missing

    # Absence.

    def let_fall_ill(self, advisor: Advisor) -> None:
        """The likelier the less engaged he is; for the longer the more strained."""
        if advisor.employee is not None:
            self.may_fall_ill(advisor.employee, advisor.row)

    def may_fall_ill(self, employee: Employee, entity: int) -> None:
        what = self.life.absence
        if self.is_ill(employee) or not self.is_trained(employee):
            return
        hazard = what.spells * math.exp(-what.by_engagement * self.more_engaged(employee))
        unit, of_length = self.draws.units(streams.ABSENCE, entity, self.day)
        if unit < happens(hazard, self.passed()):
            mean = what.length * math.exp(what.by_strain * self.strained(employee))
            length = whole_days(of_length, mean)
            employee.ill_until = self.day + length
            employee.illnesses += 1

    def is_ill(self, employee: Employee) -> bool:
        return self.day < employee.ill_until

    def is_trained(self, employee: Employee) -> bool:
        return self.day >= employee.starts

    def can_work(self, advisor: Advisor) -> bool:
        """Whether the place is somebody's who is not in training."""
        return advisor.employee is not None and self.is_trained(advisor.employee)

    def comes(self, advisor: Advisor) -> bool:
        """To the shift he is given."""
        return self.can_work(advisor) and not self.is_ill(advisor.employee)

    # Managers, in whom people see more than their trays (`successors`).

    def let_status_move(self) -> None:
        """What they are needed for."""

    def let_managers_quit(self) -> None:
        """Whether they leave."""

    def appoint_managers(self) -> None:
        """Who comes after them."""

    def let_managers_fall_ill(self) -> None:
        """Whether they are there."""

    # Answering for results, which comes with a change (`transition`).

    def threatened(self, employee: Employee, advisor: Advisor) -> float:
        """How far it wears out."""
        raise NotImplementedError

    def challenged(self, employee: Employee, advisor: Advisor) -> float:
        """How far it engages."""
        raise NotImplementedError

    # Counting.

    def count_people(self) -> None:
        """Strain is that of those of the first day, whoever has left included."""
        number = len(self.day_0)
        engaged = [each.engagement for each in self.day_0 if each.place is not None]
        for each in self.day_0:
            self.count(strain=each.strain / number, strain_squared=each.strain**2 / number)
            self.count(burnt_out=each.strain > self.life.strain.line)
        self.count(engagement=sum(engaged) / max(len(engaged), 1))
        self.count_climate(self.day_0)
        since = self.employees[number:]
        self.count(hired=len(since), strain_of_hires=sum(each.strain for each in since))
        here = [advisor.employee for advisor in self.advisors if advisor.employee is not None]
        trainees = sum(not self.is_trained(each) for each in here)
        self.count(staff=len(here), trainees=trainees, ill=sum(map(self.is_ill, here)))


def within_bounds(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def total_of(spent: Counter[str], accounts: tuple[str, ...]) -> int:
    return sum(spent[account] for account in accounts)


def happens(hazard: float, passed: float) -> float:
    """Probability that something of a constant hazard happens in so long."""
    return 1 - math.exp(-hazard * passed)


def whole_days(unit: float, mean: float) -> int:
    """A geometric number, one at least."""
    if mean <= 1:
        return 1
    return 1 + int(min(math.log(unit) / math.log1p(-1 / mean), LONGEST))
