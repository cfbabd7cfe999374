"""k-SII values of a scikit-learn model on one row, by the definitions alone: every set, every coalition.

Arguments: table, target, row, order, then the columns that are parts. The model and what stands for a removed column are those of
samples/value.py, which is imported from beside nothing: both are written out here again. Prints one JSON object an output: the parts of a
set with commas between -> its value.

SII: Grabisch and Roubens, 1999. k-SII (n-Shapley values): Bordt and von Luxburg, 2023, theorem 5.
"""
import csv
import json
import sys
from fractions import Fraction
from itertools import combinations
from math import comb, factorial

import numpy as np
from sklearn.ensemble import RandomForestClassifier

table, target, row, order, names = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:]
with open(table, newline="") as file:
    rows = list(csv.DictReader(file))
x = np.array([[float(cells[name]) for name in names] for cells in rows])
model = RandomForestClassifier(random_state=1).fit(x, [cells[target] for cells in rows])
n = len(names)
inputs = np.array([[x[row, i] if m >> i & 1 else x[:, i].mean() for i in range(n)] for m in range(1 << n)])
values = model.predict_proba(inputs)


def bernoulli(m):
    """The Bernoulli numbers with B(1) = -1/2."""
    b = [Fraction(1)]
    for k in range(1, m + 1):
        b.append(-sum(comb(k + 1, j) * b[j] for j in range(k)) / (k + 1))
    return b[m]


def bits(parts):
    return sum(1 << i for i in parts)


def sii(parts, v):
    s, total, inside = len(parts), 0.0, bits(parts)
    for m in range(1 << n):
        if m & inside:
            continue
        t = m.bit_count() if hasattr(m, "bit_count") else bin(m).count("1")
        weight = factorial(n - t - s) * factorial(t) / factorial(n - s + 1)
        total += weight * sum(
            (-1) ** (s - size) * v[m | bits(chosen)] for size in range(s + 1) for chosen in combinations(parts, size)
        )
    return total


sets = [parts for size in range(1, order + 1) for parts in combinations(range(n), size)]
result = {}
for output, label in enumerate(model.classes_):
    index = {parts: sii(parts, values[:, output]) for parts in sets}
    result[str(label)] = {
        ",".join(map(str, parts)): index[parts]
        + sum(
            float(bernoulli(len(more) - len(parts))) * value
            for more, value in index.items()
            if len(more) > len(parts) and set(parts) < set(more)
        )
        for parts in sets
    }
json.dump(result, sys.stdout)
