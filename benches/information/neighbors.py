"""Processor seconds and answers of the peers of one task: python neighbors.py TASK column.f64 ..."""
import json
import sys
import time

import numpy as np

task, columns = sys.argv[1], [np.fromfile(path) for path in sys.argv[2:]]


def timed(work):
    best, value = float("inf"), None
    for _ in range(3):
        start = time.process_time()
        value = work()
        best = min(best, time.process_time() - start)
    return {"seconds": best, "value": float(np.asarray(value).ravel()[0])}


def ksg1(x, y):
    import ennemi
    import infomeasure
    from sklearn.feature_selection import mutual_info_regression

    yield "ennemi", lambda: ennemi.estimate_mi(y, x, k=3, preprocess=False)
    yield "infomeasure", lambda: infomeasure.mutual_information(x, y, approach="metric", k=3, noise_level=0)
    yield "scikit-learn", lambda: mutual_info_regression(x[:, None], y, n_neighbors=3)
    try:
        from npeet_plus import mi

        yield "NPEET+", lambda: mi(x[:, None], y[:, None], k=3, base=np.e)
    except ImportError:
        return


def entropy(*columns):
    import ennemi
    import infomeasure

    data = np.column_stack(columns)
    yield "ennemi", lambda: ennemi.estimate_entropy(data, k=3, multidim=True)
    yield "infomeasure", lambda: infomeasure.entropy(
        data, approach="metric", k=3, noise_level=0, minkowski_p=np.inf
    )


def conditional(x, y, z):
    import ennemi

    yield "ennemi", lambda: ennemi.estimate_mi(y, x, cond=z, k=3, preprocess=False)


def distance(x, y):
    import dcor

    yield "dcor", lambda: dcor.distance_correlation(x, y)


answers = {}
for name, work in globals()[task](*columns):
    try:
        answers[name] = timed(work)
    except Exception as error:  # a peer that fails is left out, and said so
        print(f"{name}: {error}", file=sys.stderr)
print(json.dumps(answers))
