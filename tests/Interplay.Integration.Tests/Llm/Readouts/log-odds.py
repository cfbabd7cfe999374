"""Writes log-odds.json: log-odds in 60-digit arithmetic of log-probabilities as the doubles they are. Needs nothing but Python 3."""

import json
import math
import pathlib
import random
from decimal import Decimal, getcontext

getcontext().prec = 90
random.seed(20260401)


def odds(l: Decimal) -> Decimal:
    """log p/(1-p) of l = log p."""
    return l - (1 - l.exp()).ln()


def exact(x: float) -> Decimal:
    return Decimal(x)


def neighbours(x: float, steps):
    for step in steps:
        y = x
        for _ in range(abs(step)):
            y = math.nextafter(y, math.copysign(math.inf, step))
        yield y


logs = [math.log(10.0**-k) for k in range(1, 301)]
logs += [-(10.0**-k) for k in range(1, 17)]
logs += [math.log1p(-(10.0**-k)) for k in range(1, 17)]
logs += list(neighbours(-math.log(2), [0, 1, -1, 2, -2, 3, 7, -7, 50, -50, 1000, -1000]))
logs += [-math.log(2) + s * 2.0**-k for k in range(2, 53) for s in (1, -1)]
for edge in (-math.log(2) / 2, -2 * math.log(2), -math.log(2)):
    logs += list(neighbours(edge, [-1, 0, 1]))
logs += [-random.random() * 10 ** random.uniform(-16, 2.8) for _ in range(300)]
scalars = [[l, float(odds(exact(l)))] for l in logs if l < 0]

sums = []
for _ in range(120):
    tokens = [-random.random() * 10 ** random.uniform(-12, 1) for _ in range(random.randint(2, 40))]
    sums.append([tokens, float(odds(sum(map(exact, tokens))))])
for k in range(4, 60, 2):
    # Sums that come to -ln 2 but for 2^-k, out of numbers that do not add up in a double.
    tokens = [-0.1 - random.random() / 1e4, -0.3 - random.random() / 1e7, -random.random() * 1e-9]
    tokens.append(float(-Decimal(2).ln() - sum(map(exact, tokens)) + Decimal(2.0**-k)))
    sums.append([tokens, float(odds(sum(map(exact, tokens))))])

sets = []
for k in range(150):
    positive = [-random.random() * 10 ** random.uniform(-3, 2.8) for _ in range(random.randint(1, 4))]
    negative = [-random.random() * 10 ** random.uniform(-3, 2.8) for _ in range(random.randint(1, 4))]
    if k % 2:
        # Nearly even odds: the last label of one side makes up for the rest, as far as a double can.
        positive = [-1 - random.random(), -1 - random.random(), -3 - random.random()]
        negative = [-1.5 - random.random(), -2 - random.random()]
        rest = sum(exact(l).exp() for l in positive) - sum(exact(l).exp() for l in negative)
        side, rest = (negative, rest) if rest > 0 else (positive, -rest)
        side.append(float((rest * (1 + Decimal(10) ** -(k // 12))).ln()))
    high = sum(exact(l).exp() for l in positive).ln()
    low = sum(exact(l).exp() for l in negative).ln()
    sets.append([positive, negative, float(high - low)])

path = pathlib.Path(__file__).with_name("log-odds.json")
path.write_text(json.dumps({"scalars": scalars, "sums": sums, "sets": sets}, separators=(",", ":")) + "\n")
