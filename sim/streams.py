"""Random numbers keyed by (seed, replication, stream, entity, k), and the laws drawn from them.

Every draw belongs to one decision of one entity, so that one more advisor, one changed rule or
another order of events moves nothing unrelated: common random numbers by construction. The bits come
from Philox 4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
SC'11): the key holds seed and replication, the counter (entity, k, stream, block). One block gives
two uniforms of 52 bits. Streams have explicit numbers that never move; an extension takes a number
from `FIRST_FREE_STREAM` on. The compiled day, the daily rules and the readable twin call this.
"""

import math

import numba
import numpy as np

from sim.compiling import compiled, inlined

# The numbered list of streams: what is drawn, and by whom (entity; k).
CONTACT_TIMES = 1  # customer; serial number of his first contacts: operational time to the next one
INTENSITY = 2  # customer; 0: how often he calls
LEAVING_OTHER = 3  # customer; generation: threshold of leaving for reasons outside service
LEAVING_SERVICE = 4  # customer; generation: threshold of leaving because of service
BUSYNESS = 5  # day; 0: the day's gamma factor
CASE = 6  # customer; serial: reason and stake
HANDLING = 7  # customer; attempt: handling time, wrap-up
PATIENCE = 8  # customer; attempt: patience in queue, patience on hold
OUTCOME = 9  # customer; attempt: solved, comes back
RETURN = 10  # customer; attempt: delay and time of day of a redial or repeat
REVIEW = 11  # customer; step of the approval: review time, judgement, rework time
ROSTER = 12  # advisor; day: who works which shift
SKILL = 13  # advisor; how many had his place before: his skill at the start
JUDGEMENT = 14  # customer; attempt: what is judged at the desk, whether a precedent is known
ADVICE = 15  # customer; attempt: how long a colleague's advice takes
BREAKING = 16  # customer; attempt: a rule broken, when it is seen, being called to order
SANCTION = 17  # advisor; number of his bad practice seen: whether it is sanctioned
TENSIONS = 18  # circle; day: tensions raised
ACROSS = 19  # circle; day and number of the tension: whether it needs consent
CIRCLE = 20  # customer; attempt: what a circle decides, whether others consent
CONSENT = 21  # circle; day and place on the agenda: whether it consents to a tension
ABUSE = 22  # customer; generation: whether he claims what he is not due
APPETITE = 23  # advisor; how many had his place before: how much autonomy he wants
HOSTILITY = 24  # customer; attempt: whether he is hostile, and what his contact makes the advisor need
SUPPORT = 25  # advisor; number of his need: how long the support takes
RELAPSE = 26  # manager; day and part of the day: whether he relapses into approving
DELEGATION = 27  # manager; day: whether he raises what the desk decides
SHOCKS = 28  # shock; day: how many contacts it brings. Shock; number of the contact: whose it is, and when
CRISIS = 29  # shock; step or round: how long a step takes. Circle; shock and round: whether it consents
GAMING = 30  # customer; attempt: whether his contact is gamed; whether the script is left
VOLUNTEERS = 31  # working group; seat: who sits in it. Working group; day: when it meets unannounced
CHANNEL = 32  # customer; serial: whether the case begins in writing, and whether that fits
CHATS = 33  # customer; attempt: how long a conversation is borne, whether it solves the case
ABSENCE = 34  # advisor or manager; day: whether he falls ill, for how long
QUITTING = 35  # advisor or manager; day: whether he leaves
TENURE = 36  # advisor or manager; 0: how long he has been there on day 0
TEMPERAMENT = 37  # advisor or manager; how many had his place before: what he tends to
INITIATIVE = 38  # customer; attempt: whether he is given more than he asked for
CONFLICT = 39  # advisor; day: whether he quarrels with colleagues
JOINED = 44  # customer; 0: since when he has been one on day 0
APOLOGY = 45  # customer; attempt: whether whoever closes the case apologises
ACQUISITION = 46  # customer; 0: how long after the last one he comes
ADOPTION = 47  # advisor; day: whether he volunteers, or comes on board
SIGNS = 48  # number of the sign; 0: whether top management lives up to it
SIGN_OFF = 49  # number of the step; 0: how long top management takes to sign it
FIRST_FREE_STREAM = 100

MANAGERS = 1 << 20  # where the entity is somebody employed, managers count from here on
SHOCK_SERIALS = 1 << 25  # from here on count the contacts that shocks bring
ATTEMPTS = 64  # contacts of one case that have draws of their own; k of an attempt: serial * 64 + attempt

_M0, _M1 = 0xD2511F53, 0xCD9E8D57
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_MASK = 0xFFFFFFFF


def _philox_python(key0, key1, c0, c1, c2, c3):
    """Philox 4x32-10 in Python integers: the form used where compilation is switched off."""
    key0, key1, c0, c1, c2, c3 = (int(word) & _MASK for word in (key0, key1, c0, c1, c2, c3))
    for _ in range(10):
        product0, product1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (
            (product1 >> 32) ^ c1 ^ key0,
            product1 & _MASK,
            (product0 >> 32) ^ c3 ^ key1,
            product0 & _MASK,
        )
        key0, key1 = (key0 + _W0) & _MASK, (key1 + _W1) & _MASK
    return c0, c1, c2, c3


@inlined
def _philox_compiled(key0, key1, c0, c1, c2, c3):
    mask = np.uint64(_MASK)
    shift = np.uint64(32)
    k0, k1 = np.uint64(key0) & mask, np.uint64(key1) & mask
    w0, w1, w2, w3 = np.uint64(c0) & mask, np.uint64(c1) & mask, np.uint64(c2) & mask, np.uint64(c3) & mask
    for _ in range(10):
        p0, p1 = np.uint64(_M0) * w0, np.uint64(_M1) * w2
        w0, w1, w2, w3 = (p1 >> shift) ^ w1 ^ k0, p1 & mask, (p0 >> shift) ^ w3 ^ k1, p0 & mask
        k0, k1 = (k0 + np.uint64(_W0)) & mask, (k1 + np.uint64(_W1)) & mask
    return w0, w1, w2, w3


# 52 bits and a half: exact in a double. With 53 the half would be rounded away, and the largest be 1.
@inlined
def _to_units_compiled(w0, w1, w2, w3):
    shift = np.uint64(6)
    first = np.int64(w0 >> shift) * 67108864 + np.int64(w1 >> shift)
    second = np.int64(w2 >> shift) * 67108864 + np.int64(w3 >> shift)
    return (first + 0.5) / 4503599627370496.0, (second + 0.5) / 4503599627370496.0


def _to_units_python(w0, w1, w2, w3):
    first, second = (w0 >> 6) * 67108864 + (w1 >> 6), (w2 >> 6) * 67108864 + (w3 >> 6)
    return (first + 0.5) / 4503599627370496.0, (second + 0.5) / 4503599627370496.0


philox = _philox_python if numba.config.DISABLE_JIT else _philox_compiled
_to_units = _to_units_python if numba.config.DISABLE_JIT else _to_units_compiled


def _fold_python(digest, value):
    mixed = ((int(digest) ^ (int(value) & 0xFFFFFFFFFFFFFFFF)) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    return np.uint64(mixed ^ (mixed >> 29))


@inlined
def _fold_compiled(digest, value):
    mixed = (np.uint64(digest) ^ np.uint64(value)) * np.uint64(0x9E3779B97F4A7C15)
    return mixed ^ (mixed >> np.uint64(29))


# One more integer folded into a digest of 64 bits, order and value both counting.
fold = _fold_python if numba.config.DISABLE_JIT else _fold_compiled


@inlined
def attempt_key(case):
    """The k of all draws that belong to the present contact of a case."""
    return np.int64(case.serial) * ATTEMPTS + np.int64(case.attempt)


@inlined
def uniforms(key, stream, entity, k, block):
    """Two uniforms strictly inside (0, 1).

    Args:
        key: record or array of two words, seed and replication (each below 2**32).
        stream: number of the stream above.
        entity: row of the entity the draw belongs to (below 2**32).
        k: which draw of the entity (below 2**32).
        block: further blocks of the same draw (below 2**32).
    """
    w0, w1, w2, w3 = philox(key[0], key[1], entity, k, stream, block)
    return _to_units(w0, w1, w2, w3)


@inlined
def exponential(unit):
    """Unit exponential by inversion."""
    return -math.log(unit)


@compiled
def normal(unit):
    """Standard normal by inversion: Wichura 1988, algorithm AS 241 (PPND16), relative error 1e-16."""
    q = unit - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return (
            q
            * (
                ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
                + 133.14166789178437745) * r + 3.387132872796366608
            )
            / (
                ((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
                + 42.313330701600911252) * r + 1.0
            )
        )  # fmt: skip
    r = math.sqrt(-math.log(unit if q < 0.0 else 1.0 - unit))
    if r <= 5.0:
        r -= 1.6
        tail = (
            ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
            + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
            + 4.6303378461565452959) * r + 1.42343711074968357734
        ) / (
            ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
            + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
            + 2.05319162663775882187) * r + 1.0
        )  # fmt: skip
    else:
        r -= 5.0
        tail = (
            ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
            + 0.0012426609473880784386) * r + 0.026532189526576123093) * r + 0.29656057182850489123) * r
            + 1.7848265399172913358) * r + 5.4637849111641143699) * r + 6.6579046435011037772
        ) / (
            ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
            + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r
            + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1.0
        )  # fmt: skip
    return -tail if q < 0.0 else tail


@compiled
def gamma(key, stream, entity, k, block, shape):
    """Gamma with unit scale: Marsaglia & Tsang 2000 (ACM TOMS 26:363), further blocks on rejection."""
    boost = 1.0
    if shape < 1.0:
        unit, _ = uniforms(key, stream, entity, k, block)
        boost = math.exp(math.log(unit) / shape)
        shape += 1.0
        block += 1
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        first, second = uniforms(key, stream, entity, k, block)
        block += 1
        z = normal(first)
        v = 1.0 + c * z
        if v <= 0.0:
            continue
        v = v * v * v
        if math.log(second) < 0.5 * z * z + d - d * v + d * math.log(v):
            return boost * d * v


@compiled
def poisson(key, stream, entity, k, mean):
    """Poisson count: arrivals of a unit-rate process before `mean`, two exponentials a block."""
    count = 0
    block = 0
    time = 0.0
    while True:
        first, second = uniforms(key, stream, entity, k, block)
        block += 1
        time += exponential(first)
        if time > mean:
            return count
        count += 1
        time += exponential(second)
        if time > mean:
            return count
        count += 1


# Laws of durations and amounts: kinds a scenario can name, with their two shape numbers.
NEVER, CONSTANT, EXPONENTIAL, LOGNORMAL, PARETO, GAMMA, EMPIRICAL = range(7)
LAW_NAMES = {
    "constant": CONSTANT,
    "exponential": EXPONENTIAL,
    "lognormal": LOGNORMAL,
    "pareto": PARETO,
    "gamma": GAMMA,
    "empirical": EMPIRICAL,
}


@inlined
def inverse(law, unit, quantiles):
    """Value of a law at a uniform: every law but the gamma, which needs rejection (`draw`).

    Args:
        law: record with kind, a, b: constant (value), exponential (mean), lognormal (mu, sigma),
            Pareto (least value, exponent), empirical (first row, number of rows of `quantiles`).
        unit: uniform in (0, 1).
        quantiles: all empirical quantile functions, end to end, evenly spaced in probability.

    Returns:
        A value in the law's unit; infinity for the law `NEVER`.
    """
    if law.kind == EXPONENTIAL:
        return -law.a * math.log(unit)
    if law.kind == LOGNORMAL:
        return math.exp(law.a + law.b * normal(unit))
    if law.kind == CONSTANT:
        return law.a
    if law.kind == PARETO:
        # expm1, since the compiler works out a plain exp ahead of the branch, for every law (5 % of a day)
        return law.a * (1.0 + math.expm1(-math.log(unit) / law.b))
    if law.kind == EMPIRICAL:
        place = unit * (law.b - 1.0)
        row = int(place)
        base = int(law.a) + row
        return quantiles[base] + (place - row) * (quantiles[base + 1] - quantiles[base])
    return math.inf


@compiled
def draw(law, key, stream, entity, k, quantiles):
    """A value of any law; the gamma's a is its shape and b its scale."""
    if law.kind == GAMMA:
        return law.b * gamma(key, stream, entity, k, 0, law.a)
    unit, _ = uniforms(key, stream, entity, k, 0)
    return inverse(law, unit, quantiles)
