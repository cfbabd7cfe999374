"""A pipeline of Hugging Face transformers, for `interplay explain program --text ...` (docs/programs.md). Needs transformers and a model."""
import json
import math
import sys
from transformers import pipeline

classify = pipeline("text-classification", model=sys.argv[1], top_k=None)
labels = [classify.model.config.id2label[i] for i in sorted(classify.model.config.id2label)]
for request in map(json.loads, sys.stdin):
    if request["type"] == "hello":
        answer = {"version": 1, "outputs": labels, "batch": 32, "identity": sys.argv[1]}
    else:
        answer = {"id": request["id"], "values": []}
        for scores in classify(request["texts"], truncation=True):
            p = {score["label"]: min(max(score["score"], 1e-12), 1 - 1e-12) for score in scores}
            answer["values"].append([math.log(p[label] / (1 - p[label])) for label in labels])
    print(json.dumps(answer), flush=True)
