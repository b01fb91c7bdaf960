# SPDX-License-Identifier: Apache-2.0
"""Computes every feature again, from the hourly edges, and compares column by column.

usage: features.py HOURLY.csv FEATURES.csv WINDOW_HOURS [BASELINE_UNTIL]

HOURLY.csv is what `sidestep edges --per-hour --output-format csv` prints, FEATURES.csv what
`sidestep features --output-format csv` prints of the same input. Definitions are those of
`sidestep features --describe`; nothing here is shared with the tool. Needs networkx.
Prints a line per column that differs, then counts; ends with status 1 if anything differs.
"""

import csv
import ipaddress
import math
import sys
from collections import Counter, defaultdict
from datetime import datetime, timezone

import networkx as nx

INTERNET = "Internet"
CONTROL = {("tcp", p) for p in (22, 23, 135, 139, 445, 3389, 5900, 5985, 5986)}
HOUR = 3_600_000_000


class Row:
    def __init__(self, r):
        self.tick = int(when(r["hour"])) // 3600
        self.s, self.t = r["src"], r["dst"]
        self.service = (r["protocol"], int(r["dst_port"]))
        self.flows, self.failed = int(r["flows"]), int(r["failed_flows"])
        self.bytes_out, self.bytes_in = int(r["bytes_out"]), int(r["bytes_in"])
        self.first, self.last = int(r["first_seen_us"]), int(r["last_seen_us"])
        self.duration = int(r["duration_us"])
        self.buckets = Counter()
        for part in r["duration_buckets"].split():
            bucket, count = part.split(":")
            self.buckets[int(bucket)] += int(count)

    @property
    def inside(self):
        return self.s != INTERNET and self.t != INTERNET

    @property
    def done(self):
        return self.failed < self.flows

    @property
    def edge(self):
        return (self.s, self.t, self.service)


def when(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def subnet(address):
    ip = ipaddress.ip_address(address)
    return ipaddress.ip_network((address, 24 if ip.version == 4 else 64), strict=False)


def windows(rows, hours, anchor):
    """Starts of windows, in hours, by row."""
    first = min(r.first for r in rows) // HOUR
    last = max(r.last for r in rows)
    if anchor is None and last < (first + hours) * HOUR:
        return {first: rows}
    offset = anchor or 0
    parts = defaultdict(list)
    for r in rows:
        parts[(r.tick - offset) // hours * hours + offset].append(r)
    return parts


def cell(e):
    protocol, port = e.service
    return (subnet(e.s), subnet(e.t), protocol, min(port, 49152))


class Merged:
    """All rows of one edge in a window."""

    def __init__(self, rows):
        self.edge = rows[0].edge
        self.s, self.t, self.service = self.edge
        self.flows = sum(r.flows for r in rows)
        self.failed = sum(r.failed for r in rows)
        self.done = self.failed < self.flows
        self.inside = rows[0].inside
        self.first = min(r.first for r in rows)
        self.rows = rows


class Past:
    def __init__(self):
        self.windows = 0
        self.edges = Counter()          # edge -> windows
        self.completed = set()
        self.pairs = set()
        self.targets = set()
        self.uses, self.offers = set(), set()
        self.askers = defaultdict(set)  # (target, service) -> sources
        self.hosts = set()
        self.cells = set()
        self.maxima = {}
        self.ports = []                 # per window: service -> (hosts, component)

    def fold(self, merged, features):
        self.windows += 1
        for e in merged:
            self.edges[e.edge] += 1
            self.pairs.add((e.s, e.t))
            self.targets.add(e.t)
            self.askers[(e.t, e.service)].add(e.s)
            if e.done:
                self.completed.add(e.edge)
                self.uses.add((e.s, e.service))
                self.offers.add((e.t, e.service))
            self.hosts |= {h for h in (e.s, e.t) if h != INTERNET}
            if e.inside:
                self.cells.add(cell(e))
        self.ports.append(port_graphs(merged))
        for host, values in features.items():
            own = self.maxima.setdefault(host, {})
            for name, value in values.items():
                if name in LATE and self.windows <= 2:
                    value = 0
                own[name] = max(own.get(name, -math.inf), value)


LATE = {"new_pair_rate", "new_edge_rate", "new_edges", "new_control_edges", "new_client_ports",
        "new_served_ports", "new_failed_edges", "new_single_port_fan_out", "new_ports_per_target",
        "new_targets_for_all"}
GROWTH = ["fan_out", "flows_out", "bytes_to_internet", "control_burst", "new_control_edges",
          "new_failed_edges", "new_single_port_fan_out", "new_ports_per_target"]


def most(counts):
    return max(counts, default=0)


def pagerank(graph):
    n = len(graph)
    if n == 0:
        return {}
    rank = {h: 1 / n for h in graph}
    for _ in range(1000):
        stranded = sum(rank[h] for h in graph if not graph[h])
        new = {h: 0.15 / n + 0.85 * stranded / n for h in graph}
        for h in graph:
            for t in graph[h]:
                new[t] += 0.85 * rank[h] / len(graph[h])
        change = sum(abs(new[h] - rank[h]) for h in graph)
        rank = new
        if change < 1e-13:
            break
    return {h: v * n for h, v in rank.items()}


def betweenness(graph):
    return nx.betweenness_centrality(graph, normalized=True)


def digraph(hosts, pairs):
    graph = nx.DiGraph()
    graph.add_nodes_from(hosts)
    graph.add_edges_from(pairs)
    return graph


def egonet(graph):
    points = {}
    for h in graph:
        near = set(graph[h])
        if near:
            points[h] = (len(near), graph.subgraph(near | {h}).number_of_edges())
    if not points:
        return {h: 0.0 for h in graph}
    xs = [math.log(n) for n, _ in points.values()]
    ys = [math.log(e) for _, e in points.values()]
    mx, my = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    if len(set(n for n, _ in points.values())) == 1:
        b = 0.0
    else:
        b = math.fsum((x - mx) * (y - my) for x, y in zip(xs, ys)) / math.fsum(
            (x - mx) ** 2 for x in xs)
    a = my - b * mx
    result = {h: 0.0 for h in graph}
    for h, (n, e) in points.items():
        usual = math.exp(a) * n ** b
        result[h] = max(e, usual) / min(e, usual) * math.log(abs(e - usual) + 1)
    return result


def port_graphs(merged):
    graphs = defaultdict(nx.Graph)
    for e in merged:
        if e.inside and e.done:
            graphs[e.service].add_edge(e.s, e.t)
    return {service: (len(g), max(len(c) for c in nx.connected_components(g)))
            for service, g in graphs.items()}


def midas(ticks, end):
    """The largest MIDAS-R and MIDAS-F scores of an item with flows by tick, 1...end."""
    a = s = f = score = 0.0
    best_r = best_f = 0.0
    for t in range(1, end + 1):
        a *= 0.5
        x = ticks.get(t, 0)
        a += x
        s += x
        if x and t > 1:
            best_r = max(best_r, (a - s / t) ** 2 * t * t / (s * (t - 1)))
            score = (a + f - a * t) ** 2 / (f * (t - 1)) if f > 0 else 0.0
            best_f = max(best_f, score)
        if score < 1000:
            f += a
        elif t > 1:
            f += f / (t - 1)
    return best_r, best_f


def reach(contacts, hosts):
    """Who can have reached whom, moment by moment."""
    below = {h: set() for h in hosts}
    for time in sorted({c[0] for c in contacts}):
        before = {}
        for _, s, _ in (c for c in contacts_at(contacts, time)):
            before[s] = below[s] | {s}
        for _, s, t in contacts_at(contacts, time):
            below[t] |= before[s]
    return below


def contacts_at(contacts, time):
    return contacts.by_time[time]


class Contacts(list):
    def __init__(self, items):
        super().__init__(items)
        self.by_time = defaultdict(list)
        for item in items:
            self.by_time[item[0]].append(item)


def off_hours(tick):
    moment = datetime.fromtimestamp(tick * 3600, timezone.utc)
    return moment.weekday() >= 5 or moment.hour < 7 or moment.hour >= 19


def median(buckets):
    total = sum(buckets.values())
    seen = 0
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        if 2 * seen >= total:
            return 0.0 if bucket == 0 else 2.0 ** (bucket - 1) * math.sqrt(2) / 1e6
    return 0.0


def compute(rows, past):
    groups = defaultdict(list)
    for r in rows:
        groups[r.edge].append(r)
    merged = [Merged(g) for g in groups.values()]
    hosts = sorted({h for r in rows for h in (r.s, r.t) if h != INTERNET})
    n = len(hosts)
    first_tick = min(r.tick for r in rows)
    last_tick = max(r.tick for r in rows)
    hours = last_tick - first_tick + 1
    inside = {(e.s, e.t) for e in merged if e.inside}
    graph = digraph(hosts, inside)
    undirected = graph.to_undirected()
    rank, between = pagerank(graph), betweenness(graph)
    clustering, cores = nx.clustering(undirected), nx.core_number(undirected)
    ego = egonet(undirected)
    old_pairs = {p for p in past.pairs if INTERNET not in p}
    before = digraph(past.hosts, old_pairs)
    after = digraph(past.hosts | set(hosts), old_pairs | inside)
    rank_before, rank_after = pagerank(before), pagerank(after)
    between_before, between_after = betweenness(before), betweenness(after)

    out, into = defaultdict(list), defaultdict(list)
    for e in merged:
        out[e.s].append(e)
        into[e.t].append(e)
    rows_out, rows_in = defaultdict(list), defaultdict(list)
    for r in rows:
        rows_out[r.s].append(r)
        rows_in[r.t].append(r)

    items = defaultdict(Counter)
    for r in rows:
        t = r.tick - first_tick + 1
        items["pair", r.s, r.t][t] += r.flows
        items["source", r.s][t] += r.flows
        items["target", r.t][t] += r.flows
    burst = {key: midas(ticks, hours) for key, ticks in items.items()}
    by_pair = defaultdict(list)
    for key in items:
        if key[0] == "pair":
            by_pair[key[1]].append(burst[key])

    control = [r for r in rows if r.inside and r.done and r.service in CONTROL]
    contacts = Contacts([(t, r.s, r.t) for r in control for t in {r.first, r.last}])
    above = reach(contacts, hosts)
    downstream = Counter(s for h in hosts for s in above[h] if s != h)

    moves = sorted((e.first, e.s, e.t) for e in merged if e.inside and e.done
                   and e.service in CONTROL and e.edge not in past.completed)
    depth = Counter()
    place = 0
    while place < len(moves):
        end = place
        while end < len(moves) and moves[end][0] == moves[place][0]:
            end += 1
        for t, d in [(m[2], depth[m[1]] + 1) for m in moves[place:end]]:
            depth[t] = max(depth[t], d)
        place = end

    ports = port_graphs(merged)
    mean_of = {}
    for service in ports:
        zs = []
        for k in (0, 1):
            values = [w.get(service, (0, 0))[k] for w in past.ports]
            if len(values) < 2:
                zs.append(0.0)
                continue
            mean = sum(values) / len(values)
            sd = math.sqrt(max(0.0, sum(v * v for v in values) / len(values) - mean * mean))
            zs.append(max(0.0, (ports[service][k] - mean) / max(sd, 1)))
        mean_of[service] = zs

    result = {}
    all_asked = sum(1 for s in past.askers.values() if s)
    for h in hosts:
        o, i, ro = out[h], into[h], rows_out[h]
        f = {}
        flows_out = sum(e.flows for e in o)
        f["flows_out"], f["flows_in"] = flows_out, sum(e.flows for e in i)
        f["unique_dst_ips"] = len({e.t for e in o})
        f["unique_dst_ports"] = len({e.service for e in o})
        f["mean_duration_s"] = sum(r.duration for r in ro) / flows_out / 1e6 if flows_out else 0
        buckets = Counter()
        for r in ro:
            buckets.update(r.buckets)
        f["median_duration_s"] = median(buckets)
        bo, bi = sum(r.bytes_out for r in ro), sum(r.bytes_in for r in ro)
        f["bytes_out"], f["bytes_in"] = bo, bi
        f["bytes_out_ratio"] = bo / (bo + bi) if bo + bi else 0
        f["bytes_to_internet"] = sum(r.bytes_out for r in ro if r.t == INTERNET)
        f["control_burst"] = most(r.flows for r in ro if r.inside and r.service in CONTROL)
        f["failed_flows"] = sum(e.failed for e in o)
        f["failed_share"] = f["failed_flows"] / flows_out if flows_out else 0
        f["off_hours_share"] = (sum(r.flows for r in ro if off_hours(r.tick)) / flows_out
                                if flows_out else 0)
        f["active_hours"] = len({r.tick for r in ro})
        near = {e.t for e in o if e.inside}
        sources = {e.s for e in i if e.inside}
        f["fan_out"], f["fan_in"] = len(near), len(sources)
        f["out_degree_centrality"] = len(near) / (n - 1) if n > 1 else 0
        f["in_degree_centrality"] = len(sources) / (n - 1) if n > 1 else 0
        f["reciprocity"] = len(near & sources) / len(near | sources) if near | sources else 0
        f["single_port_fan_out"] = most(Counter(e.service for e in o if e.inside).values())
        f["ports_per_target"] = most(Counter(e.t for e in o if e.inside).values())
        f["pagerank"], f["betweenness"] = rank[h], between[h]
        f["clustering"], f["core_number"] = clustering[h], cores[h]
        f["egonet_residual"] = ego[h]
        f["pagerank_delta"] = rank_after[h] - rank_before.get(h, 0) if past.windows else 0
        f["betweenness_delta"] = (between_after[h] - between_before.get(h, 0)
                                  if past.windows else 0)
        targets = {e.t for e in o}
        new = [e for e in o if not past.edges[e.edge]]
        f["new_pair_rate"] = (sum((h, t) not in past.pairs for t in targets) / len(targets)
                              if targets else 0)
        f["new_edge_rate"] = len(new) / len(o) if o else 0
        f["new_edges"] = len(new)
        f["new_control_edges"] = sum(
            e.inside and e.done and e.service in CONTROL and e.edge not in past.completed
            for e in o)
        f["new_client_ports"] = len({e.service for e in o if e.done}
                                    - {s for x, s in past.uses if x == h})
        f["new_served_ports"] = len({e.service for e in i if e.done}
                                    - {s for x, s in past.offers if x == h})
        f["new_failed_edges"] = sum(not e.done for e in new)
        f["new_single_port_fan_out"] = most(Counter(e.service for e in new if e.inside).values())
        f["new_ports_per_target"] = most(Counter(e.t for e in new if e.inside).values())
        f["new_targets_for_all"] = len(targets - past.targets)
        if past.windows:
            asked = [past.edges[k] for k in past.edges if k[0] == h]
            c, v = sum(asked), all_asked + 1
            rare = [-math.log((past.edges[e.edge] + 1) / (c + v)) for e in o]
            f["edge_rarity_max"] = most(rare)
            f["edge_rarity_mean"] = math.fsum(rare) / len(rare) if rare else 0
            f["destination_rarity_max"] = max(0, most(
                -math.log((len(past.askers.get((e.t, e.service), ())) + 1) / (len(past.hosts) + 1))
                for e in o))
        else:
            f["edge_rarity_max"] = f["edge_rarity_mean"] = f["destination_rarity_max"] = 0
        crossing = [e for e in o if e.inside and subnet(e.t) != subnet(h)]
        internal_flows = sum(e.flows for e in o if e.inside)
        f["subnet_crossings"] = len({e.t for e in crossing})
        f["crossing_ratio"] = (sum(e.flows for e in crossing) / internal_flows
                               if internal_flows else 0)
        spread = Counter()
        for e in o:
            if e.inside:
                spread[subnet(e.t)] += e.flows
        f["distinct_subnets"] = len(spread)
        f["subnet_entropy_bits"] = -math.fsum(
            c / internal_flows * math.log2(c / internal_flows) for c in spread.values())
        f["new_cells"] = len({cell(e) for e in o if e.inside and e.done} - past.cells)
        fresh = {r.service for r in ro if r.inside and r.done} - {
            s for x, s in past.uses if x == h}
        for name, limit in (("60s", 60), ("1h", 3600), ("24h", 86400)):
            f["role_reversal_" + name] = sum(
                any(0 < r.first - t <= limit * 1_000_000
                    for r in ro if r.inside and r.done and r.service == p
                    for q in rows_in[h]
                    if q.inside and q.done and q.service == p and q.s != r.t
                    for t in (q.first, q.last))
                for p in fresh)
        f["chain_depth"] = depth[h]
        f["downstream_reach"] = downstream[h]
        f["upstream_reach"] = len(above[h] - {h})
        count = 0
        for e in o:
            if not e.inside or not e.done or e.edge in past.completed:
                continue
            when_done = min(r.tick for r in e.rows if r.done)
            count += any(r.failed > 0 and r.tick <= when_done for r in e.rows)
        f["first_success_after_failure"] = count
        own = [burst["source", h]] if ("source", h) in burst else []
        asked_of = [burst["target", h]] if ("target", h) in burst else []
        f["midas_edge"] = most(r for r, _ in by_pair[h])
        f["midas_source"] = most(r for r, _ in own)
        f["midas_target"] = most(r for r, _ in asked_of)
        f["midas_f"] = most(x for _, x in by_pair[h] + own + asked_of)
        rates = [0] * hours
        for tick in range(hours):
            rates[tick] = len({r.t for r in ro if r.inside and r.tick - first_tick == tick})
        mean = sum(rates) / hours
        sd = math.sqrt(sum((x - mean) ** 2 for x in rates) / hours)
        f["destination_rate_z"] = (max(rates) - mean) / sd if len(set(rates)) > 1 else 0
        used = {e.service for e in o if e.inside and e.done}
        f["port_component_hosts"] = most(ports[p][1] for p in used)
        f["port_hosts_z"] = most(mean_of[p][0] for p in used)
        f["port_component_z"] = most(mean_of[p][1] for p in used)
        base = dict(f)
        for name in GROWTH:
            before_own = past.maxima.get(h)
            f[name + "_growth"] = (
                math.log2((1 + base[name]) / (1 + before_own[name])) if before_own else 0)
        result[h] = f
    return merged, result


def main():
    hourly, features, hours = sys.argv[1], sys.argv[2], int(sys.argv[3])
    anchor = int(when(sys.argv[4])) // 3600 if len(sys.argv) > 4 else None
    rows = [Row(r) for r in csv.DictReader(open(hourly, newline=""))]
    told = defaultdict(dict)
    names = None
    for r in csv.DictReader(open(features, newline="")):
        names = [k for k in r if k not in ("host", "window_start", "window_end")]
        told[int(when(r["window_start"])) // 3600][r["host"]] = {k: float(r[k]) for k in names}
    past = Past()
    compared = 0
    bad = {}
    for start, part in sorted(windows(rows, hours, anchor).items()):
        merged, result = compute(part, past)
        if start in told:
            if set(result) != set(told[start]):
                bad["hosts"] = f"window {start}: {set(result) ^ set(told[start])}"
            for host in set(result) & set(told[start]):
                missing = set(names) ^ set(result[host])
                if missing:
                    bad["columns"] = f"on one side only: {sorted(missing)}"
                for name in set(names) & set(result[host]):
                    a, b = told[start][host][name], result[host][name]
                    compared += 1
                    tolerance = 1e-7 if "pagerank" in name else 1e-9
                    if abs(a - b) > tolerance * max(1, abs(a), abs(b)) and name not in bad:
                        bad[name] = f"{host} in window {start}: tool {a}, here {b}"
        past.fold(merged, result)
    missing = set(told) - set(windows(rows, hours, anchor))
    if missing:
        bad["windows"] = f"not found here: {sorted(missing)}"
    for name, what in sorted(bad.items()):
        print(f"{name}: {what}")
    print(f"{compared} values compared, {len(bad)} columns differ")
    sys.exit(1 if bad or not compared else 0)


main()
