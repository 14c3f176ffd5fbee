"""Greedy selection of Curie-Weiss coordinates in NumPy: the strongest forms known to us, one thread.

sparse  The pair law as a list of entries x, y, q. A candidate's table is one `np.bincount` over the class of
        (x_S, y_S) of each entry, kept from step to step and renumbered once the tables would outgrow the entries.
        Fields are bytes and codes are written into one buffer, so that a step reads 17 bytes an entry and
        candidate and allocates nothing of that length.
dense   The n x n pair law as a tensor of 2d axes, marginalised by summing over axes.
last    One candidate dropped from everything: entries sorted by what is left, summed by `np.add.reduceat`.

Prints one JSON document: values, times in seconds, peak memory in bytes.
"""

import argparse
import json
import resource
import sys
from time import perf_counter, process_time

import numpy as np


def curie_weiss(d, beta=0.1, field=1.0):
    """Law of the states and the entries of the pair law of single-flip Metropolis dynamics."""
    states = np.arange(1 << d, dtype=np.int64)
    spins = [((states >> (d - 1 - i)) & 1) * 2.0 - 1.0 for i in range(d)]
    energy = np.zeros(len(states))
    for i in range(d):
        local = sum(2.0 ** -abs(i - j) * spins[j] for j in range(d))
        energy -= spins[i] * (local + field)
    law = np.exp(-beta * (energy - energy.min()))
    law /= law.sum()
    x, y, q = [states], [states], [law.copy()]
    for i in range(d):
        other = states ^ (1 << (d - 1 - i))
        flow = np.minimum(law, law[other]) / d
        q[0] -= flow
        x.append(states)
        y.append(other)
        q.append(flow)
    q[0] = np.maximum(q[0], 0.0)
    return law, np.concatenate(x), np.concatenate(y), np.concatenate(q)


def entropy(table):
    table = table[table > 0]
    return -float(table @ np.log(table))


class Growing:
    """Entropies of one growing subset: classes of the entries and the table of every candidate.

    While there are few classes, neighbouring entries count into four tables: additions to one cell would wait
    for one another.
    """

    def __init__(self, weights, fields, radix):
        self.weights, self.fields, self.radix = weights, fields, radix
        self.lanes, self.classes = 4, 1
        self.base = np.arange(len(weights), dtype=np.int64) % self.lanes * radix
        self.codes = np.empty_like(self.base)

    def entropy_with(self, e):
        np.add(self.base, self.fields[e], out=self.codes)
        cells = self.classes * self.radix
        table = np.bincount(self.codes, weights=self.weights, minlength=self.lanes * cells)
        return entropy(table.reshape(self.lanes, cells).sum(axis=0) if self.lanes > 1 else table)

    def commit(self, e):
        self.base += self.fields[e]
        self.classes *= self.radix
        if self.lanes > 1 and self.classes >= 256:
            self.base %= self.classes
            self.lanes = 1
        if self.classes * self.radix > len(self.base):
            occupied = np.bincount(self.base, minlength=self.classes) > 0
            names = np.cumsum(occupied) - 1
            self.base = names[self.base]
            self.classes = int(names[-1]) + 1
        self.base *= self.radix


class Sparse:
    def __init__(self, d, law, x, y, q):
        self.d, self.law, self.x, self.y, self.q = d, law, x, y, q

    def start(self):
        d = self.d
        states = np.arange(1 << d)
        digit = [((states >> (d - 1 - i)) & 1).astype(np.uint8) for i in range(d)]
        pairs = [(2 * digit[i][self.x] + digit[i][self.y]).astype(np.uint8) for i in range(d)]
        return Growing(self.q, pairs, 4), Growing(self.law, digit, 2)

    def greedy(self, size, timings):
        begin = perf_counter()
        pair, state = self.start()
        timings["prepare"] = perf_counter() - begin
        left, chosen, values, steps = list(range(self.d)), [], [], []
        for _ in range(size):
            begin = perf_counter()
            rates = [pair.entropy_with(e) - state.entropy_with(e) for e in left]
            scored = perf_counter()
            best = first_best(rates)
            values.append(rates[best])
            chosen.append(left.pop(best))
            if len(chosen) < size:
                pair.commit(chosen[-1])
                state.commit(chosen[-1])
            steps.append([scored - begin, perf_counter() - scored])
        timings["steps"] = steps
        return chosen, values

    def last(self):
        """H(P^(-e)) for every e."""
        d, out = self.d, []
        states = np.arange(1 << d)
        for e in range(d):
            below = d - 1 - e
            kept = ((states >> (below + 1)) << below) | (states & ((1 << below) - 1))
            key = (kept[self.x] << (d - 1)) | kept[self.y]
            order = np.argsort(key, kind="stable")
            key = key[order]
            starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
            law = self.law.reshape(1 << e, 2, 1 << below).sum(axis=1)
            out.append(entropy(np.add.reduceat(self.q[order], starts)) - entropy(law.ravel()))
        return out

    def full(self):
        return entropy(self.q) - entropy(self.law)

    def single(self):
        pair, state = self.start()
        return [pair.entropy_with(e) - state.entropy_with(e) for e in range(self.d)]

    def factorizability(self):
        """D(P || P^(e) (x) P^(-e)) for every e."""
        whole = self.full()
        return [one + rest - whole for one, rest in zip(self.single(), self.last())]


class Dense:
    def __init__(self, d, law, x, y, q):
        self.d = d
        table = np.zeros((1 << d, 1 << d))
        np.add.at(table, (x, y), q)
        self.pairs, self.states = table.reshape([2] * (2 * d)), law.reshape([2] * d)

    def rate(self, kept):
        dropped = tuple(i for i in range(self.d) if i not in kept)
        pair = self.pairs.sum(axis=dropped + tuple(self.d + i for i in dropped))
        return entropy(pair.ravel()) - entropy(self.states.sum(axis=dropped).ravel())

    def greedy(self, size, timings):
        left, chosen, values, steps = list(range(self.d)), [], [], []
        for _ in range(size):
            begin = perf_counter()
            rates = [self.rate({*chosen, e}) for e in left]
            best = first_best(rates)
            values.append(rates[best])
            chosen.append(left.pop(best))
            steps.append([perf_counter() - begin, 0.0])
        timings["steps"] = steps
        return chosen, values

    def last(self):
        return [self.rate(set(range(self.d)) - {e}) for e in range(self.d)]


def first_best(rates):
    top = max(rates)
    return next(k for k, rate in enumerate(rates) if rate > top - 1e-12)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--spins", type=int, required=True)
    parser.add_argument("--form", choices=["sparse", "dense"], default="sparse")
    parser.add_argument("--task", choices=["greedy", "last", "factorizability"], default="greedy")
    parser.add_argument("--size", type=int)
    parser.add_argument("--repeats", type=int, default=1)
    given = parser.parse_args()
    law, x, y, q = curie_weiss(given.spins)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    solver = (Sparse if given.form == "sparse" else Dense)(given.spins, law, x, y, q)
    out = {"entries": len(q), "numpy": np.__version__, "python": sys.version.split()[0], "seconds": None}
    for _ in range(given.repeats):
        timings = {}
        begin, started = perf_counter(), process_time()
        if given.task == "greedy":
            out["order"], out["values"] = solver.greedy(given.size or given.spins, timings)
        else:
            out["values"] = getattr(solver, given.task)()
        seconds, cpu = perf_counter() - begin, process_time() - started
        out["cpu"] = min(cpu, out.get("cpu", cpu))
        if out["seconds"] is None or seconds < out["seconds"]:
            out |= {"seconds": seconds, **timings}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    out["peakBytes"] = peak * 1024
    out["addedBytes"] = (peak - before) * 1024
    print(json.dumps(out))


if __name__ == "__main__":
    main()
