"""What customers of the random centres make of their service: how episodes were, who comes, what is told.

`Minded` is a twin that notes what its counts do not tell. Called by `tests/twin_features.py`.
"""

from __future__ import annotations

from reference_model.things import Advisor, Case, Customer
from twin_transition import Led

DAY = 86_400_000
WANTED_OF_CUSTOMERS = (
    "a better episode than expected", "a worse one", "satisfaction at its bounds", "moves beyond no episode",
    "a grievance goes on, satisfaction changed", "satisfaction changes after a grievance is over",
    "satisfaction changes before leaving begins", "a repeated contact is a detour", "handed over: a detour",
    "promise kept", "promise broken", "apology", "no apology", "apology for a broken promise", "delight",
    "delight that lasts", "judged by the weakest link", "a link has no weight", "warmer than usual",
    "colder than usual", "latent: last satisfaction", "told good and bad", "goes viral",
    "viral after repeats",
    "reputation over days off", "nothing told yesterday", "a customer comes", "several come in a day",
    "who came on top calls", "who came on top leaves", "a successor begins anew",
    "promised by a circle", "a case ends after its customer has left", "taken up with another effort",
)  # fmt: skip


class Minded(Led):
    """A twin that notes what customers make of it."""

    def _live_through(self, case: Case, end: str) -> float:
        given, before = self.minds.satisfaction, dict(self.tally.counts)
        lasting = super()._live_through(case, end)
        more = {name: self.tally.counts[name] - before.get(name, 0) for name in self.tally.counts}
        self.note("a repeated contact is a detour", case.attempt > 0)
        self.note("handed over: a detour", case.transferred)
        self.note("promise kept", more.get("promises_kept", 0))
        broken = case.promised and not more.get("promises_kept", 0)
        self.note("promise broken", broken)
        self.note("apology", more.get("apologies", 0))
        self.note("no apology", more.get("went_wrong", 0) and not more.get("apologies", 0))
        self.note("apology for a broken promise", more.get("apologies", 0) and broken and end == "fair")
        self.note("delight", case.delighted)
        self.note("delight that lasts", case.delighted and given.delight_lasts * given.delight > 0)
        weakest = self.centre.rules.get("satisfaction.experience") == "weakest_link"
        self.note("judged by the weakest link", weakest)
        links = self.links(case, end)
        self.note("a link has no weight", any(weight == 0 and link < 1 for weight, link in links))
        self.note("warmer than usual", links[1][1] > given.usual_warmth)
        self.note("colder than usual", links[1][1] < given.usual_warmth)
        agenda = case.spent["on_circle_agenda"]
        self.note("promised by a circle", case.promised and agenda > 0)
        gone = not self.is_present(case) and case.generation == case.customer.generation
        self.note("a case ends after its customer has left", gone)
        self.note("told good and bad", min(more.get("told_good", 0), more.get("told_bad", 0)) > 0)
        self.note("goes viral", more.get("viral", 0))
        self.note("viral after repeats", more.get("viral", 0) and case.attempt > 0)
        return lasting

    def take_up(self, advisor: Advisor, case: Case) -> None:
        before = case.effort
        super().take_up(advisor, case)
        another = case.attempt > 0 and case.effort != before
        self.note("taken up with another effort", another and self.minds.satisfaction.enabled)

    def _move_satisfaction(self, case: Case, like: float) -> None:
        customer = case.customer
        before, lasts = float(customer.satisfaction), customer.touched + self.centre.grievance_duration
        super()._move_satisfaction(case, like)
        after = float(customer.satisfaction)
        self.note("a better episode than expected", after > before)
        self.note("a worse one", after < before)
        self.note("satisfaction at its bounds", after != before and after in (0.0, 1.0))
        self.note("moves beyond no episode", after != before and abs(after - like) < 1e-6)
        grieved = after != before and customer.grievance > 0
        self.note("a grievance goes on, satisfaction changed", grieved and self.now < lasts)
        self.note("satisfaction changes after a grievance is over", grieved and self.now >= lasts)
        early = self.now < self.centre.measured_from
        self.note("satisfaction changes before leaving begins", after != before and early)
        self.note("who came on top calls", customer.row >= self.centre.customers)

    def remember_latent(self, case: Case) -> None:
        before = self.tally.counts["episodes"]
        super().remember_latent(case)
        self.note("latent: last satisfaction", self.tally.counts["episodes"] > before)

    def let_reputation_move(self) -> None:
        before = self.reputation
        super().let_reputation_move()
        on = self.minds.word_of_mouth.enabled and self.day > 0
        weekend = self.since_yesterday() > DAY
        self.note("reputation over days off", on and self.reputation != before and weekend)
        self.note("nothing told yesterday", on and self.reputation == before)

    def let_customers_come(self) -> None:
        before = len(self.customers)
        super().let_customers_come()
        came = len(self.customers) - before
        self.note("a customer comes", came)
        self.note("several come in a day", came > 1)
        above = self.customers[self.centre.customers :]
        self.note("who came on top leaves", any(each.leaves_service < self.now for each in above))

    def who_stands_here(self, customer: Customer) -> str:
        before = customer.generation
        found = super().who_stands_here(customer)
        self.note("a successor begins anew", customer.generation > before and self.minds.satisfaction.enabled)
        return found
