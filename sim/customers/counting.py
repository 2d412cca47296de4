"""How satisfied those are who have stayed: sums over all customers of day 0, in one pass.

Called by `sim.loyalty`, once a run.
"""

import math

from sim.compiling import compiled


@compiled
def minds_of_those_kept(world, until):
    """How satisfied the customers of day 0 are who have not left for reasons outside service by a time.

    Who left because of service counts with his last satisfaction.

    Returns:
        (how many, mean, standard deviation; of those who have not called yet how many, mean); of nobody 0.
    """
    count, total, squares, silent, silent_total = 0, 0.0, 0.0, 0, 0.0
    for row in range(world.clock[0].customers_of_day_0):
        customer = world.customer[row]
        if customer.generation == 0 and customer.leaves_other > until:
            mind = float(customer.satisfaction)
            count += 1
            total += mind
            squares += mind * mind
            if customer.contacts <= 1:
                silent += 1
                silent_total += mind
    mean = total / max(count, 1)
    spread = math.sqrt(max(squares / max(count, 1) - mean * mean, 0.0))
    return count, mean, spread, silent, silent_total / max(silent, 1)
