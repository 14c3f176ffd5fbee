"""Peers of time.mjs on one thread; prints one JSON document of processor seconds and values, in nats."""

import json
import sys
from math import log
from time import process_time

import numpy as np

task = json.loads(sys.argv[1])
n = task["times"]
mask = np.uint64((1 << 32) - 1)


def hashed(column):
    row = np.arange(n, dtype=np.uint64)
    return ((row * np.uint64(2654435761) + np.uint64(column * 40503 + 12345)) & mask) * np.uint64(2246822519) & mask


def symbols(alphabet, column):
    own = hashed(column)
    base = (np.arange(n, dtype=np.uint64) + np.uint64(1)) * np.uint64(2654435761) & mask
    taken = np.where(own % np.uint64(3) == 0, base, own)
    return ((taken >> np.uint64(11)) % np.uint64(alphabet)).astype(np.int32)


def numbers():
    return hashed(7).astype(np.float64) / 2**32


def least(work, repeats=3):
    best, answer = float("inf"), None
    for _ in range(repeats):
        start = process_time()
        answer = work()
        best = min(best, process_time() - start)
    return {"seconds": best, "value": float(answer)}


def bits(found):
    return {**found, "value": found["value"] * log(2)}


def transfer():
    import pyinform

    x, y, k = symbols(task["alphabet"], 0), symbols(task["alphabet"], 1), task["history"]
    found = {"pyinform": bits(least(lambda: pyinform.transfer_entropy(x, y, k=k)))}
    if n <= 100_000:
        import infomeasure

        work = lambda: infomeasure.transfer_entropy(
            x, y, approach="discrete", base="e", src_hist_len=1, dest_hist_len=k
        )
        found["infomeasure"] = least(work)
    return found


def storage():
    import pyinform

    y = symbols(task["alphabet"], 1)
    return {"pyinform": bits(least(lambda: pyinform.active_info(y, k=task["history"])))}


def permutation():
    import antropy

    x = numbers()
    return {"antropy": bits(least(lambda: antropy.perm_entropy(x, order=3, delay=1)))}


def sample():
    import antropy

    x = numbers()
    # Its distances below the tolerance count, and ours up to it: for numbers without ties it is the same.
    return {"antropy": least(lambda: antropy.sample_entropy(x, order=2, tolerance=0.2 * x.std()))}


tasks = {"transfer": transfer, "storage": storage, "permutation": permutation, "sample": sample}
print(json.dumps(tasks[task["task"]]()))
