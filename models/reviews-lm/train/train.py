"""Trains on reviews and made prompts; Muon for the matrices, Adam for the rest.

    python3 train.py --steps 5000        (go on from build/checkpoint.pt with --resume)

The learning rate is level for two fifths of the steps and then falls to zero; build/checkpoint.pt is written every two
minutes and at the end. Besides the next token, the made prompts teach four intermediate things (training only, see main):
what a sentence is about, where a question should look, whether it found it, and where the answer should look. Answers alone
had taught nothing in 900 steps.
"""
import argparse
import json
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

import documents
from model import HEADS, MATCHING, WIDTH, LanguageModel, turn
from tokenizer import Tokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
REQUESTS = {1: ['Write a positive review.', 'Write a good review of a film.', 'Write a few sentences in praise of a film.'],
            0: ['Write a negative review.', 'Write a bad review of a film.', 'Write a few sentences against a film.']}


class Muon(torch.optim.Optimizer):
    """Momentum whose matrix is replaced by its nearest orthogonal one (five Newton-Schulz steps; Jordan et al. 2024)."""

    def __init__(self, matrices, lr, momentum=.95, decay=.01):
        shapes = sorted({tuple(p.shape) for p in matrices})
        groups = [dict(params=[p for p in matrices if tuple(p.shape) == shape]) for shape in shapes]
        super().__init__(groups, dict(lr=lr, momentum=momentum, decay=decay))

    @torch.no_grad()
    def step(self):
        """Matrices of one shape are taken together, in bfloat16: they are small, and calls are dear on a CPU."""
        for group in self.param_groups:
            steps = []
            for p in group['params']:
                m = self.state[p].setdefault('momentum', torch.zeros_like(p))
                m.mul_(group['momentum']).add_(p.grad)
                steps.append(p.grad.add(m, alpha=group['momentum']))
            x = torch.stack(steps)
            rows, columns = x.shape[1:]
            x = x.transpose(1, 2) if rows > columns else x
            x = (x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-7)).bfloat16().contiguous()
            for _ in range(5):
                a = x @ x.transpose(1, 2).contiguous()
                x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
            x = (x.transpose(1, 2) if rows > columns else x).float()
            for p, step in zip(group['params'], x):
                p.mul_(1 - group['lr'] * group['decay'])
                p.add_(step, alpha=-group['lr'] * max(1, rows / columns) ** .5)


class Data:
    def __init__(self, seed):
        self.rng, self.numbers = random.Random(seed), np.random.default_rng(seed)
        self.tokenizer = Tokenizer.load(f'{HERE}/..')
        packed = np.load(f'{HERE}/build/train.npz')
        self.ids, self.offsets, self.labels = packed['ids'].astype(np.int64), packed['offsets'], packed['labels']
        with open(f'{HERE}/build/sentences.json', encoding='utf-8') as file:
            self.sentences = json.load(file)

    def review_row(self, length):
        """Reviews one after the other, each begun by <|endoftext|>; one row in eight starts with a request for a review."""
        rng = self.rng
        if rng.random() < .125:
            i = rng.randrange(len(self.labels))
            request = rng.choice(REQUESTS[int(self.labels[i])])
            row = self.tokenizer.encode(f'<|endoftext|><|user|>\n{request}<|end|>\n<|assistant|>\n')
            end = self.tokenizer.encode('<|end|>')
            row += [*self.ids[self.offsets[i]:self.offsets[i + 1]], *end]
        else:
            start = int(self.numbers.integers(len(self.ids) - length))
            i = int(np.searchsorted(self.offsets, start, 'right')) - 1
            if rng.random() < .5:
                start = int(self.offsets[i])
                row = [0]
            else:
                row = []
            row += list(self.ids[start:self.offsets[i + 1]])
        while len(row) <= length:
            i = rng.randrange(len(self.labels))
            row += [0, *self.ids[self.offsets[i]:self.offsets[i + 1]]]
        return row[:length + 1]

    def reviews(self, rows, length):
        x = torch.tensor(np.array([self.review_row(length) for _ in range(rows)]))
        return x[:, :-1], x[:, 1:]

    def prompts(self, tokens, most_documents, hard):
        """Rows of made prompts, about `tokens` of them, padded on the right; targets, kinds
        (1 label, 2 reason, 0 given) and the facts that tokens complete, as (row, token, place,
        property, asked: -1 for a statement, else 1 where it is stated and 0 where not)."""
        rows, facts, longest = [], [], 0
        while True:
            ids, kinds, marks = [], [], []
            for text, kind, fact in documents.sample(self.rng, self.sentences, most_documents, 6, hard).parts():
                part = self.tokenizer.encode(text)
                ids += part
                kinds += [kind] * len(part)
                if fact:
                    marks.append((len(ids) - 1, documents.NAMES.index(fact[0]), documents.ADJECTIVES.index(fact[1]), -1 if fact[2] is None else int(fact[2])))
            if len(ids) > 400:
                continue
            if rows and max(longest, len(ids)) * (len(rows) + 1) > tokens:
                break
            longest = max(longest, len(ids))
            rows.append((ids, kinds))
            facts += [(len(rows) - 1, *mark) for mark in marks]
        x, k = np.zeros((len(rows), longest), np.int64), np.zeros((len(rows), longest), np.int64)
        for r, (ids, kinds) in enumerate(rows):
            x[r, :len(ids)], k[r, :len(ids)] = ids, kinds
        return torch.from_numpy(x[:, :-1]), torch.from_numpy(x[:, 1:]), torch.from_numpy(k[:, 1:]), torch.tensor(facts)


def attention(net, at, states, rows, tokens):
    """Log-weights with which the first head of block `at` looks from the given tokens at all of their row."""
    block, size = net.blocks[at], WIDTH // HEADS
    h = block.before_attention(states)
    q, k = block.query(h)[..., :size].float(), block.key(h)[..., :size].float()
    if block.turns:
        _, cos, sin = net.surroundings(states.shape[1])
        q, k = turn(q, cos, sin), turn(k, cos, sin)
    scores = (q[rows, tokens][:, None] * k[rows]).sum(-1) / size ** .5
    return scores.masked_fill(torch.arange(states.shape[1])[None] > tokens[:, None], -1e4).log_softmax(-1)


def astray(weights, target):
    """Mean -log of the weight on the targets, over the rows that have one."""
    known = target.any(1)
    return -weights.masked_fill(~target, -1e4).logsumexp(-1)[known].mean()


def looking(net, below, facts):
    """How far the matching head is from looking, at the end of a question, at the sentences that state what is asked, or at
    the first token where none does."""
    told, asked = facts[facts[:, 4] < 0], facts[facts[:, 4] >= 0]
    same = (told[None, :, [0, 2, 3]] == asked[:, None, [0, 2, 3]]).all(-1)
    target = torch.zeros(len(asked), below.shape[1], dtype=torch.bool)
    i, j = same.nonzero(as_tuple=True)
    target[i, told[j, 1]] = True
    target[asked[:, 4] == 0, 0] = True
    return astray(attention(net, MATCHING, below, asked[:, 0], asked[:, 1]), target)


def reporting(net, above, facts, kinds):
    """How far the first head of the block after is from looking, where the label is due, at the ends of its question."""
    asked = facts[facts[:, 4] >= 0]
    rows, tokens = (kinds == 1).nonzero(as_tuple=True)
    turn_of = (kinds == 1).long().cumsum(1)
    target = torch.zeros(len(rows), kinds.shape[1], dtype=torch.bool)
    own = (asked[None, :, 0] == rows[:, None]) & (turn_of[asked[:, 0], asked[:, 1]][None] == turn_of[rows, tokens][:, None] - 1)
    i, j = own.nonzero(as_tuple=True)
    target[i, asked[j, 1]] = True
    return astray(attention(net, MATCHING + 1, above, rows, tokens), target)


@torch.no_grad()
def seed_matching(net, data, batches=12):
    """Sets query and key of the matching head to the same random code of place and property, read from the states by ridge
    regression: it would take thousands of steps for the two to find a common code by themselves."""
    block, size = net.blocks[MATCHING], WIDTH // HEADS
    features, codes = [], []
    for _ in range(batches):
        x, _, _, facts = data.prompts(3072, 4, .5)
        states = net.embed(x)
        for before in net.blocks[:MATCHING]:
            states = before(states, *net.surroundings(x.shape[1]))
        features.append(block.before_attention(states)[facts[:, 0], facts[:, 1]])
        codes.append(torch.cat((F.one_hot(facts[:, 2], len(documents.NAMES)), F.one_hot(facts[:, 3], len(documents.ADJECTIVES))), 1).float())
    h, y = torch.cat(features).double(), torch.cat(codes).double()
    h, y = h - h.mean(0), y - y.mean(0)
    weights = torch.linalg.solve(h.t() @ h + .003 * len(h) * torch.eye(WIDTH).double(), h.t() @ y).t()
    print(f'matching seeded: the codes explain {1 - ((h @ weights.t() - y) ** 2).sum() / (y ** 2).sum():.3f} of the variance', flush=True)
    code = torch.linalg.qr(torch.randn(y.shape[1], size).double())[0].t() * (y.shape[1] / size) ** .5
    # Place and property right: a score of about 10; one of them: 5.
    block.query.weight[:size] = block.key.weight[:size] = (code @ weights * (5 * size ** .5) ** .5).float()


class Run:
    """Everything that a resumed run needs."""

    def __init__(self, lr):
        self.net, self.step, self.level = LanguageModel(), 0, 0.
        self.reader = torch.nn.Linear(WIDTH, len(documents.NAMES) + len(documents.ADJECTIVES))
        self.finder = torch.nn.Linear(WIDTH, 1)
        self.between = [None, None]
        for i in range(2):
            self.net.blocks[MATCHING - 1 + i].register_forward_hook(lambda _, inputs, output, i=i: self.between.__setitem__(i, output))
        matrices = [p for n, p in self.net.named_parameters() if p.dim() == 2 and 'embedding' not in n]
        others = [p for n, p in self.net.named_parameters() if p.dim() != 2 or 'embedding' in n]
        self.others = [*others, *self.reader.parameters(), *self.finder.parameters()]
        self.optimizers = [Muon(matrices, lr), torch.optim.Adam(self.others, 4e-3, betas=(.9, .95))]
        self.rates = [[g['lr'] for g in o.param_groups] for o in self.optimizers]

    def save(self, path):
        state = dict(net=self.net.state_dict(), reader=self.reader.state_dict(), finder=self.finder.state_dict(),
                     optimizers=[o.state_dict() for o in self.optimizers], step=self.step, level=self.level)
        torch.save(state, path + '.new')
        os.replace(path + '.new', path)

    def load(self, path):
        state = torch.load(path)
        for part in ('net', 'reader', 'finder'):
            getattr(self, part).load_state_dict(state[part])
        for optimizer, saved in zip(self.optimizers, state['optimizers']):
            optimizer.load_state_dict(saved)
        self.step, self.level = state['step'], state['level']

    def set_rate(self, scale):
        for optimizer, base in zip(self.optimizers, self.rates):
            for group, lr in zip(optimizer.param_groups, base):
                group['lr'] = lr * scale

    def learn_reviews(self, data, rows, length):
        x, y = data.reviews(rows, length)
        with torch.autocast('cpu', torch.bfloat16):
            loss = F.cross_entropy(self.net.logits(self.net.states(x)).flatten(0, 1).float(), y.flatten())
        loss.backward()
        return loss.item()

    def learn_prompts(self, data, tokens):
        x, y, kinds, facts = data.prompts(tokens, 2 + round(6 * self.level), self.level)
        asked, answers = facts[facts[:, 4] >= 0], kinds > 0
        with torch.autocast('cpu', torch.bfloat16):
            states = self.net.states(x)
            entropy = F.cross_entropy(self.net.logits(states[answers]).float(), y[answers], reduction='none')
            label, reason = entropy[kinds[answers] == 1].mean(), entropy[kinds[answers] == 2].mean()
            below, above = self.between
            place, quality = self.reader(below[facts[:, 0], facts[:, 1]]).float().split((len(documents.NAMES), len(documents.ADJECTIVES)), 1)
            about = F.cross_entropy(place, facts[:, 2]) + F.cross_entropy(quality, facts[:, 3])
            look, report = looking(self.net, below, facts), reporting(self.net, above, facts, kinds)
            found = F.binary_cross_entropy_with_logits(self.finder(above[asked[:, 0], asked[:, 1]]).float()[:, 0], asked[:, 4].float())
            (label + .3 * (reason + about + look + report) + .5 * found).backward()
        return [part.item() for part in (label, reason, about, look, report, found)]

    def update(self):
        torch.nn.utils.clip_grad_norm_(self.others, 1.)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--steps', type=int, default=5000)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--review-tokens', type=int, default=1024)
    parser.add_argument('--prompt-tokens', type=int, default=2304)
    parser.add_argument('--seed-matching', type=int, default=300, help='the step at which the matching head is seeded')
    parser.add_argument('--resume', action='store_true')
    arguments = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(arguments.threads)
    run, path = Run(.02), f'{HERE}/build/checkpoint.pt'
    if arguments.resume:
        run.load(path)
    data = Data(1 + run.step)
    print(sum(p.numel() for p in run.net.parameters()), 'parameters', flush=True)
    start, saved, means = time.time(), time.time(), None
    while run.step < arguments.steps:
        run.set_rate(min(1, (run.step + 1) / 40, (1 - run.step / arguments.steps) / .6))
        length = data.rng.choice((128, 128, 256))
        new = np.array([run.learn_reviews(data, arguments.review_tokens // length, length), *run.learn_prompts(data, arguments.prompt_tokens)])
        run.update()
        means = new if means is None else .95 * means + .05 * new
        # The prompts grow harder while the labels are right.
        if means[1] < .4 and run.step > 100:
            run.level = min(1, run.level + 1 / 400)
        if run.step == arguments.seed_matching:
            seed_matching(run.net, data)
        if run.step % 25 == 0:
            names = ('reviews', 'label', 'reason', 'about', 'look', 'report', 'found')
            print(run.step, f'{time.time() - start:.0f} s, level {run.level:.2f},', ', '.join(f'{n} {m:.3f}' for n, m in zip(names, means)), flush=True)
        if time.time() - saved > 120:
            run.save(path)
            saved = time.time()
    run.save(path)


if __name__ == '__main__':
    main()
