"""Scripts, handling-time targets and bonuses: what people do under them, what is scored and what is true."""

from __future__ import annotations

from reference_model.circles import Circles, mean
from reference_model.judgement import CUT_SEEN, RECORD_SEEN, UNSCRIPTED_SEEN
from reference_model.things import Advisor, Case
from sim import streams

GAMES, BINDS = range(2)  # blocks of GAMING
INBOUND = ("first", "redial", "repeat")


class Steering(Circles):
    """Advisors under scripts, targets and bonuses."""

    # Scripts.

    def under_script(self, advisor: Advisor, case: Case, talk: int) -> int:
        """A script makes talks alike; where a case calls for an answer of its own it may be left."""
        tightness = self.centre.steering.tightness
        case.scripted = False
        if tightness == 0 or self._leaves_script(advisor, case):
            return talk
        return int(tightness * case.reason.usual * advisor.pace + (1 - tightness) * talk + 0.5)

    def _leaves_script(self, advisor: Advisor, case: Case) -> bool:
        """As rarely as he breaks other rules; to leave it is bad practice, to keep it is dissonance."""
        if case.need == 0 and case.decision == "not_needed" and case.attempt == 0:
            return False
        self.count(called_for=1)
        unit, _ = self.draws.units(streams.GAMING, case.customer.row, case.attempt_key, BINDS)
        case.scripted = unit < 1 - self.centre.breaking.violation_probability * advisor.felt
        if case.scripted:
            self.count(dissonance=self.centre.steering.tightness)
            advisor.dissonance += self.centre.steering.tightness
            return False
        self.count(unscripted=1)
        self.practise_badly(advisor, case, UNSCRIPTED_SEEN)
        return True

    def most_extended(self, case: Case) -> float:
        """What is prescribed leaves less room for what the case needs."""
        return (1 - self.centre.steering.tightness) * case.need if case.scripted else case.need

    def prevented(self, case: Case, probability: float) -> float:
        """A script that is kept prevents solutions."""
        steering = self.centre.steering
        return probability * (1 - steering.prevents * steering.tightness * case.scripted)

    # Targets and gaming.

    def under_target(self, advisor: Advisor, case: Case, talk: int) -> int:
        """A talk beyond the target may be cut there; what is left of it the case still needs."""
        target = self.centre.steering.handling_target
        if talk <= target or not self._scores_time() or not self._games(advisor, case, CUT_SEEN):
            return talk
        case.need += talk - int(target)
        case.cut = True
        return int(target)

    def _scores_time(self) -> bool:
        """Where there is a target and no bonus, or one that depends on it."""
        steering = self.centre.steering
        if steering.bonus == "none":
            return steering.handling_target < float("inf")
        return steering.bonus_on == "handling_time"

    def _games(self, advisor: Advisor, case: Case, block: int) -> bool:
        """The likelier the more pay is at stake; bad practice."""
        steering = self.centre.steering
        at_stake = steering.gaming * steering.bonus_share * self._own_share(advisor)
        probability = steering.target_pressure if steering.bonus == "none" else min(1.0, at_stake)
        cuts, records = self.draws.units(streams.GAMING, case.customer.row, case.attempt_key, GAMES)
        if (cuts if block == CUT_SEEN else records) >= probability:
            return False
        self.count(gamed=1)
        self.practise_badly(advisor, case, block)
        return True

    def _own_share(self, advisor: Advisor) -> float:
        """By which a bonus moves him, if others share it."""
        members = len(self._team(advisor)) if self.centre.steering.bonus == "collective" else 1
        return float(members**-self.centre.steering.free_riding)

    def _team(self, advisor: Advisor) -> list[Advisor]:
        return [each for each in self.everybody if each.team == advisor.team]

    # Scores.

    def score(self, advisor: Advisor, case: Case, end: str | None) -> None:
        """What is recorded of a talk that is over, and what is true of it."""
        steering = self.centre.steering
        nothing = steering.bonus == "none" and steering.handling_target == float("inf")
        if nothing or case.contact.kind not in INBOUND:
            return
        if self._scores_time():
            well = advisor.talk <= steering.handling_target
            truly = well and not case.cut
        else:
            truly = end == "fair"
            well = truly or self._games(advisor, case, RECORD_SEEN)
        advisor.scored += 1
        advisor.scored_well += well
        self.count(scored=1, scored_well=well, truly_well=truly)

    def pay_bonuses(self) -> None:
        """From time to time; whoever gets one expects the next one more, and tries harder."""
        steering = self.centre.steering
        if steering.bonus != "none" and self.day > 0 and self.day % steering.paid_every == 0:
            scores = {advisor: self._bonus_score(advisor) for advisor in self.advisors if advisor.scored > 0}
            for advisor, score in scores.items():
                paid = score >= steering.score_target
                self.count(bonus_due=1, bonus_paid=paid)
                advisor.expects += steering.learning * (paid - advisor.expects)
            for advisor in self.advisors:
                advisor.scored = advisor.scored_well = 0
        if self.day % steering.paid_every == 0:  # who begins in between does not try for one
            for advisor in self.advisors:
                advisor.tries = self._effort(advisor)
        for advisor in self.advisors:
            advisor.effort = advisor.tries * self.engaged_effort(advisor)
        self.count(effort=mean([advisor.effort for advisor in self.advisors]))

    def _bonus_score(self, advisor: Advisor) -> float:
        """His own, or his team's: the mean of its members who have any, or the weakest."""
        steering = self.centre.steering
        team = self._team(advisor) if steering.bonus == "collective" else [advisor]
        shares = [each.scored_well / each.scored for each in team if each.scored > 0]
        return min(shares) if steering.scored_by == "weakest_link" else mean(shares)

    def _effort(self, advisor: Advisor) -> float:
        """1 as usual; more for pay that is at stake and expected."""
        steering = self.centre.steering
        if steering.bonus == "none":
            return 1.0
        at_stake = steering.bonus_share * advisor.expects * self._own_share(advisor)
        return 1 + steering.effort_gain * at_stake

    def engaged_effort(self, advisor: Advisor) -> float:
        """Of how hard he would try as usual, for being as engaged as he is."""
        return 1.0

    def with_effort(self, advisor: Advisor, probability: float) -> float:
        """Who tries harder fails less often."""
        if advisor.effort == 1:
            return probability
        return float(1 - (1 - probability) ** advisor.effort)
