"""Writes markov.json: reference values of every quantity of small chains, for every subset.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_markov.py

The inputs come from a seeded generator, so the file is the same every time. Sets are listed by bit mask:
entry m of a list belongs to the set of the coordinates i with bit i of m.
"""

import json
import platform
from pathlib import Path

import mpmath
import numpy as np
from mpmath import isinf

import definitions as of
import models
from definitions import ONE, ZERO, Chain
from search import batch_greedy, distorted_greedy, greedy, members, optimum, partitions

MADE_WITH = (
    f"make_markov.py, Python {platform.python_version().rsplit('.', 1)[0]}, "
    f"mpmath {mpmath.__version__} with 40 digits, numpy {np.__version__} for the random inputs"
)
DEFINITIONS = "Lai & Choi (2025), Choi, Wang & Wolfer (2024): definitions, by explicit matrices and KL sums"


def number(value):
    """A double; an infinity as a word, because JSON has none."""
    if value is None:
        return None
    return "Infinity" if isinf(value) else (float(value) if abs(value) > 1e-30 else 0.0)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    return number(value)


def tables(chain, fixed):
    """Every quantity for every subset, by bit mask."""
    d = chain.dimension
    everything = set(range(d))
    sets = [members(mask) for mask in range(1 << d)]
    divided = [
        of.distance_to_factorizability(chain, [s, sorted(everything - set(s))]) for s in sets
    ]
    return {
        "entropy-rate": [ZERO] + [of.entropy_rate(chain, s) for s in sets[1:]],
        "distance-to-independence": [ZERO] + [of.distance_to_independence(chain, s) for s in sets[1:]],
        "distance-to-factorizability": divided,
        "distance-to-stationarity": [ZERO] + [of.distance_to_reference(chain, s) for s in sets[1:]],
        "mutual-information": [ZERO] + [of.mutual_information(chain, s) for s in sets[1:]],
        "distance-to-fixed-set": [
            None if set(s) & set(fixed) else of.distance_to_fixed_set(chain, fixed, s) for s in sets
        ],
    }


def finite(table):
    return all(value is None or not isinf(value) for value in table)


def searches(chain, values, fixed):
    """Greedy curves and exact optima of every objective, both senses, chosen sets and removed sets."""
    d = chain.dimension
    out = []
    for objective, table in values.items():
        if not finite(table):
            continue
        ground = [i for i in range(d) if objective != "distance-to-fixed-set" or i not in fixed]
        for complement in (False, True):
            if complement and objective in ("distance-to-factorizability", "distance-to-fixed-set"):
                continue  # The first is symmetric, the second has no complement form.
            f = [table[((1 << d) - 1) ^ mask] for mask in range(1 << d)] if complement else table
            for sense in ("maximize", "minimize"):
                sign = 1 if sense == "maximize" else -1
                signed = [None if v is None else sign * v for v in f]
                curve = greedy(signed, ground, len(ground))
                best = [optimum(f, ground, size, sense) for size in range(1, len(ground) + 1)]
                out.append(
                    {
                        "objective": objective,
                        "complement": complement,
                        "sense": sense,
                        "greedy": {
                            "order": curve["order"],
                            "values": [sign * v for v in curve["values"]],
                            "unique": curve["unique"],
                        },
                        "optima": [
                            {"value": o["value"], "set": o["sets"][0], "tied": len(o["sets"])} for o in best
                        ],
                    }
                )
    return out


def distorted(chain, values):
    """Distorted greedy for every size: costs clipped at 0 and raw, stopping and forced to the exact size."""
    out = []
    for objective, sense in (
        ("entropy-rate", "maximize"),
        ("distance-to-factorizability", "maximize"),
        ("distance-to-independence", "minimize"),
        ("distance-to-stationarity", "minimize"),
    ):
        if not finite(values[objective]):
            continue
        sign = 1 if sense == "maximize" else -1
        signed = [sign * v for v in values[objective]]
        for size in range(1, chain.dimension + 1):
            for costs in ("clipped", "raw"):
                for exact in (False, True):
                    run = distorted_greedy(signed, range(chain.dimension), size, costs == "clipped", exact)
                    out.append(
                        {"objective": objective, "sense": sense, "size": size, "costs": costs, "exactSize": exact}
                        | {"order": run["order"], "value": sign * run["value"], "margin": run["margin"]}
                    )
    return out


def best_partitions(chain):
    """The partition into k blocks with the smallest D(P || (x) P^(S_i)), for every k."""
    out = []
    for k in range(2, chain.dimension + 1):
        scored = [
            (of.distance_to_factorizability(chain, blocks), blocks) for blocks in partitions(chain.dimension, k)
        ]
        least = min(value for value, _ in scored)
        tied = [blocks for value, blocks in scored if value < least + 1e-11]
        out.append({"blocks": k, "value": least, "partition": tied[0], "tied": len(tied)})
    return out


def parts(chain, values, ground_sets, size):
    """Selection over disjoint ground sets: one function of the union, as each element has one legal part."""
    d, ground = chain.dimension, sorted(sum(ground_sets, []))
    masks = [sum(1 << e for e in block) for block in ground_sets]
    rest = set(range(d))

    def divided(mask):
        chosen = [members(mask & block) for block in masks]
        return of.distance_to_factorizability(chain, [*chosen, sorted(rest - set(members(mask)))])

    inside = [mask for mask in range(1 << d) if mask & ~sum(masks) == 0]
    out = []
    for objective, sense in (
        ("entropy-rate", "maximize"),
        ("distance-to-factorizability", "maximize"),
        ("distance-to-independence", "minimize"),
        ("distance-to-stationarity", "minimize"),
    ):
        f = [None] * (1 << d)
        for mask in inside:
            if objective == "distance-to-factorizability":
                f[mask] = divided(mask)
            else:
                f[mask] = sum((values[objective][mask & block] for block in masks), ZERO)
        sign = 1 if sense == "maximize" else -1
        signed = [None if v is None else sign * v for v in f]
        curve = greedy(signed, ground, size)
        best = [optimum(f, ground, m, sense)["value"] for m in range(1, size + 1)]
        runs = [
            distorted_greedy(signed, ground, m, costs == "clipped", exact)
            | {"size": m, "costs": costs, "exactSize": exact}
            for m in range(1, size + 1)
            for costs in ("clipped", "raw")
            for exact in (False, True)
        ]
        for run in runs:
            run["value"] *= sign
        out.append(
            {
                "objective": objective,
                "sense": sense,
                "groundSets": ground_sets,
                "greedy": {
                    "order": curve["order"],
                    "values": [sign * v for v in curve["values"]],
                    "unique": curve["unique"],
                },
                "optima": best,
                "distorted": runs,
            }
        )
    return out


def case(name, source, given, chain, fixed=(0,), ground_sets=None, projections=()):
    """One entry of the file."""
    values = tables(chain, list(fixed))
    d = chain.dimension
    expected = {
        "reference": chain.reference,
        "fixed": list(fixed),
        "quantities": values,
        "projections": [
            {"subset": list(s), "transition": flat(p.transition), "reference": p.reference}
            for s, p in ((s, chain.project(s)) for s in projections)
        ],
        "select": searches(chain, values, fixed),
        "distorted": distorted(chain, values) if d >= 3 else [],
        "batch": batch_greedy(values["distance-to-stationarity"], range(d), [2] * (d // 2) + [1] * (d % 2))
        if finite(values["distance-to-stationarity"])
        else None,
        "partitions": best_partitions(chain),
        "parts": parts(chain, values, ground_sets, sum(map(len, ground_sets))) if ground_sets else [],
    }
    print(name)
    return {
        "name": name,
        "input": given,
        "expected": plain(expected),
        "tolerance": 1e-12,
        "source": source,
        "made_with": MADE_WITH,
    }


def flat(rows):
    return [p for row in rows for p in row]


def dense(sizes, rows, reference=None):
    given = {"kind": "matrix", "sizes": sizes, "transition": flat(rows), "reference": reference}
    return given, Chain(sizes, rows, reference)


def random_cases():
    generator = np.random.default_rng(20250330)
    for sizes in ([2, 3, 2], [2, 2, 2, 2], [4, 3], [3, 2, 2, 2]):
        n = int(np.prod(sizes))
        given, chain = dense(sizes, models.random_rows(generator, n, 0.7))
        name = "random non-reversible " + "x".join(map(str, sizes))
        split = [[0], list(range(1, len(sizes)))]
        yield case(name, DEFINITIONS, given, chain, ground_sets=split, projections=[(0,), (0, 1)])
    given, chain = dense([3, 2, 2], models.random_rows(generator, 12, 0.7, density=0.3))
    yield case("random sparse 3x2x2", DEFINITIONS, given, chain, fixed=(1,), projections=[(0, 2)])
    for sizes in ([2, 2, 3], [2, 2, 2, 2]):
        n = int(np.prod(sizes))
        law = generator.gamma(1.0, size=n)
        given, chain = dense(sizes, models.random_rows(generator, n), (law / law.sum()).tolist())
        name = "reference that is not stationary " + "x".join(map(str, sizes))
        yield case(name, DEFINITIONS, given, chain, projections=[(1,), (0, 2)])
    law = np.array([0.25, 0.0, 0.125, 0.125, 0.0, 0.5, 0.0, 0.0])
    given, chain = dense([2, 2, 2], models.random_rows(generator, 8), law.tolist())
    yield case("reference with zeros where the chain has mass", DEFINITIONS, given, chain, projections=[(0,), (0, 1)])


def product_cases():
    generator = np.random.default_rng(20250331)
    factors = [models.random_rows(generator, r) for r in (2, 3, 2)]
    chain = Chain([2, 3, 2], models.tensor_power(factors))
    given = {"kind": "product", "sizes": [2, 3, 2], "factors": [flat(f) for f in factors]}
    yield case("product of three chains", DEFINITIONS, given, chain, projections=[(1,)])
    for marginals in ([[0.3, 0.7], [0.5, 0.5], [0.15, 0.85], [0.6, 0.4]], [[0.4, 0.6], [0.2, 0.8], [0.2, 0.3, 0.5]]):
        rows, law = models.with_product_law(generator, marginals)
        sizes = [len(m) for m in marginals]
        given, chain = dense(sizes, rows)
        assert max(abs(p - q) for p, q in zip(chain.reference, law)) < 1e-14
        split = [list(range(2)), list(range(2, len(sizes)))]
        name = "product stationary law " + "x".join(map(str, sizes))
        yield case(name, DEFINITIONS + "; Sinkhorn scaling", given, chain, ground_sets=split)
    given, chain = dense([2, 2, 2], models.swap_with_noise(0.0625))
    yield case("exchange with noise", DEFINITIONS, given, chain, fixed=(1,))
    rows = models.against_submodularity(np.random.default_rng(3))
    given, chain = dense([2, 2, 2], rows)
    yield case("entropy rate is not submodular", DEFINITIONS, given, chain)


def curie_weiss_cases():
    source = DEFINITIONS + "; Curie-Weiss model, random-scan single-flip dynamics"
    matrix = [0.5, -0.25, 0.125, 0.3, -0.25, 0.75, 0.2, 0.1, 0.125, 0.2, 0.0, -0.4, 0.3, 0.1, -0.4, 0.25]
    for dynamics in ("metropolis", "heat-bath"):
        for kind, d, beta, h in (
            ("decaying", 4, 0.1, 1.0),
            ("decaying", 4, 0.35, 0.25),
            ("mean-field", 3, 0.2, 0.5),
            (matrix, 4, 0.5, -0.3),
        ):
            name = f"Curie-Weiss {kind if isinstance(kind, str) else 'given couplings'} {dynamics} d={d} beta={beta}"
            given = {"kind": "curie-weiss", "spins": d, "inverseTemperature": beta, "field": h}
            given |= {"couplings": kind, "dynamics": dynamics}
            chain = models.curie_weiss(d, beta, h, kind, dynamics)
            given["transition"] = flat(chain.transition)
            yield case(name, source, plain(given), chain, ground_sets=[[0, 1], list(range(2, d))])
    chain = models.curie_weiss(5, 0.1, 1.0, "decaying", "metropolis")
    given = {"kind": "curie-weiss", "spins": 5, "inverseTemperature": 0.1, "field": 1.0}
    given |= {"couplings": "decaying", "dynamics": "metropolis"}
    yield case("Curie-Weiss d=5", source, given, chain, fixed=(0, 1), ground_sets=[[0, 1], [2, 3], [4]])


def bernoulli_laplace_cases():
    source = DEFINITIONS + "; Khare & Zhou (2009), section 4.2: the urn chain itself"
    for colors, urn, swaps in (
        ([2, 3, 6], 5, 1),
        ([2, 3, 6], 5, 2),
        ([2, 3, 6], 6, 3),
        ([1, 2, 1, 5], 4, 1),
        ([1, 1, 2, 6], 5, 2),
        ([1, 1, 1, 1, 4], 4, 1),
        ([1, 1, 1, 1, 4], 4, 2),
    ):
        chain = models.bernoulli_laplace(colors, urn, swaps)
        given = {"kind": "bernoulli-laplace", "colors": colors, "urn": urn, "swaps": swaps}
        given["transition"] = flat(chain.transition)
        residual = max(abs(p - q) for p, q in zip(chain.reference, chain.next_law))
        assert residual < 1e-30, residual
        name = f"Bernoulli-Laplace {colors} urn {urn} swaps {swaps}"
        yield case(name, source, plain(given), chain, fixed=(1,))


def main():
    cases = [*random_cases(), *product_cases(), *curie_weiss_cases(), *bernoulli_laplace_cases()]
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in cases)
    path = Path(__file__).with_name("markov.json")
    path.write_text(f"[\n{lines}\n]\n")
    print(f"{len(cases)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
