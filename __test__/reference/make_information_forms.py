"""Values of the information forms of submodlib 0.0.3 for all subsets of small instances.

    python3 -m venv .venv && .venv/bin/pip install submodlib-py==0.0.3 numpy==2.4.6
    .venv/bin/python make_information_forms.py > information-forms.json

Similarities are given as matrices, so no metric of the peer is involved; it computes in single precision. Its subsets
are Python sets; lists over subsets are indexed by bit mask (bit i is element i).
"""
import json

import numpy as np
from submodlib import (
    ConcaveOverModularFunction,
    FacilityLocationConditionalGainFunction,
    FacilityLocationConditionalMutualInformationFunction,
    FacilityLocationMutualInformationFunction,
    FacilityLocationVariantMutualInformationFunction,
    GraphCutConditionalGainFunction,
    GraphCutMutualInformationFunction,
    LogDeterminantConditionalGainFunction,
    LogDeterminantConditionalMutualInformationFunction,
    LogDeterminantMutualInformationFunction,
    ProbabilisticSetCoverConditionalGainFunction,
    ProbabilisticSetCoverConditionalMutualInformationFunction,
    ProbabilisticSetCoverMutualInformationFunction,
    SetCoverConditionalGainFunction,
    SetCoverConditionalMutualInformationFunction,
    SetCoverMutualInformationFunction,
)
from submodlib_cpp import ConcaveOverModular

N, COLUMNS = 5, 3


def values(function):
    subsets = ({e for e in range(N) if mask >> e & 1} for mask in range(2**N))
    return [float(function.evaluate(subset)) if subset else 0.0 for subset in subsets]


def instance(seed):
    random = np.random.default_rng(seed)
    queries, privates = int(random.integers(1, 4)), int(random.integers(1, 4))
    ground, query, private = (random.random((count, COLUMNS)).round(3) for count in (N, queries, privates))
    eta, nu, ridge = (float(random.choice(choices)) for choices in ([0.5, 1.0], [0.5, 1.0], [0.5, 1.0]))
    vv, vq, vp = ground @ ground.T, ground @ query.T, ground @ private.T
    qq, pp, qp = query @ query.T, private @ private.T, query @ private.T
    concepts = 6
    sets = [set(map(int, np.flatnonzero(random.random(concepts) < 0.5))) or {0} for _ in range(N)]
    wanted, hidden = ({int(c) for c in np.flatnonzero(random.random(concepts) < 0.5)} or {0} for _ in range(2))
    weights = random.random(concepts).round(3).tolist()
    probabilities = random.random((N, concepts)).round(3)
    kernels = {"data_sijs": vv}
    with_query, with_private = {"query_sijs": vq}, {"private_sijs": vp}
    cover = dict(cover_set=sets, num_concepts=concepts, concept_weights=weights)
    likely = dict(num_concepts=concepts, probs=probabilities.tolist(), concept_weights=weights)
    modes = {
        "log1p": ConcaveOverModular.logarithmic,
        "sqrt": ConcaveOverModular.squareRoot,
        "saturating": ConcaveOverModular.inverse,
    }
    functions = {
        "facilityLocationMutualInformation": FacilityLocationMutualInformationFunction(
            N, queries, **kernels, **with_query, magnificationEta=eta
        ),
        "facilityLocationMutualInformation over query": FacilityLocationVariantMutualInformationFunction(
            N, queries, **with_query, queryDiversityEta=eta
        ),
        "facilityLocationConditionalGain": FacilityLocationConditionalGainFunction(
            N, privates, **kernels, **with_private, privacyHardness=nu
        ),
        "facilityLocationConditionalMutualInformation": FacilityLocationConditionalMutualInformationFunction(
            N, queries, privates, **kernels, **with_query, **with_private, magnificationEta=eta, privacyHardness=nu
        ),
        "graphCutMutualInformation": GraphCutMutualInformationFunction(N, queries, **with_query),
        "graphCutConditionalGain": GraphCutConditionalGainFunction(
            N, privates, 0.4, **kernels, **with_private, privacyHardness=nu
        ),
        "logDeterminantMutualInformation": LogDeterminantMutualInformationFunction(
            N, queries, ridge, **kernels, **with_query, query_query_sijs=qq, magnificationEta=eta
        ),
        "logDeterminantConditionalGain": LogDeterminantConditionalGainFunction(
            N, privates, ridge, **kernels, **with_private, private_private_sijs=pp, privacyHardness=nu
        ),
        "logDeterminantConditionalMutualInformation": LogDeterminantConditionalMutualInformationFunction(
            N, queries, privates, ridge, **kernels, **with_query, query_query_sijs=qq, **with_private,
            private_private_sijs=pp, query_private_sijs=qp, magnificationEta=eta, privacyHardness=eta,
        ),
        "setCoverMutualInformation": SetCoverMutualInformationFunction(N, query_concepts=wanted, **cover),
        "setCoverConditionalGain": SetCoverConditionalGainFunction(N, private_concepts=hidden, **cover),
        "setCoverConditionalMutualInformation": SetCoverConditionalMutualInformationFunction(
            N, query_concepts=wanted, private_concepts=hidden, **cover
        ),
        "probabilisticSetCoverMutualInformation": ProbabilisticSetCoverMutualInformationFunction(
            N, query_concepts=wanted, **likely
        ),
        "probabilisticSetCoverConditionalGain": ProbabilisticSetCoverConditionalGainFunction(
            N, private_concepts=hidden, **likely
        ),
        "probabilisticSetCoverConditionalMutualInformation": ProbabilisticSetCoverConditionalMutualInformationFunction(
            N, query_concepts=wanted, private_concepts=hidden, **likely
        ),
    }
    for name, mode in modes.items():
        functions[f"concaveOverModularMutualInformation {name}"] = ConcaveOverModularFunction(
            N, queries, **with_query, queryDiversityEta=eta, mode=mode
        )
    return {
        "input": {
            "ground": ground.tolist(), "query": query.tolist(), "private": private.tolist(),
            "eta": eta, "nu": nu, "regularization": ridge, "lambda": 0.4,
            "sets": [sorted(each) for each in sets], "wanted": sorted(wanted), "hidden": sorted(hidden),
            "weights": weights, "probabilities": probabilities.tolist(),
        },
        "expected": {name: values(function) for name, function in functions.items()},
    }


print(json.dumps({"made_with": "submodlib-py 0.0.3", "instances": [instance(seed) for seed in range(8)]}))
