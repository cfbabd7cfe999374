"""One row of a scikit-learn model, for `interplay explain program` (docs/programs.md): a column that is removed takes its mean."""
import csv
import json
import sys
import numpy as np
from sklearn.ensemble import RandomForestClassifier

table, target, row = sys.argv[1], sys.argv[2], int(sys.argv[3])
rows = list(csv.DictReader(open(table, newline="")))
for request in map(json.loads, sys.stdin):
    if request["type"] == "hello":  # the parts are columns of the table
        columns = np.array([[float(cells[name]) for name in request["names"]] for cells in rows])
        model = RandomForestClassifier(random_state=1).fit(columns, [cells[target] for cells in rows])
        answer = {"version": 1, "outputs": list(map(str, model.classes_)), "batch": 500}
    else:
        kept = np.array([[bit == "1" for bit in mask] for mask in request["masks"]])
        ablated = np.where(kept, columns[row], columns.mean(axis=0))
        answer = {"id": request["id"], "values": model.predict_proba(ablated).tolist()}
    print(json.dumps(answer), flush=True)
