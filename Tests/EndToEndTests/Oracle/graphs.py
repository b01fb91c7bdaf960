# SPDX-License-Identifier: Apache-2.0
"""Reads every graph format with somebody else's reader and prints what it found.

usage: graphs.py FOLDER LINKS.csv

FOLDER holds graph.dot, graph.graphml, graph.gexf, graph.cytoscape, graph.opengraph; LINKS.csv is
what `sidestep edges` prints of the same input. Prints a line for each disagreement, then the
counts. Needs networkx, pydot, bhopengraph.
"""

import csv
import json
import sys
import warnings
from collections import Counter

import networkx as nx
from bhopengraph.OpenGraph import OpenGraph

warnings.filterwarnings("ignore")


def service(protocol, port):
    return f"{protocol}/{port}" if protocol in ("tcp", "udp", "dccp", "sctp", "udplite") else protocol


def links(graph):
    found = Counter()
    for s, t, data in graph.edges(data=True):
        found[s, t, data["service"], int(data["flows"]), int(data["failed_flows"]),
              int(data["bytes_out"]), int(data["bytes_in"]), data["first_seen"],
              data["last_seen"]] += 1
    return found


def unquoted(text):
    if isinstance(text, str) and text.startswith('"') and text.endswith('"'):
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return text


def main():
    folder, edges = sys.argv[1:3]
    expected = Counter()
    hosts = set()
    for r in csv.DictReader(open(edges, newline="")):
        hosts |= {r["src"], r["dst"]}
        expected[r["src"], r["dst"], service(r["protocol"], r["dst_port"]), int(r["flows"]),
                 int(r["failed_flows"]), int(r["bytes_out"]), int(r["bytes_in"]),
                 r["first_seen"], r["last_seen"]] += 1
    graphs = {
        "graphml": nx.read_graphml(f"{folder}/graph.graphml", force_multigraph=True),
        "gexf": nx.read_gexf(f"{folder}/graph.gexf"),
        "cytoscape": nx.cytoscape_graph(json.load(open(f"{folder}/graph.cytoscape"))),
    }
    dot = nx.MultiDiGraph()
    read = nx.nx_pydot.read_dot(f"{folder}/graph.dot")
    for name, data in read.nodes(data=True):
        dot.add_node(unquoted(name), **{k: unquoted(v) for k, v in data.items()})
    for s, t, data in read.edges(data=True):
        dot.add_edge(unquoted(s), unquoted(t), **{k: unquoted(v) for k, v in data.items()})
    graphs["dot"] = dot
    bad = 0
    for name, graph in graphs.items():
        if not graph.is_directed() or set(graph.nodes) != hosts:
            print(f"{name}: hosts differ: {sorted(set(graph.nodes) ^ hosts)[:4]}")
            bad += 1
        if links(graph) != expected:
            print(f"{name}: links differ: {list((links(graph) - expected).items())[:2]}, "
                  f"{list((expected - links(graph)).items())[:2]}")
            bad += 1
        for attribute in ("role", "zone", "name"):
            told = {n: str(d.get(attribute) or "") for n, d in graph.nodes(data=True)}
            known = {n: str(d.get(attribute) or "")
                     for n, d in graphs["graphml"].nodes(data=True)}
            if name == "gexf" and told != known or (
                    name == "dot" and attribute != "name" and told != known):
                print(f"{name}: {attribute} differs")
                bad += 1
    hound = OpenGraph()
    hound.import_from_file(f"{folder}/graph.opengraph")
    valid, problems = hound.validate_graph()
    if not valid:
        print(f"opengraph: {problems[:3]}")
        bad += 1
    if hound.get_node_count() != len(hosts):
        print(f"opengraph: {hound.get_node_count()} hosts of {len(hosts)}")
        bad += 1
    raw = json.load(open(f"{folder}/graph.opengraph"))["graph"]["edges"]
    pairs, services = Counter(), {}
    for k, n in expected.items():
        pairs[k[:2]] += k[3]
        services.setdefault(k[:2], set()).add(k[2])
    found = Counter({(e["start"]["value"], e["end"]["value"]): e["properties"]["flows"]
                     for e in raw})
    told = {(e["start"]["value"], e["end"]["value"]): set(e["properties"]["services"].split())
            for e in raw}
    if found != pairs or told != services or hound.get_edge_count() != len(pairs):
        print("opengraph: links differ")
        bad += 1
    names = sorted({str(d.get("name") or "") for _, d in graphs["graphml"].nodes(data=True)})
    print(json.dumps(names, ensure_ascii=True))
    print(f"{len(hosts)} hosts, {sum(expected.values())} links, {bad} disagreements")


main()
