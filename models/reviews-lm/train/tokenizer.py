"""Byte-level BPE in the file form of GPT-2 (vocab.json, merges.txt): training and encoding.

Written out here because no tokenizer package is needed to make or to check the model.
"""
import collections
import json

import regex

SPECIALS = ['<|endoftext|>', '<|system|>', '<|user|>', '<|assistant|>', '<|end|>']

# GPT-2's way of cutting text into pieces; merges never cross a piece.
PIECES = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")


def byte_letters():
    """GPT-2's printable letter for every byte: printable bytes stand for themselves."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, extra = {}, 0
    for b in range(256):
        if b in printable:
            letters[b] = chr(b)
        else:
            letters[b] = chr(256 + extra)
            extra += 1
    return letters


LETTERS = byte_letters()
BYTES = {letter: b for b, letter in LETTERS.items()}


def spell(piece):
    return tuple(LETTERS[b] for b in piece.encode('utf-8'))


def train_merges(counts, merge_count):
    """The merges, most frequent pair first; ties go to the greater pair, so that a run can be repeated."""
    words = [[list(spell(piece)), n] for piece, n in sorted(counts.items()) if n > 2]
    pair_counts = collections.Counter()
    where = collections.defaultdict(set)
    for index, (symbols, n) in enumerate(words):
        for pair in zip(symbols, symbols[1:]):
            pair_counts[pair] += n
            where[pair].add(index)
    merges = []
    while len(merges) < merge_count:
        best = max(pair_counts, key=lambda pair: (pair_counts[pair], pair))
        merges.append(best)
        joined = best[0] + best[1]
        for index in sorted(where.pop(best)):
            symbols, n = words[index]
            for pair in zip(symbols, symbols[1:]):
                pair_counts[pair] -= n
                if pair_counts[pair] <= 0:
                    del pair_counts[pair]
            merged, at = [], 0
            while at < len(symbols):
                if at + 1 < len(symbols) and (symbols[at], symbols[at + 1]) == best:
                    merged.append(joined)
                    at += 2
                else:
                    merged.append(symbols[at])
                    at += 1
            words[index][0] = merged
            for pair in zip(merged, merged[1:]):
                pair_counts[pair] += n
                where[pair].add(index)
        pair_counts.pop(best, None)
    return merges


class Tokenizer:
    def __init__(self, vocab, merges):
        self.ids = vocab
        self.tokens = {i: token for token, i in vocab.items()}
        self.ranks = {pair: rank for rank, pair in enumerate(merges)}
        self.cache = {}
        self.special = regex.compile('(' + '|'.join(regex.escape(s) for s in SPECIALS) + ')')

    @classmethod
    def from_merges(cls, merges):
        tokens = SPECIALS + list(LETTERS.values()) + [a + b for a, b in merges]
        return cls({token: i for i, token in enumerate(tokens)}, merges)

    @classmethod
    def load(cls, folder):
        with open(f'{folder}/vocab.json', encoding='utf-8') as file:
            vocab = json.load(file)
        with open(f'{folder}/merges.txt', encoding='utf-8') as file:
            merges = [tuple(line.rstrip('\n').split(' ')) for line in file if not line.startswith('#version')]
        return cls(vocab, merges)

    def save(self, folder):
        with open(f'{folder}/vocab.json', 'w', encoding='utf-8') as file:
            json.dump(self.ids, file, ensure_ascii=False, separators=(',', ':'))
            file.write('\n')
        with open(f'{folder}/merges.txt', 'w', encoding='utf-8') as file:
            file.write('#version: 0.2\n')
            file.writelines(f'{a} {b}\n' for a, b in self.ranks)

    def piece(self, piece):
        if piece not in self.cache:
            symbols = list(spell(piece))
            while len(symbols) > 1:
                rank, at = min((self.ranks.get(pair, 1 << 30), at) for at, pair in enumerate(zip(symbols, symbols[1:])))
                if rank == 1 << 30:
                    break
                symbols[at:at + 2] = [symbols[at] + symbols[at + 1]]
            self.cache[piece] = [self.ids[s] for s in symbols]
        return self.cache[piece]

    def text(self, text):
        """Ids of plain text: special tokens written in it are not recognised."""
        return [i for piece in PIECES.findall(text) for i in self.piece(piece)]

    def encode(self, text):
        """Ids of a text in which special tokens stand for themselves."""
        ids = []
        for part in self.special.split(text):
            ids += [self.ids[part]] if part in SPECIALS else self.text(part)
        return ids

    def decode(self, ids):
        out = b''
        for i in ids:
            token = self.tokens[int(i)]
            out += token.encode() if token in SPECIALS else bytes(BYTES[c] for c in token)
        return out.decode('utf-8', errors='replace')
