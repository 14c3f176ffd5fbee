"""Facility location by submodlib or apricot on one thread, the similarity matrix given; prints one JSON document.

Similarities are cosines with those below 0 set to 0, in single precision (apricot turns them into doubles itself). The
value is that of the chosen set over this matrix, in double precision, whoever chose it.
"""

import json
import sys
from time import process_time

import numpy as np

task = json.loads(sys.argv[1])
kind = np.float64 if task["path"].endswith(".f64") else np.float32
x = np.fromfile(task["path"], dtype=kind).reshape(task["rows"], task["cols"]).astype(np.float64)
x /= np.linalg.norm(x, axis=1, keepdims=True)
kernel = np.maximum(x @ x.T, 0).astype(np.float32)


def submodlib():
    from submodlib import FacilityLocationFunction

    f = FacilityLocationFunction(n=len(kernel), mode="dense", sijs=kernel, separate_rep=False)
    begin = process_time()
    chosen = f.maximize(budget=task["size"], optimizer="LazyGreedy")
    return [process_time() - begin], [element for element, _ in chosen]


def apricot():
    from apricot import FacilityLocationSelection

    doubles, times = kernel.astype(np.float64), []
    for _ in range(2):
        f = FacilityLocationSelection(task["size"], metric="precomputed", optimizer="lazy")
        begin = process_time()
        f.fit(doubles)
        times.append(process_time() - begin)
    return times, [int(element) for element in f.ranking]


times, chosen = {"submodlib": submodlib, "apricot": apricot}[task["peer"]]()
value = float(kernel[:, chosen].max(axis=1).astype(np.float64).sum())
print(json.dumps({"cold": times[0], "cpu": min(times), "value": value, "chosen": chosen}))
