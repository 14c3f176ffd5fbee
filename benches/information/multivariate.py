"""Peers of multivariate.mjs on one thread; prints one JSON document of processor seconds and values, in nats."""

import json
import sys
from math import log
from time import process_time

import numpy as np

task = json.loads(sys.argv[1])


def least(work, repeats=2):
    best, answer = float("inf"), None
    for _ in range(repeats):
        start = process_time()
        answer = work()
        best = min(best, process_time() - start)
    return {"seconds": best, "value": answer}


def columns(rows, count, alphabet):
    row = np.arange(rows, dtype=np.uint64)
    mask = np.uint64((1 << 32) - 1)
    base = (row + np.uint64(1)) * np.uint64(2654435761) & mask
    made = []
    for column in range(count):
        own = ((row * np.uint64(2654435761) + np.uint64(column * 40503 + 12345)) & mask) * np.uint64(2246822519) & mask
        taken = np.where(own % np.uint64(3) == 0, base, own)
        made.append(((taken >> np.uint64(11)) % np.uint64(alphabet)).astype(np.int64))
    return np.stack(made, axis=1)


def distribution(data):
    from dit import Distribution

    outcomes, counts = np.unique(data, axis=0, return_counts=True)
    return Distribution([tuple(int(x) for x in row) for row in outcomes], counts / counts.sum())


def shared():
    from dit.multivariate import dual_total_correlation, o_information, total_correlation

    # From the samples, as ours: the law is made each time.
    data = columns(task["rows"], task["count"], task["alphabet"])
    found = {}
    for name, measure in {
        "total-correlation": total_correlation,
        "dual-total-correlation": dual_total_correlation,
        "o-information": o_information,
    }.items():
        found[name] = {"dit": least(lambda: float(measure(distribution(data))) * log(2))}
    return found


def n_plets():
    from hoi.metrics import Oinfo

    data = columns(task["rows"], task["count"], task["alphabet"])
    minsize, maxsize = task["sizes"]

    def work():
        values = np.asarray(Oinfo(data, verbose=False).fit(minsize=minsize, maxsize=maxsize, method="binning"))
        return [float(values.sum()) * log(2), int(values.size)]

    return {"hoi": least(work)}


def broja():
    from dit import Distribution
    from dit.pid import PID_BROJA

    size = task["size"]
    cells = np.asarray(task["probabilities"]).reshape(size, size, size)
    outcomes = [index for index in np.ndindex(cells.shape)]
    law = Distribution(outcomes, [float(cells[index]) for index in outcomes])

    def work():
        return float(PID_BROJA(law, ((0,), (1,)), (2,)).get_pi(((0,), (1,)))) * log(2)

    return {"dit": least(work, 1)}


tasks = {"shared": shared, "n-plets": n_plets, "broja": broja}
print(json.dumps(tasks[task["task"]]()))
