"""Writes published.json: the Curie-Weiss and Bernoulli-Laplace chains of ten coordinates, every subset.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_published.py

Double arithmetic on explicit matrices: P^(S) by summing the dense pair law over the dropped axes, distances by
Kullback-Leibler sums against explicit tensor products indexed by coordinates. About two minutes.

The chains are those of Z. Lai, M. C. H. Choi (2025), "Information-theoretic subset selection of multivariate
Markov chains via submodular optimization": the Curie-Weiss model with couplings 2^-|i-j|, inverse temperature
0.1 and field 1 under single-flip Metropolis dynamics, and the Bernoulli-Laplace urn with ten colours of one ball
and one of ten, of which ten balls lie in the left urn and one is exchanged a step.
"""

import json
import platform
from math import comb
from pathlib import Path

import numpy as np

import search
from search import distorted_greedy, greedy, members, optimum

search.NOISE = 1e-12  # Double arithmetic: gains closer than this are ties.


class Binary:
    """A dense chain of d bits with its pair law as a tensor of 2d axes."""

    def __init__(self, d, law, transition):
        self.d, self.law, self.transition = d, law, transition
        self.states = law.reshape([2] * d)
        self.pairs = (law[:, None] * transition).reshape([2] * (2 * d))

    def project(self, kept):
        """(pi^(S), P^(S)) as arrays of |S| and 2|S| axes."""
        dropped = tuple(i for i in range(self.d) if i not in kept)
        law = self.states.sum(axis=dropped)
        pairs = self.pairs.sum(axis=dropped + tuple(self.d + i for i in dropped))
        return law, pairs / law.reshape(law.shape + (1,) * len(kept))

    def entropy_rate(self, kept):
        law, rows = self.project(kept)
        size = 1 << len(kept)
        rows, law = rows.reshape(size, size), law.reshape(size)
        logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
        return -float(law @ (rows * logs).sum(axis=1))

    def distance(self, kept, blocks):
        """D(P^(S) || (x) P^(S_i)) for blocks that divide S."""
        law, rows = self.project(kept)
        m = len(kept)
        logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
        for block in blocks:
            factor = np.log(np.maximum(self.project(block)[1], 1e-300))
            shape = [2 if i in block else 1 for i in kept]
            logs = logs - factor.reshape(shape + shape)
        joint = law.reshape(law.shape + (1,) * m) * rows
        return float((joint * logs).sum())

    def stationarity(self, kept):
        """D(P^(S) || rows pi^(S))."""
        law, rows = self.project(kept)
        m = len(kept)
        logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
        joint = law.reshape(law.shape + (1,) * m) * rows
        return float((joint * (logs - np.log(law).reshape((1,) * m + law.shape))).sum())


def curie_weiss(d, beta, field):
    spins = np.array([[1.0 if x >> (d - 1 - i) & 1 else -1.0 for i in range(d)] for x in range(1 << d)])
    strength = 2.0 ** -np.abs(np.subtract.outer(np.arange(d), np.arange(d)))
    energy = -np.einsum("xi,ij,xj->x", spins, strength, spins) - field * spins.sum(axis=1)
    law = np.exp(-beta * (energy - energy.min()))
    law /= law.sum()
    rows, x = np.zeros((1 << d, 1 << d)), np.arange(1 << d)
    for i in range(d):
        y = x ^ (1 << i)
        rows[x, y] = np.exp(-beta * np.maximum(0.0, energy[y] - energy[x])) / d
    rows[x, x] = np.maximum(1.0 - rows.sum(axis=1), 0.0)
    return Binary(d, law, rows)


def bernoulli_laplace(d):
    """d single balls of their own colour and d of the last colour; d balls in the left urn; one exchanged."""
    n = 1 << d
    rows, law = np.zeros((n, n)), np.zeros(n)
    for x in range(n):
        inside = x.bit_count()
        law[x] = comb(d, d - inside) / comb(2 * d, d)
        left = [(1 << i, 1) for i in range(d) if x >> i & 1] + [(0, d - inside)]
        right = [(1 << i, 1) for i in range(d) if not x >> i & 1] + [(0, inside)]
        for a, many_a in left:
            for b, many_b in right:
                rows[x, (x ^ a) ^ b] += many_a / d * (many_b / d)
    return Binary(d, law, rows)


def curve(f, ground, sense, steps):
    sign = 1 if sense == "maximize" else -1
    run = greedy([sign * v for v in f], ground, steps)
    best = [optimum(f, ground, m, sense) for m in range(1, steps + 1)]
    return {
        "greedy": {"order": run["order"], "values": [sign * v for v in run["values"]], "unique": run["unique"]},
        "optima": [{"value": b["value"], "set": b["sets"][0], "tied": len(b["sets"])} for b in best],
    }


def quantities(chain):
    d = chain.d
    sets = [members(mask) for mask in range(1 << d)]
    rate = [0.0] + [chain.entropy_rate(s) for s in sets[1:]]
    divided = [0.0] * (1 << d)
    for mask in range(1, (1 << (d - 1))):
        rest = ((1 << d) - 1) ^ mask
        divided[mask] = divided[rest] = chain.distance(list(range(d)), [sets[mask], sets[rest]])
    alone = [0.0] + [chain.distance(s, [[i] for i in s]) for s in sets[1:]]
    stationarity = [0.0] + [chain.stationarity(s) for s in sets[1:]]
    fixed = [
        chain.distance(sorted([0, 1, 2, *s]), [[0, 1, 2], s]) if s and not set(s) & {0, 1, 2} else 0.0 for s in sets
    ]
    return rate, divided, alone, stationarity, fixed


def describe(chain):
    d, everything = chain.d, range(chain.d)
    rate, divided, alone, stationarity, fixed = quantities(chain)
    full = (1 << d) - 1
    parts_of = (0b0000001111, 0b0001110000, 0b1110000000)
    parts = [sum(rate[mask & block] for block in parts_of) for mask in range(1 << d)]
    run = {
        costs: [
            {k: v for k, v in distorted_greedy(rate, everything, m, costs == "clipped").items()}
            for m in range(1, d + 1)
        ]
        for costs in ("clipped", "raw")
    }
    return {
        "entropyRate": rate[full],
        "distanceToIndependence": alone[full],
        "distanceToStationarity": stationarity[full],
        "maximize entropy-rate": curve(rate, everything, "maximize", d),
        "distorted entropy-rate": run,
        "maximize distance-to-factorizability": curve(divided, everything, "maximize", d),
        "minimize distance-to-independence": curve(alone, everything, "minimize", d),
        "maximize distance-to-stationarity": curve(stationarity, everything, "maximize", d),
        "maximize distance-to-fixed-set {0,1,2}": curve(fixed, range(3, d), "maximize", d - 3),
        "maximize entropy-rate over {0..3} {4..6} {7..9}": curve(parts, everything, "maximize", d),
    }


def total_variation(transition, law, steps):
    power = np.linalg.matrix_power(transition, steps)
    return float(np.abs(power - law).sum(axis=1).max() / 2)


def experiment_of_eight():
    """Dropping one of eight coordinates, and how fast what is left mixes."""
    chain = curie_weiss(8, 0.1, 1.0)
    everything = list(range(8))
    left = [[j for j in everything if j != i] for i in everything]
    law, rows = chain.project(left[3])
    small = rows.reshape(128, 128)
    single_law, single = chain.project([3])
    together = np.einsum(
        "abcdefghijklmn,xy->abcxdefghijyklmn",
        np.linalg.matrix_power(small, 10).reshape([2] * 14),
        np.linalg.matrix_power(single, 10),
    ).reshape(256, 256)
    return {
        "leaveOneOut": [chain.stationarity(s) for s in left],
        "tvFull10": total_variation(chain.transition, chain.law, 10),
        "tvWithout3After10": total_variation(small, law.reshape(-1), 10),
        "tvWithout3After9": total_variation(small, law.reshape(-1), 9),
        "tvTensor10": float(np.abs(together - chain.law).sum(axis=1).max() / 2),
        "tvOfTheLimits": float(
            np.abs(np.einsum("abcdefg,x->abcxdefg", law, single_law).reshape(-1) - chain.law).sum() / 2
        ),
    }


def main():
    out = {
        "made_with": f"make_published.py, Python {platform.python_version().rsplit('.', 1)[0]}, numpy {np.__version__}",
        "tolerance": 1e-11,
        "curie-weiss-10": describe(curie_weiss(10, 0.1, 1.0)),
        "bernoulli-laplace-10": describe(bernoulli_laplace(10)),
        "curie-weiss-8": experiment_of_eight(),
    }
    path = Path(__file__).with_name("published.json")
    path.write_text(json.dumps(out, indent=1, default=float) + "\n")
    print(f"{path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
