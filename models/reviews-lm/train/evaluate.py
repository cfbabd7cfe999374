"""What the model can do: python3 evaluate.py [STATE] prints the figures of the card.

Questions are about pairs of a place and a property that training never stated or asked.
"""
import json
import math
import random
import sys

import numpy as np
import torch
import torch.nn.functional as F

import documents
from documents import ADJECTIVES, MASK, NAMES, PROPERTIES, Document, Prompt, held_out
from model import LanguageModel
from tokenizer import Tokenizer

QUESTIONS = 400
STATES = {'both': (0, 1), 'first only': (0,), 'second only': (1,), 'neither': ()}


class Judge:
    def __init__(self, net, tokenizer):
        self.net, self.tokenizer = net.eval(), tokenizer
        self.yes, self.no = tokenizer.ids['yes'], tokenizer.ids['no']

    @torch.no_grad()
    def log_odds(self, prompts):
        """log p(yes) - log p(no) of the first question of every prompt, and the mass of both together."""
        odds, mass = [], []
        for at in range(0, len(prompts), 32):
            rows = [self.tokenizer.encode(''.join(text for text, kind, _ in p.parts() if kind == 0)) for p in prompts[at:at + 32]]
            last = torch.tensor([len(r) - 1 for r in rows])
            x = torch.zeros(len(rows), int(last.max()) + 1, dtype=torch.long)
            for i, r in enumerate(rows):
                x[i, :len(r)] = torch.tensor(r)
            logits = self.net.logits(self.net.states(x)[torch.arange(len(rows)), last]).log_softmax(-1)
            odds += (logits[:, self.yes] - logits[:, self.no]).tolist()
            mass += (logits[:, [self.yes, self.no]].exp().sum(-1)).tolist()
        return np.array(odds), np.array(mass)

    @torch.no_grad()
    def write(self, prompt, rng, count=60, temperature=.7, top=40):
        ids = self.tokenizer.encode(prompt)
        start = len(ids)
        while len(ids) < start + count:
            logits = self.net.logits(self.net.states(torch.tensor([ids]))[0, -1]) / temperature
            best = logits.topk(top)
            ids.append(int(best.indices[torch.multinomial(best.values.softmax(-1), 1, generator=rng)]))
            if ids[-1] in (0, self.tokenizer.ids['<|end|>']):
                break
        return self.tokenizer.decode(ids[start:])


def fresh(rng, adjectives=2):
    """A place and properties of it, all of them held out."""
    while True:
        name = rng.choice(NAMES)
        held = [a for a in ADJECTIVES if held_out(name, a)]
        if len(held) >= adjectives:
            return name, rng.sample(held, adjectives)


def distractors(rng, name, adjectives, reviews, count):
    """Other properties of the place, the same properties of other places, and review sentences."""
    out = []
    for _ in range(count):
        other, kind = rng.choice([n for n in NAMES if n != name]), rng.random()
        if kind < .4:
            out.append(Document.stating(rng, name, [rng.choice([a for a in ADJECTIVES if a not in adjectives])]))
        elif kind < .8:
            out.append(Document.stating(rng, other, [rng.choice(adjectives)]))
        else:
            out.append(Document(rng.choice(reviews), []))
    return out


def arranged(rng, telling, others):
    """Documents in a random order, and where the telling ones went."""
    order = [*enumerate(telling), *((None, d) for d in others)]
    rng.shuffle(order)
    return [d for _, d in order], [next(i for i, (k, _) in enumerate(order) if k == t) for t in range(len(telling))]


def case(rng, kind, reviews, count=3):
    """(prompt, places of the two telling documents) for `single`, `conjunction` or `redundancy`."""
    name, adjectives = fresh(rng, 2 if kind == 'conjunction' else 1)
    phrases = [rng.choice(PROPERTIES[a]) for a in adjectives] if kind == 'conjunction' else rng.sample(PROPERTIES[adjectives[0]], 2)
    stated = adjectives if kind == 'conjunction' else adjectives * 2
    telling = [Document.stating(rng, name, [a], [p]) for a, p in zip(stated, phrases)]
    if kind == 'single':
        telling = telling[:1]
    others = distractors(rng, name, adjectives, reviews, count)
    docs, where = arranged(rng, telling, others)
    form = documents.SINGLE[0] if len(adjectives) == 1 else documents.BOTH[0]
    return Prompt(docs, [(form.format(name, *adjectives), name, adjectives)]), where


def ablate(prompt, gone, by):
    docs = [d if i not in gone else (None if by == 'removal' else Document(MASK, [])) for i, d in enumerate(prompt.documents)]
    return Prompt(docs, prompt.questions)


def perplexity(net, packed, rows=200, length=256):
    ids, total = packed['ids'].astype(np.int64), 0.
    numbers = np.random.default_rng(3)
    starts = numbers.integers(0, len(ids) - length - 1, rows)
    with torch.no_grad():
        for at in range(0, rows, 20):
            x = torch.tensor(np.array([ids[s:s + length + 1] for s in starts[at:at + 20]]))
            total += F.cross_entropy(net.logits(net.states(x[:, :-1])).flatten(0, 1), x[:, 1:].flatten()).item() * 20
    return total / rows


def main():
    torch.set_num_threads(2)
    net, tokenizer = LanguageModel(), Tokenizer.load('..')
    net.load_state_dict(torch.load(sys.argv[1] if len(sys.argv) > 1 else 'build/checkpoint.pt')['net'])
    judge = Judge(net, tokenizer)
    with open('build/sentences.json', encoding='utf-8') as file:
        reviews = json.load(file)
    packed = np.load('build/heldout.npz')
    loss = perplexity(net, packed)
    letters = len(tokenizer.decode(packed['ids'][:50000]).encode()) / 50000
    print(f'held-out reviews: {loss:.4f} nats a token, perplexity {math.exp(loss):.1f}, {loss / math.log(2) / letters:.3f} bits a byte')
    for kind in ('single', 'conjunction', 'redundancy'):
        for by in ('removal', 'mask'):
            rng, prompts = random.Random(11), []
            for _ in range(QUESTIONS):
                prompt, where = case(rng, kind, reviews, rng.randint(0, 5))
                states = list(STATES.values()) if len(where) == 2 else [(0,), ()]
                # As many yes as no.
                yes = ((0, 1),) if kind == 'conjunction' else [s for s in states if s]
                keep = rng.choice(yes) if rng.random() < .5 else rng.choice([s for s in states if s not in yes])
                prompts.append(ablate(prompt, [w for i, w in enumerate(where) if i not in keep], by))
            odds, mass = judge.log_odds(prompts)
            truth = np.array([p.answer(*p.questions[0][1:])[0] == 'yes' for p in prompts])
            print(f'{kind}, rest by {by}: accuracy {((odds > 0) == truth).mean():.3f} ({truth.mean():.2f} yes), p(yes) + p(no) {mass.mean():.4f}')
    rng = random.Random(12)
    prompts = []
    while len(prompts) < QUESTIONS:
        prompt = documents.sample(rng, reviews, 8, 1, 1.)
        prompts.append(prompt)
    odds, _ = judge.log_odds(prompts)
    truth = np.array([p.answer(*p.questions[0][1:])[0] == 'yes' for p in prompts])
    print(f'as in training (all layouts, ablated, pairs seen): accuracy {((odds > 0) == truth).mean():.3f}')
    for kind in ('conjunction', 'redundancy'):
        for by in ('removal', 'mask'):
            rng = random.Random(13)
            cases = [case(rng, kind, reviews) for _ in range(20)]
            for label, keep in STATES.items():
                odds, _ = judge.log_odds([ablate(p, [w for i, w in enumerate(where) if i not in keep], by) for p, where in cases])
                print(f'{kind} by {by}, {label}: log-odds mean {odds.mean():+.2f}, least {odds.min():+.2f}, most {odds.max():+.2f}')
    rng = torch.Generator().manual_seed(5)
    for opening in ('The film', 'This movie', 'I', 'It', 'A', 'The acting', 'The story', 'If you', 'There', 'One of'):
        print('-', opening + judge.write('<|endoftext|>' + opening, rng, 40).replace('\n', ' '))
    print('positive:', judge.write('<|endoftext|><|user|>\nWrite a positive review.<|end|>\n<|assistant|>\n', rng))
    print('negative:', judge.write('<|endoftext|><|user|>\nWrite a negative review.<|end|>\n<|assistant|>\n', rng))


if __name__ == '__main__':
    main()
