# SPDX-License-Identifier: Apache-2.0
"""Times detectors of scikit-learn on the rows it is given, on one thread.

usage: detectors.py ROWS REPEATS

A file of rows is int32 little-endian: rows, columns; then float32, row by row. Prints
`name seconds seconds …`, CPU seconds of each repeat, and `gmm_log_likelihood value`, the mean over
rows, to be compared.
"""

import sys
import time
import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.ensemble import IsolationForest
from sklearn.mixture import GaussianMixture

REPEATS = int(sys.argv[2])


def timed(name, work, repeats=REPEATS):
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    print(name, *(f"{s:.4f}" for s in seconds), flush=True)


def main():
    warnings.filterwarnings("ignore")
    with open(sys.argv[1], "rb") as file:
        n, columns = np.fromfile(file, dtype="<i4", count=2)
        rows = np.fromfile(file, dtype="<f4").reshape(n, columns)
    forest = IsolationForest(n_estimators=100, max_samples=256, random_state=1).fit(rows[:10_000])
    timed("forest", lambda: forest.score_samples(rows))

    def kmeans():
        KMeans(8, init="k-means++", n_init=1, max_iter=30, tol=0, random_state=1).fit(rows)

    timed("kmeans", kmeans)
    wide = rows.astype(np.float64)
    result = {}

    def mixture():
        result["gmm"] = GaussianMixture(
            4, covariance_type="full", init_params="k-means++", max_iter=30, tol=0,
            reg_covar=1e-3, random_state=1).fit(wide)

    timed("gmm", mixture, 1)
    print("gmm_log_likelihood", f"{result['gmm'].score(wide[:100_000]):.4f}")


main()
