"""Peers of kernel.mjs on one thread; prints one JSON document of values and processor seconds."""

import json
import sys
from time import process_time

import numpy as np

task = json.loads(sys.argv[1])
arrays = [np.fromfile(path) for path in task["paths"]]


def least(work, repeats=5):
    best = float("inf")
    for _ in range(repeats):
        start = process_time()
        answer = work()
        best = min(best, process_time() - start)
    return best, answer


def entropy():
    from KDEpy import FFTKDE

    (x,), bandwidth = arrays, task["bandwidth"]

    def integral():
        grid, density = FFTKDE(bw=bandwidth).fit(x).evaluate(4096)
        kept = density[density > 0]
        return -(kept * np.log(kept)).sum() * (grid[1] - grid[0])

    def resubstitution():
        grid, density = FFTKDE(bw=bandwidth).fit(x).evaluate(4096)
        return -np.log(np.interp(x, grid, density)).mean()

    seconds, value = least(integral)
    other, read = least(resubstitution)
    found = {
        "integral": value,
        "integralSeconds": seconds,
        "resubstitution": read,
        "resubstitutionSeconds": other,
    }
    if len(x) <= 10_000:
        from scipy.stats import gaussian_kde

        factor = bandwidth / x.std(ddof=1)
        found["scipySeconds"], _ = least(lambda: -np.log(gaussian_kde(x, factor)(x)).mean(), 1)
    return found


def density():
    from KDEpy import FFTKDE

    cols, nodes = task["cols"], task["grid"]
    data = arrays[0].reshape(-1, cols)
    names = {"gaussian": "gaussian", "epanechnikov": "epa"}
    # KDEpy wants its grid around all samples, so it is wider than ours, with the same step.
    step = 8 / (nodes - 1)
    wide = nodes + 2 * (nodes // 4)
    line = -4 - (nodes // 4) * step + step * np.arange(wide)
    grid = line if cols == 1 else np.array([(a, b) for a in line for b in line])
    fitted = lambda: FFTKDE(kernel=names[task["kernel"]], bw=task["bandwidth"]).fit(data).evaluate(grid)
    seconds, values = least(fitted, 3)
    middle = nodes // 2 + nodes // 4
    at = middle if cols == 1 else middle * wide + middle
    return {"seconds": seconds, "middle": float(values[at])}


def information():
    from fastHDMI import MI_continuous_continuous

    x, y = arrays
    seconds, value = least(lambda: MI_continuous_continuous(x, y, 1.0))
    return {"seconds": seconds, "value": float(np.ravel(value)[0])}


print(json.dumps({"entropy": entropy, "density": density, "information": information}[task["task"]]()))
