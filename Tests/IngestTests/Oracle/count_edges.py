# SPDX-License-Identifier: Apache-2.0
"""Counts what an analysis says of its input, and holds its edge table against the records.

usage: count_edges.py [--internal CIDR,...] [--edges NDJSON] PATH...

Independent of the program under test. A record may have been turned round by it for reasons this script
does not repeat, so an edge is explained if a record has it in one of its two directions, and flows that are
not on the edge as written are counted, to be held against the number of flows said to be turned.
"""
import argparse
import collections
import ipaddress
import json
import os
import sys

import count_flows

INTERNET = ipaddress.ip_address("::")
COLUMNS = ("starttime", "source ip", "src ip")


def is_flow_file(text):
    """Whether the first lines are those of a flow log of the formats known here."""
    lines = [line for line in text[:65536].split("\n") if line.strip()]
    if not lines or "\0" in text[:4096]:
        return False
    if lines[0].startswith("{"):
        for line in lines[:50]:
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if "event_type" in row or {"proto", "conn_state"} <= set(row):
                return True
        return False
    fields = next((line.split("\t") for line in lines if line.strip().startswith("#fields")), None)
    if fields:
        return {"ts", "conn_state"} <= set(fields) and bool({"proto", "ip_proto"} & set(fields))
    names = [name.strip().lower() for name in lines[0].replace("\t", ",").split(",")]
    return any(name in names for name in COLUMNS) and bool(
        {"dstaddr", "destination ip", "dst ip"} & set(names)) and bool(
        {"dport", "destination port", "dst port"} & set(names))


def paths(arguments):
    for argument in arguments:
        if not os.path.isdir(argument):
            yield argument
            continue
        for folder, _, names in os.walk(argument):
            yield from (os.path.join(folder, name) for name in names)


class Scope:
    def __init__(self, blocks):
        self.blocks = blocks
        self.known = {}

    def contains(self, address):
        if address not in self.known:
            self.known[address] = any(
                address.version == block.version and address in block for block in self.blocks)
        return self.known[address]

    def omission(self, flow):
        """Why a flow is between no two hosts; None if it is."""
        def is_group(address):
            return address.is_multicast or str(address) == "255.255.255.255"
        if is_group(flow.source) or is_group(flow.target):
            return "multicast"
        if flow.source == flow.target or any(
                address.is_unspecified or address.is_loopback
                for address in (flow.source, flow.target)):
            return "no pair"
        if not self.contains(flow.source) and not self.contains(flow.target):
            return "external"
        silent = flow.back == 0 and flow.packets_back == 0
        if silent and self.contains(flow.target) and flow.target.version == 4 \
                and int(flow.target) & 255 == 255:
            return "multicast"
        return None

    def node(self, address):
        return address if self.contains(address) else INTERNET


def transport(flow):
    name = {"ipv6-icmp": "icmp6", "icmpv6": "icmp6"}.get(flow.transport, flow.transport)
    return "icmp6" if name == "icmp" and flow.source.version == 6 else name


def host(text):
    return INTERNET if text == "Internet" else ipaddress.ip_address(text)


def compare(flows, scope, edges):
    """How the edge table the program printed follows from the flows."""
    stated = {}
    for edge in edges:
        key = (host(edge["src"]), host(edge["dst"]),
               edge["protocol"], edge["dst_port"])
        stated[key] = edge
    written = collections.Counter()
    explained = set()
    sums = {}
    missing = 0
    for flow in flows:
        source, target = scope.node(flow.source), scope.node(flow.target)
        key = (source, target, transport(flow), flow.target_port)
        turned = (target, source, transport(flow), flow.source_port)
        written[key] += 1
        explained.update((key, turned))
        missing += key not in stated and turned not in stated
        out, back, first, last = sums.get(key, (0, 0, flow.start, flow.start))
        sums[key] = (out + flow.out, back + flow.back, min(first, flow.start), max(last, flow.start))
    elsewhere = sum(
        abs(written[key] - (stated[key]["flows"] if key in stated else 0))
        for key in set(written) | set(stated))
    def differs(key):
        edge = stated.get(key)
        if edge is None:
            return True
        def moment(text):
            return count_flows.moment(
                count_flows.datetime.datetime.fromisoformat(text.replace("Z", "+00:00")))
        return sums[key] != (edge["bytes_out"], edge["bytes_in"], moment(edge["first_seen"]),
                             moment(edge["last_seen"]))
    return dict(
        edge_rows=len(edges), edge_keys=len(stated), unexplained_edges=len(set(stated) - explained),
        missing_flows=missing, flows_elsewhere=(elsewhere + 1) // 2,
        edges_that_differ=sum(differs(key) for key in sums),
        edge_flows=sum(edge["flows"] for edge in edges),
        edge_bytes=sum(edge["bytes_out"] + edge["bytes_in"] for edge in edges),
        edge_pairs=len({frozenset(key[:2]) for key in stated}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--internal")
    parser.add_argument("--edges")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    scope = Scope([ipaddress.ip_network(block) for block in options.internal.split(",")]
                  if options.internal else count_flows.INTERNAL)
    numbers = collections.Counter()
    reasons = collections.Counter()
    omissions = collections.Counter()
    flows = []
    for path in paths(options.paths):
        text = count_flows.text_of(path)
        if not is_flow_file(text):
            continue
        totals = count_flows.totals(text)
        numbers.update(files=1, records=totals.records, used=totals.used,
                       ignored=totals.ignored, rejected=totals.rejected)
        reasons.update(totals.reasons)
        for flow in totals.flows:
            why = scope.omission(flow)
            if why:
                omissions[why] += 1
            else:
                flows.append(flow)
    hosts = {host for flow in flows for host in (flow.source, flow.target) if scope.contains(host)}
    edges = []
    if options.edges:
        with open(options.edges) as file:
            edges = [json.loads(line) for line in file]
    json.dump(dict(
        numbers, reasons=reasons, omissions=omissions, hosts=len(hosts), flows=len(flows),
        bytes=sum(flow.out + flow.back for flow in flows),
        pairs=len({frozenset((scope.node(flow.source), scope.node(flow.target))) for flow in flows}),
        edges=len({(scope.node(flow.source), scope.node(flow.target), transport(flow),
                    flow.target_port) for flow in flows}),
        **compare(flows, scope, edges)), sys.stdout)


main()
