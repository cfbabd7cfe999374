"""Writes the models and tables of this folder: python3 make.py (numpy 1.24, scikit-learn 1.2, onnx 1.12; Debian: python3-sklearn, python3-onnx).

The graphs are built node by node in the shapes that exporters of scikit-learn write: one float matrix or an input a column, texts through OneHotEncoder
or LabelEncoder, probabilities through ZipMap or as a matrix.
"""
import csv

import numpy as np
from onnx import TensorProto, ValueInfoProto, checker, helper, save
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression

FLOAT, INT64, STRING = TensorProto.FLOAT, TensorProto.INT64, TensorProto.STRING
random = np.random.RandomState(1)


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def write(name, nodes, inputs, outputs):
    graph = helper.make_graph(nodes, name, inputs, outputs)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 2)], ir_version=8
    )
    checker.check_model(model)
    save(model, f"{name}.onnx")


def probabilities(zipmap, labels):
    """The outputs of a classifier, by ZipMap or as a matrix."""
    if not zipmap:
        return [], [value("label", INT64, [None]), value("probabilities", FLOAT, [None, len(labels)])]
    texts = isinstance(labels[0], str)
    node = helper.make_node(
        "ZipMap",
        ["probabilities"],
        ["output_probability"],
        domain="ai.onnx.ml",
        **{"classlabels_strings" if texts else "classlabels_int64s": labels},
    )
    key = STRING if texts else INT64
    maps = ValueInfoProto(name="output_probability")
    maps.type.sequence_type.elem_type.map_type.key_type = key
    maps.type.sequence_type.elem_type.map_type.value_type.tensor_type.elem_type = FLOAT
    return [node], [value("label", key, [None]), maps]


def nodes_of(trees, leaf):
    """The attributes of a tree ensemble; leaf(tree, node) gives the weights of a leaf."""
    a = {k: [] for k in "nodes_treeids nodes_nodeids nodes_featureids nodes_values nodes_modes nodes_truenodeids nodes_falsenodeids".split()}
    leaves = []
    for t, tree in enumerate(trees):
        for node in range(tree.node_count):
            is_leaf = tree.children_left[node] < 0
            a["nodes_treeids"].append(t)
            a["nodes_nodeids"].append(node)
            a["nodes_featureids"].append(0 if is_leaf else int(tree.feature[node]))
            a["nodes_values"].append(0.0 if is_leaf else float(tree.threshold[node]))
            a["nodes_modes"].append("LEAF" if is_leaf else "BRANCH_LEQ")
            a["nodes_truenodeids"].append(0 if is_leaf else int(tree.children_left[node]))
            a["nodes_falsenodeids"].append(0 if is_leaf else int(tree.children_right[node]))
            if is_leaf:
                leaves.extend((t, node, i, w) for i, w in enumerate(leaf(tree, node)))
    return a, leaves


def columns(name, rows, header):
    with open(name, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


# Ten columns of numbers; three classes and a number that single columns do not make.
x = random.randn(80, 10).round(2)
score = x[:, 0] * x[:, 1] + x[:, 2] + np.where(x[:, 3] > 0, x[:, 4], -x[:, 5])
columns("numbers.csv", x, [f"x{i}" for i in range(10)])
forest = RandomForestClassifier(6, max_depth=4, random_state=1).fit(x, np.digitize(score, [-1, 1]))
a, leaves = nodes_of(
    [e.tree_ for e in forest.estimators_], lambda t, n: t.value[n][0] / t.value[n][0].sum() / len(forest.estimators_)
)
for name, zipmap in (("forest", True), ("forest-matrix", False)):
    more, outputs = probabilities(zipmap, [0, 1, 2])
    node = helper.make_node(
        "TreeEnsembleClassifier", ["float_input"], ["label", "probabilities"], domain="ai.onnx.ml",
        classlabels_int64s=[0, 1, 2], post_transform="NONE", class_treeids=[l[0] for l in leaves],
        class_nodeids=[l[1] for l in leaves], class_ids=[l[2] for l in leaves], class_weights=[float(l[3]) for l in leaves], **a,
    )
    write(name, [node, *more], [value("float_input", FLOAT, [None, 10])], outputs)

boosted = GradientBoostingRegressor(n_estimators=12, max_depth=3, random_state=1).fit(x, score)
a, leaves = nodes_of([e[0].tree_ for e in boosted.estimators_], lambda t, n: boosted.learning_rate * t.value[n][0])
node = helper.make_node(
    "TreeEnsembleRegressor", ["X"], ["variable"], domain="ai.onnx.ml", n_targets=1, post_transform="NONE",
    aggregate_function="SUM", base_values=[float(boosted.init_.constant_[0, 0])], target_treeids=[l[0] for l in leaves],
    target_nodeids=[l[1] for l in leaves], target_ids=[0] * len(leaves), target_weights=[float(l[3]) for l in leaves], **a,
)
write("boosted", [node], [value("X", FLOAT, [None, 10])], [value("variable", FLOAT, [None, 1])])

# Two classes by boosting: leaves have weights for one of them, and a logistic function makes probabilities of their sum.
signs = GradientBoostingClassifier(n_estimators=10, max_depth=3, random_state=1).fit(x, score > 0)
a, leaves = nodes_of([e[0].tree_ for e in signs.estimators_], lambda t, n: signs.learning_rate * t.value[n][0])
prior = signs.init_.class_prior_[1]
more, outputs = probabilities(True, [0, 1])
node = helper.make_node(
    "TreeEnsembleClassifier", ["float_input"], ["label", "probabilities"], domain="ai.onnx.ml", classlabels_int64s=[0, 1],
    post_transform="LOGISTIC", base_values=[float(np.log(prior / (1 - prior)))], class_treeids=[l[0] for l in leaves],
    class_nodeids=[l[1] for l in leaves], class_ids=[0] * len(leaves), class_weights=[float(l[3]) for l in leaves], **a,
)
write("signs", [node, *more], [value("float_input", FLOAT, [None, 10])], outputs)
with open("signs.csv", "w") as file:  # what scikit-learn says of each row: probability and log-odds of the second class
    for p, s in zip(signs.predict_proba(x)[:, 1], signs.decision_function(x)):
        file.write(f"{p!r},{s!r}\n")

# People: numbers with missing cells, texts, and a one-hot group.
jobs, cities = ["cook", "nurse", "pilot"], ["oslo", "rome", "lima"]
job, city = random.randint(0, 3, 60), random.randint(0, 3, 60)
age, pay = random.randint(18, 80, 60), random.randint(10, 99, 60) * 1000
hot = np.eye(3)
told = [("" if i % 11 == 3 else int(v)) for i, v in enumerate(age)]
columns(
    "people.csv",
    [[told[i], pay[i], jobs[job[i]], *hot[city[i]].astype(int), ["no", "yes"][int(pay[i] > 50000)]] for i in range(60)],
    ["age", "pay", "job", *(f"city_{c}" for c in cities), "buys"],
)
features = np.hstack([age[:, None] / 80, pay[:, None] / 1e5, hot[job], hot[city]])
linear = LogisticRegression(C=10, random_state=1).fit(features, (job == 1) * (pay > 50000) | (city == 2))


def classifier(name, encode, width, weights, zipmap, labels):
    """An input a column, scaled and encoded, one after another into a linear classifier."""
    inputs = [value("age", FLOAT, [None, 1]), value("pay", FLOAT, [None, 1]), value("job", STRING, [None, 1])]
    inputs += [value(f"city_{c}", FLOAT, [None, 1]) for c in cities]
    nodes = [
        helper.make_node("Scaler", ["age"], ["age_scaled"], domain="ai.onnx.ml", offset=[0.0], scale=[1 / 80]),
        helper.make_node("Scaler", ["pay"], ["pay_scaled"], domain="ai.onnx.ml", offset=[0.0], scale=[1e-5]),
        *encode,
        helper.make_node("Concat", ["age_scaled", "pay_scaled", "job_numbers", *(f"city_{c}" for c in cities)], ["all"], axis=1),
    ]
    texts = isinstance(labels[0], str)
    nodes.append(
        helper.make_node(
            "LinearClassifier", ["all"], ["label", "scores"], domain="ai.onnx.ml",
            coefficients=[float(w) for w in (*-weights, *weights)],
            intercepts=[float(-linear.intercept_[0]), float(linear.intercept_[0])], multi_class=0, post_transform="LOGISTIC",
            **{"classlabels_strings" if texts else "classlabels_ints": labels},
        )
    )
    nodes.append(helper.make_node("Normalizer", ["scores"], ["probabilities"], domain="ai.onnx.ml", norm="L1"))
    more, outputs = probabilities(zipmap, labels)
    write(name, nodes + more, inputs, outputs)


w = linear.coef_[0]
one_hot = [
    helper.make_node("OneHotEncoder", ["job"], ["job_hot"], domain="ai.onnx.ml", cats_strings=jobs, zeros=1),
    helper.make_node("Flatten", ["job_hot"], ["job_numbers"], axis=1),
]
classifier("people", one_hot, 8, w, True, ["no", "yes"])
encoded = [
    helper.make_node(
        "LabelEncoder", ["job"], ["job_code"], domain="ai.onnx.ml", keys_strings=jobs, values_int64s=[0, 1, 2], default_int64=-1
    ),
    helper.make_node("Cast", ["job_code"], ["job_numbers"], to=FLOAT),
]
classifier("people-codes", encoded, 6, np.array([w[0], w[1], 0.7, *w[5:]]), False, [0, 1])
