from types import SimpleNamespace as R

import numpy as np

from sim.states import NONE
from sim.tables import table


def routes_of(scenario):
    q=table("queue",1); q.first=NONE; q.last=NONE; q.choices=1
    return R(queue=q,route=np.zeros((1,1),np.int8),prefer=np.zeros((1,1),np.int8),reason_queue=np.zeros(len(scenario.demand.reasons),np.int32),bands=1)
