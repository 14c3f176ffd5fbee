"""Chains of the reference vectors: explicit transition matrices, row by row."""

from itertools import product
from math import comb

import numpy as np
from mpmath import exp, mpf

from definitions import ONE, ZERO, Chain


def random_rows(generator, n, concentration=1.0, density=1.0):
    """A dense double matrix with random rows that sum to 1 to the last bit or two."""
    rows = generator.gamma(concentration, size=(n, n))
    if density < 1.0:
        keep = generator.random((n, n)) < density
        keep[np.arange(n), (np.arange(n) + 1) % n] = True  # A cycle keeps the chain irreducible.
        rows = rows * keep
    return (rows / rows.sum(axis=1, keepdims=True)).tolist()


def tensor_power(factors):
    """The transition matrix of independent coordinates."""
    out = [[ONE]]
    for factor in factors:
        out = [
            [p * mpf(q) for p in row for q in other] for row in out for other in factor
        ]
    return out


def with_product_law(generator, marginals):
    """A dense chain whose stationary law is the product of the marginals (R. Sinkhorn, 1964)."""
    law = np.ones(1)
    for marginal in marginals:
        law = np.outer(law, marginal).ravel()
    flow = generator.gamma(0.5, size=(len(law), len(law))) + 1e-3
    for _ in range(20000):
        flow *= (law / flow.sum(axis=1))[:, None]
        flow *= (law / flow.sum(axis=0))[None, :]
        if np.abs(flow.sum(axis=1) - law).max() < 1e-17:
            break
    rows = flow / flow.sum(axis=1, keepdims=True)
    return rows.tolist(), law.tolist()


def couplings(kind, d):
    """The matrix J of the energy -sum_{i,j} J_ij x_i x_j - h sum_i x_i, both sums over all indices."""
    if kind == "decaying":
        return [[mpf(2) ** -abs(i - j) for j in range(d)] for i in range(d)]
    if kind == "mean-field":
        return [[ONE for _ in range(d)] for _ in range(d)]
    return [[mpf(kind[i * d + j]) for j in range(d)] for i in range(d)]


def curie_weiss(spins, inverse_temperature, field, kind, dynamics):
    """Random-scan single-flip dynamics of the Curie-Weiss model; digit 0 is spin -1, digit 1 is spin +1."""
    beta, h, strength = mpf(inverse_temperature), mpf(field), couplings(kind, spins)
    states = list(product(range(2), repeat=spins))

    def energy(state):
        x = [2 * digit - 1 for digit in state]
        pairs = sum(strength[i][j] * x[i] * x[j] for i in range(spins) for j in range(spins))
        return -pairs - h * sum(x)

    energies = {state: energy(state) for state in states}
    rows = []
    for state in states:
        row = {other: ZERO for other in states}
        stay = ONE
        for i in range(spins):
            flipped = state[:i] + (1 - state[i],) + state[i + 1 :]
            rise = energies[flipped] - energies[state]
            accept = exp(-beta * max(rise, ZERO)) if dynamics == "metropolis" else ONE / (ONE + exp(beta * rise))
            row[flipped] = accept / spins
            stay -= accept / spins
        row[state] = stay if stay > 1e-30 else ZERO  # A state that accepts every flip never stays.
        rows.append([row[other] for other in states])
    weights = [exp(-beta * energies[state]) for state in states]
    total = sum(weights)
    return Chain([2] * spins, rows, [w / total for w in weights])


def bernoulli_laplace(colors, urn, swaps):
    """Two urns, `urn` balls in the left one; a step exchanges `swaps` balls drawn without replacement from each.

    The state is the number of balls of every colour but the last in the left urn (K. Khare, H. Zhou, 2009,
    "Rates of convergence of some multivariate Markov chains with polynomial eigenfunctions", section 4.2).
    """
    total, last = sum(colors), colors[-1]
    right_size = total - urn
    assert sum(colors[:-1]) <= urn <= last and swaps <= min(urn, right_size)
    sizes = [c + 1 for c in colors[:-1]]
    states = list(product(*(range(r) for r in sizes)))
    place = {state: k for k, state in enumerate(states)}

    def draws(counts):
        """Multivariate hypergeometric: every way to draw `swaps` balls, with its number of ways."""
        for drawn in product(*(range(min(c, swaps) + 1) for c in counts)):
            if sum(drawn) == swaps:
                ways = 1
                for c, k in zip(counts, drawn):
                    ways *= comb(c, k)
                yield drawn, ways

    rows = []
    for state in states:
        left = (*state, urn - sum(state))
        right = tuple(c - k for c, k in zip(colors, left))
        row = [ZERO] * len(states)
        for taken, taken_ways in draws(left):
            for put, put_ways in draws(right):
                after = tuple(k - a + b for k, a, b in zip(left, taken, put))[:-1]
                row[place[after]] += mpf(taken_ways * put_ways)
        ways = mpf(comb(urn, swaps) * comb(right_size, swaps))
        rows.append([p / ways for p in row])
    law = []
    for state in states:
        ways = comb(last, urn - sum(state))
        for c, k in zip(colors, state):
            ways *= comb(c, k)
        law.append(mpf(ways) / comb(total, urn))
    return Chain(sizes, rows, law)


def swap_with_noise(noise):
    """Three bits: bit 0 is fresh noise, bits 1 and 2 change places, each copied wrongly with probability `noise`.

    No single bit tells anything about its own next value, the pair {1, 2} does: greedy for the largest
    distance to stationarity sees nothing to gain.
    """
    states = list(product(range(2), repeat=3))
    right, wrong = 1.0 - noise, noise
    return [
        [0.5 * (right if y[1] == x[2] else wrong) * (right if y[2] == x[1] else wrong) for y in states]
        for x in states
    ]


def against_submodularity(generator, tries=4000):
    """Three bits on which S -> H(P^(S)) is far from submodular: the worst of many random sparse chains."""
    worst, worst_rows = 1.0, None
    axes = {1: (1, 2, 4, 5), 3: (2, 5), 5: (1, 4), 7: ()}
    for _ in range(tries):
        rows = generator.gamma(0.15, size=(8, 8)) + 1e-3
        rows /= rows.sum(axis=1, keepdims=True)
        law = np.full(8, 1 / 8)
        for _ in range(500):
            law = law @ rows
        joint = (law[:, None] * rows).reshape([2] * 6)
        rate = {}
        for mask, dropped in axes.items():
            pair = joint.sum(axis=dropped)
            half = pair.ndim // 2
            state = pair.sum(axis=tuple(range(half, 2 * half)))
            rate[mask] = -(pair * np.log(pair)).sum() + (state * np.log(state)).sum()
        slack = rate[3] - rate[1] - rate[7] + rate[5]
        if slack < worst:
            worst, worst_rows = slack, rows
    return worst_rows.tolist()
