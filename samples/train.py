"""A trainer for `interplay explain data --trainer-command`: nearest centroids, in the standard library only (docs/data.md has the protocol)."""

import csv
import json
import sys

TRAIN, TEST, TARGET = sys.argv[1:4]


def read(path):
    """The rows of a table: the numbers, and what they stand for."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name != TARGET]
    return [([float(row[name]) for name in names], row[TARGET]) for row in rows]


def centroids(rows):
    """The mean of the rows of each class."""
    groups = {}
    for numbers, label in rows:
        groups.setdefault(label, []).append(numbers)
    return {label: [sum(column) / len(group) for column in zip(*group)] for label, group in groups.items()}


def margin(numbers, label, means, scales):
    """How much nearer a row is to the centroid of its own class than to another: above 0 is right."""
    distance = {
        name: sum(((x - m) / s) ** 2 for x, m, s in zip(numbers, mean, scales)) ** 0.5 for name, mean in means.items()
    }
    others = [value for name, value in distance.items() if name != label]
    return min(others) - distance[label] if others and label in distance else 0.0


train, test = read(TRAIN), read(TEST)
columns = list(zip(*(numbers for numbers, _ in train)))
scales = [(sum((x - sum(c) / len(c)) ** 2 for x in c) / len(c)) ** 0.5 or 1.0 for c in columns]

for line in sys.stdin:
    request = json.loads(line)
    if request["type"] == "hello":
        answer = {"version": 1, "outputs": ["mean margin", "errors"]}
    else:
        means = centroids([train[row] for row in request["rows"]])
        margins = [margin(numbers, label, means, scales) for numbers, label in test]
        answer = {
            "id": request["id"],
            "values": [sum(margins) / len(margins), sum(m <= 0 for m in margins)],
        }
    print(json.dumps(answer), flush=True)
