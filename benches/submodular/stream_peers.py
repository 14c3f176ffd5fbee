"""Sieve-streaming on one thread; prints one JSON document.

"numpy" is the algorithm of the paper over facility location, every set's gain of an element in one vector operation, the
similarities given: cosines with those below 0 set to 0, in double precision. "apricot" is its partial_fit over a
feature-based function, √ of the sums. The value is that of the chosen set by the function's formula.
"""

import json
import sys
from math import ceil, floor, log, log1p
from time import process_time

import numpy as np

task = json.loads(sys.argv[1])
size, epsilon = task["size"], task["epsilon"]
x = np.fromfile(task["path"], dtype=np.float32).reshape(task["rows"], task["cols"]).astype(np.float64)


def sieve(kernel):
    """The powers v of 1 + ε in [m, 2km]; an element joins where its gain reaches (v/2 − f(S)) / (k − |S|)."""
    n = len(kernel)
    exponents, best, sums, chosen = [], np.zeros((0, n)), np.zeros(0), []
    largest, answer = 0.0, (0.0, [])
    for e in range(n):
        column = kernel[e]
        single = column.sum()
        if single > largest:
            largest = single
            first = ceil(log(largest) / log1p(epsilon) - 1e-9)
            last = floor(log(2 * size * largest) / log1p(epsilon) + 1e-9)
            kept = [at for at, i in enumerate(exponents) if i >= first]
            fresh = [i for i in range(first, last + 1) if i not in exponents]
            exponents = [exponents[at] for at in kept] + fresh
            best = np.vstack([best[kept], np.zeros((len(fresh), n))])
            sums = np.concatenate([sums[kept], np.zeros(len(fresh))])
            chosen = [chosen[at] for at in kept] + [[] for _ in fresh]
        sizes = np.array([len(c) for c in chosen])
        guesses = (1 + epsilon) ** np.array(exponents, dtype=np.float64)
        least = np.where(sizes < size, (guesses / 2 - sums) / np.maximum(size - sizes, 1), np.inf)
        asked = np.flatnonzero(single >= least)
        if len(asked) == 0:
            continue
        gains = np.maximum(column - best[asked], 0).sum(axis=1)
        joined = asked[(gains >= least[asked]) & (gains > 0)]
        for at in joined:
            best[at] = np.maximum(best[at], column)
            sums[at] = best[at].sum()
            chosen[at].append(e)
            if sums[at] > answer[0]:
                answer = (sums[at], list(chosen[at]))
    return answer[1]


if task["peer"] == "numpy":
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    kernel = np.maximum(unit @ unit.T, 0)
    begin = process_time()
    chosen = sieve(kernel)
    spent = [process_time() - begin]
    value = kernel[chosen].max(axis=0).sum()
else:
    from apricot import FeatureBasedSelection

    spent = []
    for _ in range(2):
        f = FeatureBasedSelection(size, concave_func="sqrt", optimizer="sieve")
        begin = process_time()
        f.partial_fit(x)
        spent.append(process_time() - begin)
    chosen = [int(e) for e in f.ranking]
    value = np.sqrt(x[chosen].sum(axis=0)).sum()
print(json.dumps({"cold": spent[0], "cpu": min(spent), "value": float(value), "chosen": chosen}))
