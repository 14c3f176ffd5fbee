"""Reference values of the estimators by nearest neighbors, by all pairs with SciPy's digamma.

Run: python make_neighbors.py   (numpy, scipy; prints the table in __test__/information/continuous.test.ts)
"""
import numpy as np
from scipy.special import digamma as psi, gammaln
from scipy.stats import norm, rankdata


def numbers(seed, n):
    out, s = [], seed
    for _ in range(n):
        s = (s * 1103515245 + 12345) % 2**31
        out.append(s / 2**31)
    return np.array(out)


n, k = 60, 3
x, u, z = numbers(1, n), numbers(2, n), numbers(3, n)
y = x + 0.25 * u
labels = np.floor(3 * z)


def gaps(*columns):
    return np.max([np.abs(c[:, None] - c[None, :]) for c in columns], axis=0)


def others(d):
    d = d.copy()
    np.fill_diagonal(d, np.inf)
    return d


def kth(d):
    return np.sort(others(d), axis=1)[:, k - 1]


def near(d, r, strict=True):
    d = others(d)
    return np.sum(d < r[:, None] if strict else d <= r[:, None], axis=1)


def kl(d, ln_ball, dims):
    return psi(n) - psi(k) + ln_ball + dims * np.mean(np.log(kth(d)))


def ksg1(a, b):
    r = kth(gaps(a, b))
    return psi(k) + psi(n) - np.mean(psi(near(gaps(a), r) + 1) + psi(near(gaps(b), r) + 1))


def ksg2(a, b):
    order = np.argsort(others(gaps(a, b)), axis=1, kind="stable")[:, :k]
    ra = np.max(np.abs(a[order] - a[:, None]), axis=1)
    rb = np.max(np.abs(b[order] - b[:, None]), axis=1)
    return psi(k) - 1 / k + psi(n) - np.mean(psi(near(gaps(a), ra, False)) + psi(near(gaps(b), rb, False)))


def frenzel_pompe(a, b, c):
    r = kth(gaps(a, b, c))
    return psi(k) + np.mean(psi(near(gaps(c), r) + 1) - psi(near(gaps(a, c), r) + 1) - psi(near(gaps(b, c), r) + 1))


def mesner_shalizi(a, b):
    r = kth(gaps(a, b))
    kk = near(gaps(a, b), r, False)
    return np.mean(psi(kk) + psi(n) - psi(near(gaps(a), r, False)) - psi(near(gaps(b), r, False)))


def mixed_ksg(a, b):
    r = kth(gaps(a, b))
    total = 0
    for i in range(n):
        count = lambda d: np.sum(d[i] == 0) if r[i] == 0 else np.sum(d[i] < r[i])
        kk = count(gaps(a, b)) if r[i] == 0 else k
        total += psi(kk) + np.log(n) - psi(count(gaps(a))) - psi(count(gaps(b)))
    return total / n


def ross(c, a):
    total = 0
    for i in range(n):
        same = np.flatnonzero((c == c[i]) & (np.arange(n) != i))
        own = min(k, len(same))
        r = np.sort(np.abs(a[same] - a[i]))[own - 1]
        total += psi(own) - psi(len(same) + 1) - psi(np.sum(np.abs(a - a[i]) < r))
    return psi(n) + total / n


def bias(m):
    return 0.5 * sum(psi((n - i) / 2) for i in range(1, m + 1)) + m / 2 * np.log(2 / (n - 1))


def gaussian(a, b, corrected=True):
    rho = np.corrcoef(a, b)[0, 1]
    return -0.5 * np.log1p(-rho * rho) - (2 * bias(1) - bias(2) if corrected else 0)


score = lambda a: norm.ppf(rankdata(a) / (n + 1))
euclidean = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
print("klMaximum:", kl(gaps(x, y), 2 * np.log(2), 2))
print("klEuclidean:", kl(euclidean, np.log(np.pi), 2))
print("klLine:", kl(gaps(x), np.log(2), 1))
q = 2
zeta = (n - 1) * np.exp((gammaln(k) - gammaln(k + 1 - q)) / (1 - q)) * 2 * kth(gaps(x))
print("renyi2:", np.log(np.mean(zeta ** (1 - q))) / (1 - q))
for name, value in [
    ("ksg1", ksg1(x, y)), ("ksg2", ksg2(x, y)), ("frenzelPompe", frenzel_pompe(x, y, z)),
    ("mesnerShalizi", mesner_shalizi(x, y)), ("mixedKsg", mixed_ksg(x, labels)), ("ross", ross(labels, x)),
    ("gaussian", gaussian(x, y)), ("gaussianPlain", gaussian(x, y, False)),
    ("gaussianCopula", gaussian(score(x), score(y))),
]:
    print(f"{name}:", value)
order = np.argsort(x)
r = rankdata(y)[order]
print("xi:", 1 - 3 * np.sum(np.abs(np.diff(r))) / (n * n - 1))
A, B = gaps(x), gaps(y)
J = np.eye(n) - 1 / n
center = lambda m: J @ m @ J
cov = lambda a, b: np.mean(center(a) * center(b))
print("distanceCorrelation:", np.sqrt(cov(A, B) / np.sqrt(cov(A, A) * cov(B, B))))
med = lambda m: np.median(m[np.triu_indices(n, 1)])
K, L = np.exp(-A**2 / (2 * med(A) ** 2)), np.exp(-B**2 / (2 * med(B) ** 2))
print("hsic:", cov(K, L))
