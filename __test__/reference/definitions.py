"""Information quantities of a multivariate Markov chain, straight from their definitions.

Everything is written out: the transition matrix, the projected matrices P^(S), tensor products indexed by
coordinates, and Kullback-Leibler sums over explicit matrices. No identity between entropies is used, so
these numbers check code that does use them. Arithmetic is mpmath with 40 digits. Cost O(n^2) logarithms a
quantity: for chains of a few dozen states.

Definitions: Z. Lai, M. C. H. Choi (2025), "Information-theoretic subset selection of multivariate Markov
chains via submodular optimization"; M. C. H. Choi, Y. Wang, G. Wolfer (2024), "Geometry and factorization of
multivariate Markov chains".
"""

from functools import cached_property
from itertools import product

from mpmath import inf, log, lu_solve, matrix, mp, mpf

mp.dps = 40
ZERO, ONE = mpf(0), mpf(1)


def stationary_law(transition):
    """The law pi with pi P = pi, by a linear solve in which the last equation says that pi sums to 1."""
    n = len(transition)
    system, right = matrix(n, n), matrix(n, 1)
    for x in range(n):
        for y in range(n):
            system[y, x] = transition[x][y] - (ONE if x == y else ZERO)
    for x in range(n):
        system[n - 1, x] = ONE
    right[n - 1] = ONE
    solution = lu_solve(system, right)
    return [solution[x] for x in range(n)]


class Chain:
    """A transition matrix on a product space (coordinate 0 is the slowest digit) with a reference law."""

    def __init__(self, sizes, transition, reference=None):
        self.sizes = list(sizes)
        self.states = list(product(*(range(r) for r in self.sizes)))
        self.transition = [[mpf(p) for p in row] for row in transition]
        given = reference is not None
        self.reference = [mpf(p) for p in reference] if given else stationary_law(self.transition)
        assert len(self.states) == len(self.transition) == len(self.reference)

    @property
    def dimension(self):
        return len(self.sizes)

    @cached_property
    def next_law(self):
        """The law of the next state, (reference) P."""
        n = len(self.states)
        return [sum(self.reference[x] * self.transition[x][y] for x in range(n)) for y in range(n)]

    def project(self, kept):
        """P^(S): the conditional law of Y_S given X_S; a row of weight 0 stays zero."""
        kept = sorted(kept)
        sizes = [self.sizes[i] for i in kept]
        place = {state: k for k, state in enumerate(product(*(range(r) for r in sizes)))}
        where = [place[tuple(state[i] for i in kept)] for state in self.states]
        weight = [ZERO] * len(place)
        joint = [[ZERO] * len(place) for _ in place]
        for x, row in enumerate(self.transition):
            weight[where[x]] += self.reference[x]
            for y, p in enumerate(row):
                joint[where[x]][where[y]] += self.reference[x] * p
        rows = [[q / w if w else ZERO for q in row] for row, w in zip(joint, weight)]
        return Chain(sizes, rows, weight)

    def entropy_rate(self):
        """- sum pi(x) P(x,y) ln P(x,y)."""
        return -sum(
            (w * p * log(p) for w, row in zip(self.reference, self.transition) for p in row if w and p), ZERO
        )

    def divergence(self, other):
        """The rate sum_x pi(x) sum_y P(x,y) ln(P(x,y) / L(x,y)) for a matrix L on the same states."""
        total = ZERO
        for w, row, model in zip(self.reference, self.transition, other):
            for p, l in zip(row, model):
                if w and p:
                    if not l:
                        return inf
                    total += w * p * log(p / l)
        return total


def tensor(chain, blocks):
    """The tensor product of the projections on the blocks, as a matrix on the states of `chain`."""
    factors = []
    for block in blocks:
        block = sorted(block)
        factor = chain.project(block)
        place = {state: k for k, state in enumerate(factor.states)}
        factors.append((factor, [place[tuple(state[i] for i in block)] for state in chain.states]))
    n = len(chain.states)
    out = [[ONE] * n for _ in range(n)]
    for factor, where in factors:
        for x in range(n):
            row, source = out[x], factor.transition[where[x]]
            for y in range(n):
                row[y] *= source[where[y]]
    return out


def entropy_rate(chain, kept):
    return chain.project(kept).entropy_rate()


def distance_to_factorizability(chain, blocks):
    """D(P || (x)_i P^(S_i)) for blocks that together hold every coordinate."""
    return chain.divergence(tensor(chain, [block for block in blocks if block]))


def distance_to_independence(chain, kept):
    part = chain.project(kept)
    return part.divergence(tensor(part, [[i] for i in range(part.dimension)]))


def distance_to_reference(chain, kept):
    """D(P^(S) || rows pi^(S)): the distance to stationarity read against the reference itself."""
    part = chain.project(kept)
    return part.divergence([part.reference] * len(part.states))


def mutual_information(chain, kept):
    """D(P^(S) || rows (pi P)^(S)) = I(X_S; Y_S): the distance to stationarity read as mutual information."""
    part = chain.project(kept)
    return part.divergence([part.next_law] * len(part.states))


def distance_to_fixed_set(chain, fixed, kept):
    """D(P^(W u S) || P^(W) (x) P^(S)) for S outside W."""
    union = sorted([*fixed, *kept])
    part = chain.project(union)
    blocks = [[union.index(i) for i in fixed], [union.index(i) for i in kept]]
    return part.divergence(tensor(part, [block for block in blocks if block]))
