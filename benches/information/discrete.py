"""Peers of discrete.mjs on one thread; prints one JSON document of processor seconds and values, in nats."""

import json
import sys
from math import log
from time import process_time

import numpy as np

task = json.loads(sys.argv[1])
rows = task["rows"]


def symbols(alphabet, column, kind):
    row = np.arange(rows, dtype=np.uint64)
    mask = np.uint64((1 << 32) - 1)
    own = ((row * np.uint64(2654435761) + np.uint64(column * 40503 + 12345)) & mask) * np.uint64(2246822519) & mask
    base = (row + np.uint64(1)) * np.uint64(2654435761) & mask
    taken = np.where(own % np.uint64(3) == 0, base, own)
    return ((taken >> np.uint64(11)) % np.uint64(alphabet)).astype(kind)


def least(work, repeats=3):
    best, answer = float("inf"), None
    for _ in range(repeats):
        start = process_time()
        answer = work()
        best = min(best, process_time() - start)
    return {"seconds": best, "value": float(answer)}


def mutual_information():
    import infomeasure
    from pyinform import mutual_info
    from sklearn.metrics import mutual_info_score

    x, y = symbols(16, 0, np.int64), symbols(16, 1, np.int64)
    found = {"sklearn": least(lambda: mutual_info_score(x, y))}
    found["infomeasure"] = least(lambda: infomeasure.mutual_information(x, y, approach="discrete", base="e"))
    try:
        narrow = [x.astype(np.int32), y.astype(np.int32)]
        found["pyinform"] = least(lambda: mutual_info(*narrow))
        found["pyinform"]["value"] *= log(2)
    except Exception as error:  # its shared library needs the platform it was built for
        print(f"pyinform: {error}", file=sys.stderr)
    return found


def adjusted():
    from sklearn.metrics import adjusted_mutual_info_score

    x, y = (symbols(task["clusters"], column, np.int64) for column in (0, 1))
    return {"sklearn": least(lambda: adjusted_mutual_info_score(x, y), 1)}


def entropy():
    import infomeasure

    names = {"zhang": "zhang", "bonachela": "bonachela", "chao-wang-jost": "chao_wang_jost"}
    x = symbols(task["alphabet"], 0, np.int64)
    approach = names[task["estimator"]]
    return {"infomeasure": least(lambda: infomeasure.entropy(x, approach=approach, base="e"), 2)}


tasks = {"mutual-information": mutual_information, "adjusted": adjusted, "entropy": entropy}
print(json.dumps(tasks[task["task"]]()))
