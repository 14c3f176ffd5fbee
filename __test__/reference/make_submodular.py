"""Values of set functions by submodlib 0.0.3 and apricot 0.6.1, on small data.

    python3 -m venv peers && peers/bin/pip install submodlib-py==0.0.3 apricot-select==0.6.1 numpy==2.4.6 \
        numba==0.68.1 scikit-learn==1.9.1 scipy==1.17.1
    peers/bin/python __test__/reference/make_submodular.py > __test__/reference/submodular.json

The data are multiples of 1/64, exact in both precisions. submodlib keeps similarities in single precision, so its
values hold to about six digits. apricot is asked for the gains of its own greedy choice.
"""

import json
import sys

import numpy as np
from apricot import FeatureBasedSelection, SaturatedCoverageSelection
from submodlib import (
    DisparityMinFunction,
    DisparitySumFunction,
    GraphCutFunction,
    LogDeterminantFunction,
    ProbabilisticSetCoverFunction,
    SetCoverFunction,
)

random = np.random.default_rng(7)
rows = random.integers(1, 64, (12, 5)) / 64
probabilities = random.integers(0, 65, (12, 5)) / 64
unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
cosine = np.clip(unit @ unit.T, 0, 1)
distance = np.linalg.norm(rows[:, None] - rows[None], axis=2)
covered = [sorted({int(x) for x in random.integers(0, 9, 1 + i % 4)}) for i in range(12)]
weights = random.integers(1, 9, 9).astype(float)
sets = [[0], [3, 7], [1, 5, 9], [11, 2, 4, 8], [6, 10, 0, 3, 7, 1]]


def values(function):
    return [float(function.evaluate(set(s))) for s in sets]


n = len(rows)
submodlib = {
    "graphCut": values(GraphCutFunction(n=n, mode="dense", lambdaVal=0.4, ggsijs=cosine)),
    "logDeterminant": values(LogDeterminantFunction(n=n, mode="dense", lambdaVal=1.0, sijs=cosine)),
    "disparitySum": values(DisparitySumFunction(n=n, mode="dense", sijs=1 - distance)),
    "disparityMin": values(DisparityMinFunction(n=n, mode="dense", sijs=1 - distance)),
    "setCover": values(
        SetCoverFunction(n=n, cover_set=[set(c) for c in covered], num_concepts=9, concept_weights=weights.tolist())
    ),
    "probabilisticSetCover": values(
        ProbabilisticSetCoverFunction(
            n=n, probs=probabilities.tolist(), num_concepts=5, concept_weights=weights[:5].tolist()
        )
    ),
}


def chosen(selector, data):
    selector.fit(data)
    return {"indices": [int(i) for i in selector.ranking], "gains": [float(g) for g in selector.gains]}


apricot = {
    f"featureBased {name}": chosen(FeatureBasedSelection(6, concave_func=name, optimizer="naive"), rows)
    for name in ("sqrt", "log", "sigmoid")
}
apricot["saturatedCoverage"] = chosen(
    SaturatedCoverageSelection(6, metric="precomputed", alpha=0.25, optimizer="naive"), cosine
)

json.dump(
    {
        "rows": rows.tolist(),
        "probabilities": probabilities.tolist(),
        "sets": sets,
        "covered": covered,
        "weights": weights.tolist(),
        "submodlib": submodlib,
        "apricot": apricot,
    },
    sys.stdout,
    indent=1,
)
