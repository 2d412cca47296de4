"""The twin: the whole floor, event by event, in plain Python objects. The second reading of the model.

It is written from the description of the model, not from the compiled code, and shares with it nothing but
the numbered draws of `sim.streams`. `tests/test_reference_model.py` compares the two event by event.
Read it from top to bottom:

- `description`, `description_of_support`, `description_of_people`, `description_of_customers`,
  `ways_of_working`: what a centre is given
  by: reasons, groups, rosters, calendar, numbers. Times are whole milliseconds since the midnight before the
  first day, amounts EUR.
- `things`: customers, cases, contacts, advisors, managers, trays, and the counts of a day.
- `draws`: keyed random numbers, and the laws drawn from them.
- `memberships`: circles, and who sits in which.
- `clockwork`: the agenda of events and the clocks.
- `spells`: breaks, meetings, paper work: what calls advisors off the phone.
- `customers`: when they call first, what they remember, when they leave.
- `minds`: how satisfied they are, what they tell, who comes on top.
- `cases`: the life of a case, from contact to contact, to its end.
- `queues`: who may take whom, waiting and giving up.
- `approval`: requests, trays, reviews, rework, call-backs promised.
- `judgement`: decisions at the desk, how well they are taken, rules broken.
- `advice`: asking colleagues before one decides.
- `circles`: meetings, what they decide, and what they leave behind.
- `steering`: scripts, targets, bonuses, and what people do under them.
- `projects`: slack, working groups, and the irritants of everybody.
- `managers`: the parts of their day, relapse, coaching, what the field shows them, delegation.
- `support`: what advisors need somebody for, and who is there for them.
- `shocks`: what befalls the centre; `crisis`: who decides on it.
- `floor`: answering, transferring, and what a free advisor does next.
- `surge`: managers on the phones.
- `writers`, `chat`: advisors who write with several customers at once.
- `colleagues`: trust, initiative, pressure among colleagues: between two days.
- `people`: strain, engagement, absence, quitting, hiring: between two days.
- `successors`: managers who leave, fall ill and are replaced; what newcomers lack and learn.
- `transition`: how a form is put in place, who comes on board, when it is called off.
- `twin`: one method for each kind of event, and the day.
"""

from reference_model.description import (
    Advice,
    Breaking,
    Centre,
    Coordination,
    Group,
    Judgement,
    KindOfCircle,
    Law,
    OpenDay,
    Reason,
    Shift,
)
from reference_model.description_of_customers import Acquisition, Minds, Satisfaction, WordOfMouth
from reference_model.description_of_people import (
    Absence,
    Engagement,
    Hiring,
    Initiative,
    Life,
    OfManagers,
    Pressure,
    Quitting,
    Strain,
    Trust,
)
from reference_model.description_of_support import GivenCrisis, GivenShock, People, Support
from reference_model.twin import Twin
from reference_model.ways_of_working import Projects, Steering, Transition, Writing

__all__ = [
    "Absence",
    "Acquisition",
    "Advice",
    "Breaking",
    "Centre",
    "Coordination",
    "Engagement",
    "GivenCrisis",
    "GivenShock",
    "Group",
    "Hiring",
    "Initiative",
    "Judgement",
    "KindOfCircle",
    "Law",
    "Life",
    "Minds",
    "OfManagers",
    "OpenDay",
    "People",
    "Pressure",
    "Projects",
    "Quitting",
    "Reason",
    "Satisfaction",
    "Shift",
    "Steering",
    "Strain",
    "Support",
    "Transition",
    "Trust",
    "Twin",
    "WordOfMouth",
    "Writing",
]
