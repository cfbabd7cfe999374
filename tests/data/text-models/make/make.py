"""Writes the folders of tests/data/text-models: small text models with random weights in the forms in which people export them.

    apt-get install python3-torch python3-onnx python3-numpy; npm install @huggingface/tokenizers@0.2.0
    /usr/bin/python3 make.py tokenizers WORK     # vocabularies, tokenizer.json and the texts
    node tokens.mjs WORK                         # their tokens, by software of others
    /usr/bin/python3 make.py models WORK ..      # graphs, and the values of the texts by PyTorch

The graph of a folder is never run here: values come from the PyTorch model on the tokens of tokens.mjs, each text alone.
"""

import collections
import json
import math
import os
import shutil
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

TEXTS = [
    "The film is not good but the acting is not bad at all",
    "Great Film! What a great, GREAT film...",
    "café naïve Ünïcode e\u0301te\u0301 ß \u0130stanbul",
    "good \U0001f600 film \U0001f44d\U0001f3fd \u2764\ufe0f bad",
    "фильм был не плохой, но скучный Ёлка й",
    "電影不好 映画は良い film好 영화",
    "a typed [SEP] in the text [MASK] and </s> <mask> [sep]",
    "tab\there\nnew line\u00a0nbsp  two spaces\u200b zero\u00ad soft",
    "it's 8.5/10, isn't it? $5 + 3 = 8 <b> a_b #tag @you",
    "unbelievablyunbreakablyuntoldly " + "q" * 30,
    "",
    " leading and trailing ",
    "not",
]
CORPUS = TEXTS + ["the film was good", "the acting was not bad", "great fun for all", "a boring film", "I do not like it", "is it not good"]


def letters():
    """The letters of bytes in byte-level vocabularies."""
    printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    table, others = {}, 0
    for b in range(256):
        table[b] = chr(b) if b in printable else chr(256 + others)
        others += b not in printable
    return table


def added(text, token_id, lstrip=False, normalized=False):
    return dict(id=token_id, content=text, single_word=False, lstrip=lstrip, rstrip=False, normalized=normalized, special=True)


def template(cls, sep, vocab, kind=0):
    special = lambda t: {"SpecialToken": {"id": t, "type_id": kind}}
    return dict(
        type="TemplateProcessing",
        single=[special(cls), {"Sequence": {"id": "A", "type_id": kind}}, special(sep)],
        pair=[special(cls), {"Sequence": {"id": "A", "type_id": 0}}, special(sep), {"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": sep, "type_id": 1}}],
        special_tokens={t: dict(id=t, ids=[vocab[t]], tokens=[t]) for t in (cls, sep)},
    )


def wordpiece(lower, accents=None, mask=True, ideographs=True):
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + (["[MASK]"] if mask else [])
    words = collections.Counter()
    for text in CORPUS:
        for word in text.replace("[SEP]", " ").replace("[MASK]", " ").split():
            words.update([word, word.lower(), word.lower().replace("é", "e").replace("ï", "i")])
    chars = sorted({c for w in words for c in w})
    vocab = special + [w for w, _ in words.most_common(60) if len(w) > 1] + chars + ["##" + c for c in chars if c.isalnum()] + ["##ing", "##ly", "##able"]
    vocab = {t: i for i, t in enumerate(dict.fromkeys(vocab))}
    data = dict(
        version="1.0", truncation=None, padding=None,
        added_tokens=[added(t, vocab[t]) for t in special],
        normalizer=dict(type="BertNormalizer", clean_text=True, handle_chinese_chars=ideographs, strip_accents=accents, lowercase=lower),
        pre_tokenizer=dict(type="BertPreTokenizer"),
        post_processor=template("[CLS]", "[SEP]", vocab),
        decoder=dict(type="WordPiece", prefix="##", cleanup=True),
        model=dict(type="WordPiece", unk_token="[UNK]", continuing_subword_prefix="##", max_input_chars_per_word=100, vocab=vocab),
    )
    config = dict(tokenizer_class="BertTokenizer", do_lower_case=lower, strip_accents=accents, tokenize_chinese_chars=ideographs, model_max_length=64,
                  unk_token="[UNK]", sep_token="[SEP]", pad_token="[PAD]", cls_token="[CLS]")
    if mask:
        config["mask_token"] = "[MASK]"
    return data, config, {"vocab.txt": "\n".join(vocab) + "\n"}


def bytepairs():
    table = letters()
    vocab = ["<s>", "<pad>", "</s>", "<unk>"] + [table[b] for b in range(256)]
    words = collections.Counter(
        tuple(table[b] for b in (" " * (i > 0) + w).encode()) for text in CORPUS for i, w in enumerate(text.split(" ")) if w)
    merges = []
    while len(merges) < 120:
        pairs = collections.Counter()
        for word, n in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += n
        best = max(sorted(pairs), key=pairs.get)
        merges.append(best)
        merged = collections.Counter()
        for word, n in words.items():
            out, i = [], 0
            while i < len(word):
                step = 2 if word[i:i + 2] == best else 1
                out.append("".join(word[i:i + step]))
                i += step
            merged[tuple(out)] += n
        words = merged
    vocab = {t: i for i, t in enumerate(dict.fromkeys(vocab + ["".join(m) for m in merges] + ["<mask>"]))}
    data = dict(
        version="1.0", truncation=None, padding=None,
        added_tokens=[added(t, vocab[t], lstrip=t == "<mask>") for t in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")],
        normalizer=None,
        pre_tokenizer=dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=True),
        post_processor=dict(type="RobertaProcessing", sep=["</s>", vocab["</s>"]], cls=["<s>", vocab["<s>"]], trim_offsets=True, add_prefix_space=False),
        decoder=dict(type="ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True),
        model=dict(type="BPE", dropout=None, unk_token=None, continuing_subword_prefix="", end_of_word_suffix="", fuse_unk=False, byte_fallback=False,
                   vocab=vocab, merges=[" ".join(m) for m in merges]),
    )
    config = dict(tokenizer_class="RobertaTokenizer", model_max_length=512, add_prefix_space=False, unk_token="<unk>", sep_token="</s>", pad_token="<pad>",
                  cls_token="<s>", bos_token="<s>", eos_token="</s>", mask_token="<mask>")
    return data, config, {"vocab.json": json.dumps(vocab, ensure_ascii=False), "merges.txt": "#version: 0.2\n" + "\n".join(" ".join(m) for m in merges) + "\n"}


def unigram():
    counts = collections.Counter()
    for text in CORPUS:
        for word in text.split():
            word = "\u2581" + word
            for i in range(len(word)):
                for j in range(i + 1, min(len(word), i + 8) + 1):
                    counts[word[i:j]] += (j - i)
    pieces = [p for p, n in counts.most_common(500) if n > 2 or len(p) == 1]
    pieces += [c for c in sorted({c for t in CORPUS for c in t if not c.isspace()}) if c not in pieces and ord(c) < 0x3000]
    total = sum(counts[p] or 1 for p in pieces)
    vocab = [["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0]] + [[p, round(math.log((counts[p] or 1) / total), 6)] for p in pieces] + [["<mask>", 0.0]]
    ids = {p: i for i, (p, _) in enumerate(vocab)}
    data = dict(
        version="1.0", truncation=dict(direction="Right", max_length=64, strategy="LongestFirst", stride=0),
        padding=dict(strategy="BatchLongest", direction="Right", pad_to_multiple_of=None, pad_id=1, pad_type_id=0, pad_token="<pad>"),
        added_tokens=[added(t, ids[t], lstrip=t == "<mask>") for t in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")],
        normalizer=dict(type="Sequence", normalizers=[dict(type="NFKC"), dict(type="Replace", pattern={"Regex": " {2,}"}, content=" ")]),
        pre_tokenizer=dict(type="Sequence", pretokenizers=[dict(type="WhitespaceSplit"), dict(type="Metaspace", replacement="\u2581", prepend_scheme="always", split=True)]),
        post_processor=template("<s>", "</s>", ids),
        decoder=dict(type="Metaspace", replacement="\u2581", prepend_scheme="always", split=True),
        model=dict(type="Unigram", unk_id=3, vocab=vocab, byte_fallback=False),
    )
    config = dict(tokenizer_class="XLMRobertaTokenizer", model_max_length=64, unk_token="<unk>", sep_token="</s>", pad_token="<pad>", cls_token="<s>",
                  bos_token="<s>", eos_token="</s>", mask_token=dict(content="<mask>", lstrip=True, rstrip=False, normalized=False, single_word=False))
    return data, config, {}


EMOTIONS = ["anger", "joy", "sadness", "fear", "surprise", "disgust"]
# name: tokenizer, labels, what the graph declares and how it is stored
FOLDERS = {
    "bert-types": dict(tokenizer=wordpiece(True), labels=["negative", "neutral", "positive"], types=True, path="onnx/model.onnx", kind="bert"),
    "distilbert-reversed": dict(tokenizer=wordpiece(True), labels=["POSITIVE", "NEGATIVE"], kind="distilbert", drop=["tokenizer.json"]),
    "roberta": dict(tokenizer=bytepairs(), labels=["negative", "neutral", "positive"], kind="roberta"),
    "roberta-files-multi": dict(tokenizer=bytepairs(), labels=EMOTIONS, kind="roberta", drop=["tokenizer.json"], problem="multi_label_classification"),
    "unigram-77": dict(tokenizer=unigram(), labels=[f"intent {i}" for i in range(77)], kind="xlm-roberta"),
    "cased-regression": dict(tokenizer=wordpiece(False), labels=["LABEL_0"], kind="bert", types=True, drop=["tokenizer.json"], problem="regression"),
    "cased-accents-off": dict(tokenizer=wordpiece(False, accents=True, mask=False, ideographs=False), labels=["no", "yes"], kind="bert", drop=["tokenizer.json"]),
    "half": dict(tokenizer=wordpiece(True), labels=["negative", "positive"], kind="bert", half=True, tolerance=1e-2),
    "int8-dynamic": dict(tokenizer=wordpiece(True), labels=["negative", "neutral", "positive"], kind="bert", int8=True),
    "fixed": dict(tokenizer=wordpiece(True), labels=["negative", "positive"], kind="bert", types=True, fixed=64, output="predictions"),
    "softmax": dict(tokenizer=wordpiece(True), labels=["negative", "neutral", "positive"], kind="bert", end="softmax", output="probabilities"),
    "sigmoid-multi": dict(tokenizer=wordpiece(True), labels=EMOTIONS, kind="bert", end="sigmoid", problem="multi_label_classification"),
    "encoder-mean": dict(tokenizer=wordpiece(True), labels=[], kind="bert", types=True, output="last_hidden_state", pooling=["mean_tokens"], says=False),
    "encoder-cls-max": dict(tokenizer=bytepairs(), labels=[], kind="roberta", output="last_hidden_state", pooling=["cls_token", "max_tokens"]),
    "encoder-fixed": dict(tokenizer=wordpiece(True), labels=[], kind="bert", fixed=64, output="token_embeddings", pooling=["mean_sqrt_len_tokens"]),
    "positions-int32": dict(tokenizer=wordpiece(True), labels=["no", "yes"], kind="bert", positions=True, int32=True, mask=False),
}


# Folders whose golden values are also of pairs.
PAIRS = ["bert-types", "roberta", "roberta-files-multi", "cased-regression", "unigram-77"]


class Block(torch.nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.width = heads, width
        self.q, self.k, self.v, self.o = (torch.nn.Linear(width, width) for _ in range(4))
        self.up, self.down = torch.nn.Linear(width, 2 * width), torch.nn.Linear(2 * width, width)
        self.first, self.second = torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)

    def forward(self, x, hidden):
        split = lambda y: y.reshape(y.shape[0], y.shape[1], self.heads, self.width // self.heads).transpose(1, 2)
        scores = split(self.q(x)) @ split(self.k(x)).transpose(2, 3) / math.sqrt(self.width // self.heads)
        weights = torch.softmax(scores + hidden, -1)
        x = self.first(x + self.o((weights @ split(self.v(x))).transpose(1, 2).reshape(x.shape)))
        return self.second(x + self.down(torch.nn.functional.gelu(self.up(x))))


class Classifier(torch.nn.Module):
    def __init__(self, vocabulary, spec, width=16):
        super().__init__()
        self.spec = spec
        self.words = torch.nn.Embedding(vocabulary, width)
        self.places = torch.nn.Embedding(130, width)
        self.kinds = torch.nn.Embedding(2, width)
        self.norm = torch.nn.LayerNorm(width)
        self.blocks = torch.nn.ModuleList([Block(width, 2), Block(width, 2)])
        self.pool, self.head = torch.nn.Linear(width, width), torch.nn.Linear(width, max(1, len(spec["labels"])))

    def forward(self, *inputs):
        named = dict(zip(names(self.spec), inputs))
        ids = named["input_ids"].long()
        mask = named.get("attention_mask", torch.ones_like(ids)).long()
        if "position_ids" in named:
            places = named["position_ids"].long()
        elif "roberta" in self.spec["kind"]:
            places = torch.cumsum((ids != 1).long(), 1) * (ids != 1).long() + 1
        else:
            places = torch.cumsum(torch.ones_like(ids), 1) - 1
        x = self.words(ids) + self.places(places)
        if "token_type_ids" in named:
            x = x + self.kinds(named["token_type_ids"].long())
        x = self.norm(x)
        hidden = (1 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for block in self.blocks:
            x = block(x, hidden)
        if "pooling" in self.spec:
            return x
        logits = self.head(torch.tanh(self.pool(x[:, 0])))
        end = self.spec.get("end")
        return torch.softmax(logits, -1) if end == "softmax" else torch.sigmoid(logits) if end == "sigmoid" else logits


def names(spec):
    return (["input_ids"] + ["attention_mask"] * spec.get("mask", True) + ["token_type_ids"] * spec.get("types", False)
            + ["position_ids"] * spec.get("positions", False))


def feed(spec, ids, types=None):
    whole = torch.int32 if spec.get("int32") else torch.int64
    tensor = torch.tensor([ids], dtype=whole)
    values = dict(input_ids=tensor, attention_mask=torch.ones_like(tensor), token_type_ids=torch.zeros_like(tensor) if types is None else torch.tensor([types], dtype=whole),
                  position_ids=torch.arange(tensor.shape[1], dtype=whole)[None])
    return tuple(values[name] for name in names(spec))


class Int8Linear(torch.nn.Module):
    """What DynamicQuantizeLinear and MatMulInteger compute, in whole numbers."""

    def __init__(self, linear):
        super().__init__()
        self.bias = linear.bias
        self.scale, self.weight = int8(linear.weight.detach().numpy().T)

    def forward(self, x):
        values = x.detach().numpy().astype(np.float32)
        low, high = np.minimum(values.min(), np.float32(0)), np.maximum(values.max(), np.float32(0))
        scale = np.float32((high - low) / np.float32(255))
        zero = np.clip(np.rint(-low / scale), 0, 255)
        whole = np.clip(np.rint(values / scale) + zero, 0, 255) - zero
        product = (whole.astype(np.int64) @ self.weight.astype(np.int64)).astype(np.float32) * np.float32(scale * self.scale)
        return torch.tensor(product) + self.bias


def int8(weight):
    """Symmetric, in 7 bits, so that no processor saturates a sum of two products."""
    scale = np.float32(np.abs(weight).max() / 63)
    return scale, np.rint(weight / scale).astype(np.int8)


def quantised(model):
    """MatMul with weights as dynamic quantisation writes it."""
    graph = model.graph
    weights = {t.name: t for t in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            nodes.append(node)
            continue
        name = node.output[0]
        scale, whole = int8(numpy_helper.to_array(weights[node.input[1]]))
        graph.initializer.extend([
            numpy_helper.from_array(whole, name + "_q"), numpy_helper.from_array(np.array(scale, np.float32), name + "_s"), numpy_helper.from_array(np.array(0, np.int8), name + "_z")])
        nodes += [
            helper.make_node("DynamicQuantizeLinear", [node.input[0]], [name + "_x", name + "_xs", name + "_xz"]),
            helper.make_node("MatMulInteger", [name + "_x", name + "_q", name + "_xz", name + "_z"], [name + "_i"]),
            helper.make_node("Cast", [name + "_i"], [name + "_f"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [name + "_xs", name + "_s"], [name + "_ss"]),
            helper.make_node("Mul", [name + "_f", name + "_ss"], [name])]
    del graph.node[:]
    graph.node.extend(nodes)
    used = {i for n in nodes for i in n.input}
    keep = [t for t in graph.initializer if t.name in used]
    del graph.initializer[:]
    graph.initializer.extend(keep)


def halved(model):
    """All real numbers in 16 bits, the logits too."""
    def half(tensor):
        if tensor.data_type == TensorProto.FLOAT:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name))
    graph = model.graph
    for tensor in graph.initializer:
        half(tensor)
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.name == "to" and attribute.i == TensorProto.FLOAT:
                attribute.i = TensorProto.FLOAT16
            if attribute.HasField("t"):
                half(attribute.t)
    for value in list(graph.output) + list(graph.value_info):
        if value.type.tensor_type.elem_type == TensorProto.FLOAT:
            value.type.tensor_type.elem_type = TensorProto.FLOAT16


def values(spec, logits):
    """What is explained of each label, from the logits, in double precision."""
    z = np.asarray(logits, np.float64)
    if len(z) == 1 or spec.get("problem"):
        return z.tolist()
    others = lambda k: np.delete(z, k)
    return [float(z[k] - (others(k).max() + np.log(np.exp(others(k) - others(k).max()).sum()))) for k in range(len(z))]


def pooled(spec, tokens):
    """The vector of a text, from those of its tokens."""
    ways = dict(mean_tokens=lambda x: x.mean(0), cls_token=lambda x: x[0], max_tokens=lambda x: x.max(0), mean_sqrt_len_tokens=lambda x: x.sum(0) / math.sqrt(len(x)))
    return np.concatenate([ways[way](np.asarray(tokens, np.float64)) for way in spec["pooling"]])


def write_encoder(folder, spec, model, ids):
    """Beside the graph: how it is pooled, and the cosine similarity of each text with the first."""
    if spec.get("says", True):
        os.makedirs(f"{folder}/1_Pooling", exist_ok=True)
        ways = ["cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens"]
        json.dump({"word_embedding_dimension": 16, **{f"pooling_mode_{way}": way in spec["pooling"] for way in ways}}, open(f"{folder}/1_Pooling/config.json", "w"))
    with torch.no_grad():
        vectors = [pooled(spec, model(*feed(spec, tokens))[0].numpy()) for tokens in ids]
    cosine = lambda a, b: float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    json.dump(dict(texts=[dict(text=t, ids=i, similarity=round(cosine(v, vectors[0]), 7)) for t, i, v in zip(TEXTS, ids, vectors)]), open(f"{folder}/golden.json", "w"))


def write_tokenizers(work):
    os.makedirs(work, exist_ok=True)
    json.dump(TEXTS, open(f"{work}/texts.json", "w"))
    for name, spec in FOLDERS.items():
        folder = f"{work}/{name}"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        data, config, files = spec["tokenizer"]
        files = {"tokenizer.json": json.dumps(data, ensure_ascii=False), "tokenizer_config.json": json.dumps(config, ensure_ascii=False, indent=1), **files}
        for file, text in files.items():
            open(f"{folder}/{file}", "w", encoding="utf-8", newline="").write(text)


def write_models(work, target):
    for name, spec in FOLDERS.items():
        number = sum(name.encode())
        folder = f"{target}/{name}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(f"{work}/{name}", folder)
        ids = json.load(open(f"{folder}/ids.json"))
        pairs = json.load(open(f"{folder}/pairs.json"))
        os.remove(f"{folder}/ids.json")
        os.remove(f"{folder}/pairs.json")
        for file in spec.get("drop", []):
            os.remove(f"{folder}/{file}")
        vocabulary = spec["tokenizer"][0]["model"]["vocab"]
        torch.manual_seed(number)
        model = Classifier(len(vocabulary), spec).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.mul_(1.5)
            if spec.get("half"):
                for parameter in model.parameters():
                    parameter.copy_(parameter.half().float())
        path = f"{folder}/{spec.get('path', 'model.onnx')}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        sample = (ids[0] + [0] * spec["fixed"])[:spec["fixed"]] if spec.get("fixed") else ids[0]
        output = spec.get("output", "logits")
        torch.onnx.export(
            model, feed(spec, sample), path, opset_version=13, input_names=names(spec), output_names=[output], do_constant_folding=True,
            dynamic_axes=None if spec.get("fixed") else {**{n: {0: "batch_size", 1: "sequence_length"} for n in names(spec)}, output: {0: "batch_size"}})
        graph = onnx.load(path)
        if spec.get("int8"):
            quantised(graph)
        if spec.get("half"):
            halved(graph)
        onnx.save(graph, path)
        config = dict(architectures=["ForSequenceClassification"], model_type=spec["kind"], pad_token_id=1 if "roberta" in spec["kind"] else 0,
                      max_position_embeddings=130 if "roberta" in spec["kind"] else 128,
                      id2label={str(i): l for i, l in enumerate(spec["labels"])}, label2id={l: i for i, l in enumerate(spec["labels"])})
        if "pooling" in spec:
            config = dict(architectures=["Model"], model_type=spec["kind"], pad_token_id=config["pad_token_id"], max_position_embeddings=config["max_position_embeddings"])
            json.dump(config, open(f"{folder}/config.json", "w"), indent=1)
            write_encoder(folder, spec, model, ids)
            continue
        if spec.get("problem"):
            config["problem_type"] = spec["problem"]
        json.dump(config, open(f"{folder}/config.json", "w"), indent=1)
        if spec.get("int8"):
            for module in [m for m in model.modules() for m in [m]]:
                for child, linear in list(module.named_children()):
                    # Gemm is left alone, as dynamic quantisation of MatMul does: the two layers after the pooled token.
                    if isinstance(linear, torch.nn.Linear) and child not in ("pool", "head"):
                        setattr(module, child, Int8Linear(linear))
        model.spec = {**spec, "end": None}
        with torch.no_grad():
            logits = [model(*feed(spec, tokens))[0].numpy() for tokens in ids]
            # Each text before the first one, as models of pairs read them.
            paired = [model(*feed(spec, *pair))[0].numpy() if len(pair[0]) <= 64 else None for pair in pairs]
        golden = dict(tolerance=spec.get("tolerance", 1e-4), labels=spec["labels"],
                      texts=[dict(text=t, ids=i, values=[round(v, 7) for v in values(spec, z)]) for t, i, z in zip(TEXTS, ids, logits)])
        if name in PAIRS:
            golden["pairs"] = [dict(text=t, ids=p[0], values=[round(v, 7) for v in values(spec, z)]) for t, p, z in zip(TEXTS, pairs, paired) if z is not None]
        json.dump(golden, open(f"{folder}/golden.json", "w"))


if __name__ == "__main__":
    if sys.argv[1] == "tokenizers":
        write_tokenizers(sys.argv[2])
    else:
        write_models(sys.argv[2], sys.argv[3])
