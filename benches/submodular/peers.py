"""A set function maximized by submodlib or apricot on one thread; prints one JSON document.

Where a function works on similarities, the peer is given them: cosines with those below 0 set to 0 (the log-determinant
takes inner products), in single precision; apricot turns them into doubles itself. Making them is not timed. The value
is that of the chosen set by the function's formula in double precision, whoever chose it.
"""

import json
import sys
from time import process_time

import numpy as np

task = json.loads(sys.argv[1])
size, name, peer, queries = task["size"], task["function"], task["peer"], task.get("queries", 0)
kind = {"f64": np.float64, "f32": np.float32, "u32": np.uint32}[task["path"][-3:]]
everything = np.fromfile(task["path"], dtype=kind).reshape(task["rows"], task["cols"])
query, x = everything[:queries].astype(np.float64), everything[queries:]


def cosines(a, b):
    a, b = (m.astype(np.float64) for m in (a, b))
    a, b = (m / np.linalg.norm(m, axis=1, keepdims=True) for m in (a, b))
    return np.maximum(a @ b.T, 0).astype(np.float32)


def products(a, b):
    return (a.astype(np.float64) @ b.astype(np.float64).T).astype(np.float32)


def facility_location():
    kernel = cosines(x, x)

    def submodlib():
        from submodlib import FacilityLocationFunction

        return FacilityLocationFunction(n=len(x), mode="dense", sijs=kernel, separate_rep=False)

    def apricot():
        from apricot import FacilityLocationSelection

        return FacilityLocationSelection(size, metric="precomputed", optimizer="lazy"), kernel.astype(np.float64)

    return {"submodlib": submodlib, "apricot": apricot}, lambda s: kernel[:, s].max(axis=1).astype(np.float64).sum()


def feature_based():
    features = x.astype(np.float64)
    concave = {"sqrt": ("sqrt", np.sqrt), "log1p": ("log", np.log1p)}[task["concave"]]

    def apricot():
        from apricot import FeatureBasedSelection

        return FeatureBasedSelection(size, concave_func=concave[0], optimizer="lazy"), features

    return {"apricot": apricot}, lambda s: concave[1](features[s].sum(axis=0)).sum()


def graph_cut():
    kernel = cosines(x, x)

    def submodlib():
        from submodlib import GraphCutFunction

        return GraphCutFunction(n=len(x), mode="dense", lambdaVal=0.4, ggsijs=kernel, separate_rep=False)

    def value(s):
        return kernel[:, s].sum(dtype=np.float64) - 0.4 * kernel[np.ix_(s, s)].sum(dtype=np.float64)

    return {"submodlib": submodlib}, value


def log_determinant():
    kernel = products(x, x)

    def submodlib():
        from submodlib import LogDeterminantFunction

        return LogDeterminantFunction(n=len(x), mode="dense", lambdaVal=1, sijs=kernel)

    def value(s):
        return np.linalg.slogdet(kernel[np.ix_(s, s)].astype(np.float64) + np.eye(len(s)))[1]

    return {"submodlib": submodlib}, value


def set_cover():
    sets, weights = [set(int(concept) for concept in row) for row in x], task["weights"]

    def submodlib():
        from submodlib import SetCoverFunction

        return SetCoverFunction(n=len(x), cover_set=sets, num_concepts=len(weights), concept_weights=weights)

    return {"submodlib": submodlib}, lambda s: sum(weights[c] for c in set().union(*(sets[e] for e in s)))


def mutual_information():
    to_query = cosines(x, query)

    def submodlib():
        import submodlib as peers

        given = {"n": len(x), "num_queries": queries}
        if name == "FLVMI":
            own = cosines(x, x)
            return peers.FacilityLocationMutualInformationFunction(**given, data_sijs=own, query_sijs=to_query)
        if name == "FLQMI":
            return peers.FacilityLocationVariantMutualInformationFunction(**given, query_sijs=to_query)
        return peers.GraphCutMutualInformationFunction(**given, query_sijs=to_query)

    def value(s):
        wide = to_query.astype(np.float64)
        if name == "FLVMI":
            return np.minimum(cosines(x, x[s]).max(axis=1), to_query.max(axis=1)).astype(np.float64).sum()
        if name == "FLQMI":
            return wide[s].max(axis=0).sum() + wide[s].max(axis=1).sum()
        # submodlib counts 2λ times the similarities with the query, with λ = ½ once.
        return wide[s].sum()

    return {"submodlib": submodlib}, value


def determinant_information():
    own, to_query, between = products(x, x), products(x, query), products(query, query)

    def submodlib():
        from submodlib import LogDeterminantMutualInformationFunction

        return LogDeterminantMutualInformationFunction(
            n=len(x), num_queries=queries, lambdaVal=1, data_sijs=own, query_sijs=to_query, query_query_sijs=between
        )

    def value(s):
        def volume(kernel):
            return np.linalg.slogdet(kernel.astype(np.float64) + np.eye(len(kernel)))[1]

        chosen, cross = own[np.ix_(s, s)], to_query[s]
        return volume(chosen) + volume(between) - volume(np.block([[chosen, cross], [cross.T, between]]))

    return {"submodlib": submodlib}, value


FUNCTIONS = {
    "facility-location": facility_location,
    "feature-based": feature_based,
    "graph-cut": graph_cut,
    "log-determinant": log_determinant,
    "set-cover": set_cover,
    "FLVMI": mutual_information,
    "FLQMI": mutual_information,
    "GCMI": mutual_information,
    "LogDetMI": determinant_information,
}
peers, value = FUNCTIONS[name]()
made, times = peers[peer](), []
if peer == "submodlib":
    optimizer = "NaiveGreedy" if task.get("algorithm") == "greedy" else "LazyGreedy"
    begin = process_time()
    chosen = [element for element, _ in made.maximize(budget=size, optimizer=optimizer)]
    times.append(process_time() - begin)
else:
    # Its first call compiles.
    for _ in range(2):
        f, given = peers[peer]()
        begin = process_time()
        f.fit(given)
        times.append(process_time() - begin)
    chosen = [int(element) for element in f.ranking]
print(json.dumps({"cold": times[0], "cpu": min(times), "value": float(value(chosen)), "chosen": chosen}))
