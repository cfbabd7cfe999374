"""Trains on reviews and made prompts, half of the batch each; Muon for the matrices, Adam for the rest.

    python3 train.py --minutes 45        (start again from build/checkpoint.pt with --resume)

The learning rate falls to zero over the minutes given; the state is saved every two of them.
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
from model import HEADS, LAYERS, WIDTH, LanguageModel, turn
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


def looking(net, states, facts):
    """How far the first head of the block after `states` is from looking, at the end of a question, at the sentences that
    state what is asked, or at the first token where none does."""
    block, size = net.blocks[LAYERS // 2], WIDTH // HEADS
    h = block.before_attention(states)
    tokens = states.shape[1]
    q, k = (turn(f(h)[..., :size].float(), net.cos[:tokens], net.sin[:tokens]) for f in (block.query, block.key))
    told, asked = facts[facts[:, 4] < 0], facts[facts[:, 4] >= 0]
    same = (told[None, :, [0, 2, 3]] == asked[:, None, [0, 2, 3]]).all(-1)
    target = torch.zeros(len(asked), tokens)
    i, j = same.nonzero(as_tuple=True)
    target[i, told[j, 1]] = 1
    target[asked[:, 4] == 0, 0] = 1
    scores = (q[asked[:, 0], asked[:, 1]][:, None] * k[asked[:, 0]]).sum(-1) / size ** .5
    scores = scores.masked_fill(torch.arange(tokens)[None] > asked[:, 1:2], -1e4)
    known = target.sum(1) > 0
    seen = (scores.log_softmax(-1) + (1 - target) * -1e4).logsumexp(-1)
    return -seen[known].mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--minutes', type=float, default=45)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--review-tokens', type=int, default=2048)
    parser.add_argument('--prompt-tokens', type=int, default=3072)
    parser.add_argument('--bf16', type=int, default=1)
    parser.add_argument('--lr', type=float, default=.02)
    parser.add_argument('--name', default='checkpoint')
    parser.add_argument('--resume')
    parser.add_argument('--level', type=float, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(arguments.threads)
    data, net = Data(1), LanguageModel()
    if arguments.resume:
        net.load_state_dict(torch.load(f'{HERE}/build/{arguments.resume}.pt'))
    matrices = [p for n, p in net.named_parameters() if p.dim() == 2 and 'embedding' not in n]
    # In training only: half way up, the end of a sentence must know the place and the property it is about. Without it the
    # labels stay at chance for thousands of steps.
    reader, middle = torch.nn.Linear(WIDTH, len(documents.NAMES) + len(documents.ADJECTIVES)), [None]
    net.blocks[LAYERS // 2 - 1].register_forward_hook(lambda module, inputs, output: middle.__setitem__(0, output))
    others = [p for n, p in net.named_parameters() if p.dim() != 2 or 'embedding' in n] + [*reader.parameters()]
    print(sum(p.numel() for p in net.parameters()), 'parameters', flush=True)
    optimizers = [Muon(matrices, arguments.lr), torch.optim.Adam(others, 4e-3, betas=(.9, .95))]
    rates = [[g['lr'] for g in o.param_groups] for o in optimizers]
    start, step, seconds, saved = time.time(), 0, arguments.minutes * 60, time.time()
    means, level = np.zeros(5), arguments.level
    while (done := (time.time() - start) / seconds) < 1:
        scale = min(1, (step + 1) / 40, (1 - done) / .6)
        for optimizer, base in zip(optimizers, rates):
            for group, lr in zip(optimizer.param_groups, base):
                group['lr'] = lr * scale
        # The prompts grow harder while the labels are right.
        level = min(1, level + 1 / 400) if means[1] < .45 and step > 100 else level
        most = 2 + round(6 * level)
        with torch.autocast('cpu', torch.bfloat16, enabled=bool(arguments.bf16)):
            losses = []
            if arguments.review_tokens:
                length = data.rng.choice((128, 128, 256))
                x, y = data.reviews(arguments.review_tokens // length, length)
                losses.append(F.cross_entropy(net.logits(net.states(x)).flatten(0, 1).float(), y.flatten()))
                losses[0].backward()
            x, y, kinds, facts = data.prompts(arguments.prompt_tokens, most, level)
            states, answers = net.states(x), kinds > 0
            place, quality = reader(middle[0][facts[:, 0], facts[:, 1]]).float().split((len(documents.NAMES), len(documents.ADJECTIVES)), 1)
            binding = F.cross_entropy(place, facts[:, 2]) + F.cross_entropy(quality, facts[:, 3])
            look = looking(net, middle[0], facts)
            entropy = F.cross_entropy(net.logits(states[answers]).float(), y[answers], reduction='none')
            label = entropy[kinds[answers] == 1].mean()
            reason = entropy[kinds[answers] == 2].mean()
            (label + .3 * reason + .3 * binding + .3 * look).backward()
        torch.nn.utils.clip_grad_norm_(others, 1.)
        for optimizer in optimizers:
            optimizer.step()
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        step += 1
        new = np.array([losses[0].item() if losses else 0, label.item(), reason.item(), binding.item(), look.item()])
        means = new if step == 1 else .95 * means + .05 * new
        if step % 25 == 0:
            print(step, f'{time.time() - start:.0f} s, reviews {means[0]:.3f}, label {means[1]:.3f}, reason {means[2]:.3f}, binding {means[3]:.3f}, look {means[4]:.3f}, '
                  f'level {level:.2f}', flush=True)
        if time.time() - saved > 120:
            torch.save(net.state_dict(), f'{HERE}/build/{arguments.name}.pt')
            saved = time.time()
    torch.save(net.state_dict(), f'{HERE}/build/{arguments.name}.pt')


if __name__ == '__main__':
    main()
