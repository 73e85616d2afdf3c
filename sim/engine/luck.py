"""Luck: a number that depends only on who, when and what for, never on who was asked first.

A draw belongs to one agent, one day and one named purpose, so two strategies run with the same seed share every draw
that both make (common random numbers), and the order in which agents are asked cannot matter.
"""

import hashlib
import math

from sim.engine import ALL, rule, u64

STEP = 0x9E3779B97F4A7C15


def purpose(name: str) -> int:
    """The number of a named purpose: a hash of its name, so that a new draw never shifts an old one (63 bits)."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


@rule
def mix(x: int) -> int:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014); `& ALL` wraps in plain Python and is free when compiled."""
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & ALL
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & ALL
    return x ^ (x >> 31)


@rule
def born_with(luck: int, key: int) -> int:
    """The luck of an agent born of `luck` (the seed, or a parent) as its `key`-th: 63 bits, so that it fits an i8 field."""
    return int(mix((mix(u64(luck)) + u64(key) * STEP) & ALL) >> 1)


@rule
def uniform(luck: int, day: int, what_for: int) -> float:
    """A number in (0, 1), never 0 nor 1, for one agent (`luck`), one day and one purpose.

    Who and when come first, so that several draws of one agent on one day can share that half of the work.
    """
    return ((mix((mix((u64(luck) + u64(day) * STEP) & ALL) + u64(what_for)) & ALL) >> 11) + 0.5) * 1.1102230246251565e-16


@rule
def happens(u: float, expected: float) -> bool:
    """Whether what is expected so often in a span of time happens in it at least once: `u < 1 - exp(-expected)`.

    The chance is at most `expected`, so that the exponential is needed only where `u` lies below that.
    """
    return u < expected and u < 1.0 - math.exp(-expected)


@rule
def choice(u: float, weights) -> int:  # type: ignore[no-untyped-def]
    """The place in `weights` that `u` falls on, each place as wide as its weight; the last one when all are zero."""
    total = 0.0
    for weight in weights:
        total += weight
    reach = u * total
    for i in range(len(weights)):
        reach -= weights[i]
        if reach < 0.0:
            return i
    return len(weights) - 1


@rule
def poisson(u: float, mean: float) -> int:
    """A count with the given mean (below about 50), increasing in `u`: the inverse of its distribution function.

    The chance of none is at least `1 - mean`, so that the exponential is needed only where `u` lies above that.
    """
    if u <= 1.0 - mean:
        return 0
    term = math.exp(-mean)
    total, n = term, 0
    while u > total and n < 500:
        n += 1
        term = term * mean / n
        total += term
    return n


@rule
def rounded(mean: float, u: float) -> int:
    """A whole number with this mean, one of the two beside it."""
    low = int(mean)
    return low + int(u < mean - low)


@rule
def normal(u: float) -> float:
    """A standard normal number increasing in `u` (Wichura 1988, algorithm AS 241, seven digits to 6.7 s.d.)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        return q * top / (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u)) - 1.6
    top = ((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777
    z = top / ((0.12021132975 * r + 0.7370016425) * r + 1.0)
    return -z if q < 0.0 else z


@rule
def lognormal(u: float, mean: float, spread: float) -> float:
    """A lognormal number with the given mean and standard deviation of its logarithm, increasing in `u`."""
    return mean * math.exp(spread * normal(u) - 0.5 * spread * spread)


@rule
def days_until(u: float, mean_days: float) -> int:
    """Whole days, one or more, until something with the given mean wait happens (geometric, increasing in `u`)."""
    if mean_days <= 1.0:
        return 1
    return 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean_days))
