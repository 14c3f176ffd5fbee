"""Selection over tables of values: every subset's value is known, the algorithms are written as published.

Sets are bit masks. A function is a list indexed by mask. Ties go to the lowest index; candidates closer than
`TIE` count as tied, and every path that other choices among tied candidates would open is followed, to say
whether the values along the path are the same whichever is taken.
"""

from mpmath import mpf

NOISE = mpf(10) ** -30
TIE = mpf(10) ** -11
SAME = mpf(10) ** -12
ONE_APART = mpf(1)


def members(mask):
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def greedy(f, ground, steps):
    """Adds the element with the largest gain, `steps` times, whatever its sign."""
    order, mask = [], 0
    for _ in range(steps):
        _, e = best(((f[mask | 1 << e] - f[mask]), e) for e in ground if not mask >> e & 1)
        order.append(e)
        mask |= 1 << e
    values = [f[sum(1 << e for e in order[: k + 1])] for k in range(steps)]
    return {"order": order, "values": values, "unique": same_for_all_ties(f, ground, values)}


def best(scored):
    """The largest score, ties to the lowest index."""
    top = None
    for score, e in sorted(scored, key=lambda pair: pair[1]):
        if top is None or score > top[0] + NOISE:
            top = (score, e)
    return top


def same_for_all_ties(f, ground, values):
    frontier = {0}
    for value in values:
        grown = set()
        for mask in frontier:
            options = [(f[mask | 1 << e] - f[mask], e) for e in ground if not mask >> e & 1]
            top = max(gain for gain, _ in options)
            grown |= {mask | 1 << e for gain, e in options if gain > top - TIE}
        if any(abs(f[mask] - value) > SAME for mask in grown):
            return False
        frontier = grown
    return True


def batch_greedy(f, ground, batches):
    """Adds the q elements with the largest single gains at once, for each q in `batches`."""
    mask, order, margin = 0, [], None
    for q in batches:
        scored = [(f[mask | 1 << e] - f[mask], e) for e in ground if not mask >> e & 1]
        chosen = []
        for _ in range(q):
            chosen.append(best(scored))
            scored = [pair for pair in scored if pair[1] != chosen[-1][1]]
        near = [abs(gain - other) for gain, _ in chosen for other, _ in scored] or [ONE_APART]
        margin = min(near) if margin is None else min(margin, *near)
        for _, e in chosen:
            order.append(e)
            mask |= 1 << e
    return {"order": order, "value": f[mask], "margin": margin}


def last_costs(f, ground):
    """c_e = f(V - e) - f(V)."""
    full = sum(1 << e for e in ground)
    return {e: f[full ^ 1 << e] - f[full] for e in ground}


def distorted_greedy(f, ground, size, clipped, forced=False, costs=None):
    """C. Harshaw, M. Feldman, J. Ward, A. Karbasi (2019), "Submodular maximization beyond non-negativity"."""
    costs = costs or last_costs(f, ground)
    if clipped:
        costs = {e: max(c, mpf(0)) for e, c in costs.items()}
    mask, order = 0, []
    margin = None
    for i in range(size):
        factor = (1 - mpf(1) / size) ** (size - 1 - i)
        scored = []
        for e in ground:
            if not mask >> e & 1:
                smooth = f[mask | 1 << e] - f[mask] + costs[e]
                scored.append((factor * smooth - costs[e], e))
        if not scored:
            break
        score, e = best(scored)
        near = [abs(score - other) for other, o in scored if o != e]
        near.append(abs(score))
        margin = min(near) if margin is None else min(margin, *near)
        if forced or score > NOISE:
            order.append(e)
            mask |= 1 << e
    return {"order": order, "value": f[mask], "margin": margin}


def optimum(f, ground, size, sense):
    """The best set of exactly `size` elements, lowest mask first in lexicographic order of members."""
    full = [m for m in range(len(f)) if f[m] is not None and bin(m).count("1") == size]
    full = [m for m in full if all(i in ground for i in members(m))]
    sign = 1 if sense == "maximize" else -1
    top = max(sign * f[m] for m in full)
    tied = sorted(members(m) for m in full if sign * f[m] > top - TIE)
    return {"value": sign * top, "sets": tied}


def partitions(d, blocks):
    """Every partition of range(d) into exactly `blocks` non-empty blocks."""

    def place(i, current):
        if i == d:
            if len(current) == blocks:
                yield [list(block) for block in current]
            return
        for block in current:
            block.append(i)
            yield from place(i + 1, current)
            block.pop()
        if len(current) < blocks:
            current.append([i])
            yield from place(i + 1, current)
            current.pop()

    yield from place(0, [])
