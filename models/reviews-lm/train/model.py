"""A causal transformer: pre-norm, rotary positions, tied embeddings; attention written as MatMul, Softmax, MatMul."""
import math

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY, WIDTH, LAYERS, HEADS, HIDDEN, CONTEXT = 4096, 192, 4, 6, 768, 512

# The block whose heads compare contents at any distance: it is not told positions.
MATCHING = 2


def turn(y, cos, sin):
    """Rotary positions: pairs of dimensions turned by an angle that grows with the token's place."""
    a, b = y.chunk(2, -1)
    return y * cos + torch.cat((-b, a), -1) * sin


class Block(nn.Module):
    def __init__(self, turns):
        super().__init__()
        self.turns = turns
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH)
        self.before_attention, self.before_hidden = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x, bias, cos, sin):
        batch, tokens, _ = x.shape

        def heads(y):
            return y.view(batch, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)

        h = self.before_attention(x)
        q, k, v = heads(self.query(h)), heads(self.key(h)), heads(self.value(h))
        if self.turns:
            q, k = turn(q, cos, sin), turn(k, cos, sin)
        weights = (q @ k.transpose(-1, -2) * (1 / math.sqrt(WIDTH // HEADS)) + bias).softmax(-1).to(v.dtype)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(batch, tokens, WIDTH))
        return x + self.down(F.relu(self.up(self.before_hidden(x))))


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.blocks = nn.ModuleList(Block(turns=i != MATCHING) for i in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        half = WIDTH // HEADS // 2
        # Only the faster half of the angles turn: the other dimensions compare contents at any distance alike.
        turning = 1000. ** (-torch.arange(half) / half) * (torch.arange(half) < half // 2)
        angles = torch.arange(CONTEXT)[:, None] * turning
        self.register_buffer('cos', torch.cat((angles, angles), -1).cos(), persistent=False)
        self.register_buffer('sin', torch.cat((angles, angles), -1).sin(), persistent=False)
        nn.init.normal_(self.embedding.weight, 0, .02)
        for block in self.blocks:
            nn.init.zeros_(block.out.weight)
            nn.init.zeros_(block.down.weight)

    def states(self, ids, mask=None):
        """The normed state at every token; mask is 1 for tokens and 0 for padding."""
        bias, cos, sin = self.surroundings(ids.shape[1])
        if mask is not None:
            bias = bias + (1 - mask.float())[:, None, None, :] * -1e4
        x = self.embed(ids)
        for block in self.blocks:
            x = block(x, bias, cos, sin)
        return self.norm(x)

    def embed(self, ids):
        return self.embedding(ids) * math.sqrt(WIDTH)

    def surroundings(self, tokens):
        """The causal bias of attention and the angles of so many positions."""
        index = torch.arange(tokens)
        return (index[None, :] > index[:, None]).float() * -1e4, self.cos[:tokens], self.sin[:tokens]

    def logits(self, states):
        return states @ self.embedding.weight.t()
