# SPDX-License-Identifier: Apache-2.0
"""Times graph measures of NetworKit and igraph on the graphs it is given, on one thread.

usage: topology.py LARGE.arcs SMALL.arcs REPEATS

A file of arcs is int32 little-endian: hosts, arcs, then all sources, then all targets. Prints
`name seconds seconds …`, CPU seconds of each repeat, per measure.
"""

import sys
import time

import igraph
import networkit
import numpy as np

REPEATS = int(sys.argv[3])


def arcs(path):
    data = np.fromfile(path, dtype="<i4")
    n, m = int(data[0]), int(data[1])
    return n, data[2:2 + m].astype(np.uint64), data[2 + m:2 + 2 * m].astype(np.uint64)


def timed(name, work, repeats=REPEATS):
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    print(name, *(f"{s:.4f}" for s in seconds), flush=True)


def main():
    networkit.setNumberOfThreads(1)
    n, sources, targets = arcs(sys.argv[1])

    def build():
        return networkit.GraphFromCoo((sources, targets), n=n, directed=True)

    timed("build", build)
    graph = build()
    timed("pagerank", lambda: networkit.centrality.PageRank(graph, damp=0.85, tol=1e-10).run())
    timed("scc", lambda: networkit.components.StronglyConnectedComponents(graph).run())
    undirected = networkit.graphtools.toUndirected(graph)
    undirected.removeMultiEdges()
    undirected.removeSelfLoops()
    timed("cores", lambda: networkit.centrality.CoreDecomposition(undirected).run())
    pairs = np.stack([sources, targets], axis=1).astype(np.int64)
    large = igraph.Graph(n=n, edges=pairs, directed=True)
    timed("clustering", lambda: large.transitivity_local_undirected(mode="zero"))
    chosen = list(range(0, n, n // 256))[:256]
    timed("betweenness_256", lambda: large.betweenness(sources=chosen), 1)
    n, sources, targets = arcs(sys.argv[2])
    small = igraph.Graph(
        n=n, edges=np.stack([sources, targets], axis=1).astype(np.int64), directed=True)
    timed("betweenness", lambda: small.betweenness(), min(REPEATS, 3))


main()
