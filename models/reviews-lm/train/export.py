"""Writes ../model.onnx and golden.json from a state: python3 export.py [STATE]

Inputs: input_ids, attention_mask: int64 [batch, tokens] (padding on the right); positions: int64 [batch, k], the tokens whose
logits are wanted. Output: logits: float [batch, k, vocabulary], of the token that follows each position.
"""
import json
import os
import random
import sys

import onnx
import torch

from evaluate import case
from model import LanguageModel, WIDTH
from tokenizer import Tokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
TEXTS = ['', 'yes', ' no', 'The Harbor Hotel is quiet.', 'Is the Maple Cafe both quiet and cheap?', "It's the film I didn't expect, isn't it?",
         "We'll see; they're late, I'd say we've lost.", '[MASK]', '[1] [MASK]\n[2] Hello', 'a  b   c    d', ' leading and trailing ',
         'tabs\tand\nlines\r\n\n\nend', 'caf\u00e9 na\u00efve \u00dcber', '\u65e5\u672c\u8a9e\u306e\u6620\u753b', '\U0001F600 fine \U0001F468\u200d\U0001F469\u200d\U0001F467',
         '12,345.67 + 2nd 1980s', 'x_y-z @home #1 $5 100%', '\u201ccurly\u201d \u2014 dash\u2026', 'a\u00a0b\u2003c', 'not special: <|end|> here']


class Export(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, input_ids, attention_mask, positions):
        states = self.net.states(input_ids, attention_mask)
        return self.net.logits(states.gather(1, positions[..., None].expand(-1, -1, WIDTH)))


def golden(net, tokenizer):
    texts = [dict(text=text, ids=tokenizer.text(text)) for text in TEXTS]
    rng, prompts = random.Random(20), []
    contents = []
    for kind in ('single', 'conjunction', 'redundancy'):
        parts = case(rng, kind, ['A fine film with a weak end.'])[0].parts()
        contents.append((''.join(t for t, k, _ in parts if k == 0), ''.join(t for t, k, _ in parts if k > 0)))
    contents.append(('<|endoftext|>', 'This movie was a waste of time.'))
    contents.append(('<|endoftext|>The acting is', ' good, but the story is weak and the end makes no sense.'))
    for prompt, continuation in contents:
        given, rest = tokenizer.encode(prompt), tokenizer.encode(continuation)
        with torch.no_grad():
            scores = net.logits(net.states(torch.tensor([given + rest]))[0]).double().log_softmax(-1)
        logs = [round(scores[len(given) - 1 + i, token].item(), 6) for i, token in enumerate(rest)]
        prompts.append(dict(prompt=prompt, continuation=continuation, promptIds=given, continuationIds=rest, logProbabilities=logs))
    with open(f'{HERE}/golden.json', 'w', encoding='utf-8') as file:
        rows = [f'  "texts": [\n' + ',\n'.join('    ' + json.dumps(t) for t in texts) + '\n  ]',
                f'  "prompts": [\n' + ',\n'.join('    ' + json.dumps(p) for p in prompts) + '\n  ]']
        file.write('{\n' + ',\n'.join(rows) + '\n}\n')


def main():
    net, tokenizer = LanguageModel(), Tokenizer.load(f'{HERE}/..')
    net.load_state_dict(torch.load(sys.argv[1] if len(sys.argv) > 1 else f'{HERE}/build/checkpoint.pt')['net'])
    net.eval()
    ids = torch.tensor([tokenizer.encode('<|endoftext|>This movie was')] * 2)
    torch.onnx.export(Export(net).eval(), (ids, torch.ones_like(ids), torch.tensor([[0, 1, 2], [1, 2, 3]])), f'{HERE}/../model.onnx', opset_version=17,
                      input_names=['input_ids', 'attention_mask', 'positions'], output_names=['logits'],
                      dynamic_axes={'input_ids': {0: 'batch', 1: 'tokens'}, 'attention_mask': {0: 'batch', 1: 'tokens'},
                                    'positions': {0: 'batch', 1: 'k'}, 'logits': {0: 'batch', 1: 'k'}})
    graph = onnx.load(f'{HERE}/../model.onnx')
    onnx.checker.check_model(graph)
    golden(net, tokenizer)
    print(os.path.getsize(f'{HERE}/../model.onnx'), 'bytes,', sorted({n.op_type for n in graph.graph.node}))


if __name__ == '__main__':
    main()
