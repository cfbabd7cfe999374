"""Writes the reviews that the shipped encoder never learned from: the last 10,000 after the shuffle of models/sentiment-small/train/prepare.py.

python3 bench/Interplay.Studies/unseen-reviews.py package/reviews.json unseen.json
"""

import json
import random
import re
import sys

seen, kept = set(), []
for review in json.load(open(sys.argv[1], encoding="utf8")):
    text = re.sub(r"\s+", " ", review["t"].replace("<br />", " ").replace("<br>", " ")).strip()
    if text not in seen:
        seen.add(text)
        kept.append({"t": text, "s": int(review["s"] in (1, "1", "positive", True))})
random.Random(7).shuffle(kept)
json.dump(kept[-10_000:], open(sys.argv[2], "w", encoding="utf8"))
