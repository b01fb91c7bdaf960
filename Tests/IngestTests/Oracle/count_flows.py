# SPDX-License-Identifier: Apache-2.0
"""Counts what flow files hold, with the standard library alone and one obvious loop a format.

Independent of the readers under test: nothing is shared but the documented meaning of each format.
Prints one JSON object: for each path the numbers, sums of bytes as the larger and the smaller direction of
each flow, so that they do not depend on which side is taken for the source.
"""
import collections
import csv
import datetime
import decimal
import gzip
import io
import ipaddress
import json
import re
import sys

INTERNAL = [ipaddress.ip_network(n) for n in (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
    "fe80::/10", "fc00::/7")]
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
PORTS = {"tcp", "udp", "6", "17"}


class Bad(Exception):
    """The record is one to reject."""


class Ignored(Exception):
    """The record is valid and no flow."""


def micros(text, why="number"):
    try:
        value = decimal.Decimal(text)
    except decimal.InvalidOperation:
        raise Bad(why)
    if not value.is_finite():
        raise Bad(why)
    return int((value * 1000000).quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP))


def moment(date):
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.timezone.utc)
    return (date - EPOCH) // datetime.timedelta(microseconds=1)


def count(text):
    if text is None or text in ("", "-", "(empty)"):
        return 0
    try:
        value = decimal.Decimal(str(text))
    except decimal.InvalidOperation:
        raise Bad("number")
    if not value.is_finite() or value < 0:
        raise Bad("number")
    return int(value.quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP))


def address(text):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        raise Bad("address")


def port(text, transport):
    if str(transport).lower() not in PORTS:
        return 0
    if not re.fullmatch(r"\d+", str(text)) or int(text) > 65535:
        raise Bad("port")
    return int(text)


Flow = collections.namedtuple(
    "Flow", "start duration source target source_port target_port transport out back packets_out "
    "packets_back")


class Totals:
    def __init__(self):
        self.reasons = collections.Counter()
        self.flows = []
        self.records = self.used = self.ignored = self.rejected = 0
        self.larger = self.smaller = self.duration = self.packets = 0
        self.hosts = set()
        self.transports = collections.Counter()
        self.starts = []

    def record(self, make):
        self.records += 1
        try:
            flow = make()
        except Bad as bad:
            self.rejected += 1
            self.reasons[str(bad)] += 1
            return
        except Ignored:
            self.ignored += 1
            return
        self.used += 1
        self.flows.append(flow)
        self.starts.append(flow.start)
        self.duration += flow.duration
        self.packets += flow.packets_out + flow.packets_back
        self.larger += max(flow.out, flow.back)
        self.smaller += min(flow.out, flow.back)
        self.transports[flow.transport] += 1
        for host in (flow.source, flow.target):
            if any(host.version == n.version and host in n for n in INTERNAL):
                self.hosts.add(host)

    def numbers(self):
        return dict(
            records=self.records, used=self.used, ignored=self.ignored, rejected=self.rejected,
            bytes_larger=self.larger, bytes_smaller=self.smaller, packets=self.packets,
            duration_us=self.duration, internal_hosts=len(self.hosts), tcp=self.transports["tcp"],
            udp=self.transports["udp"], first_start=min(self.starts, default=0),
            last_start=max(self.starts, default=0))


def name(transport):
    return {"6": "tcp", "17": "udp"}.get(str(transport).lower(), str(transport).lower())


def zeek_flow(row):
    def get(*keys):
        for key in keys:
            if row.get(key) is not None:
                return str(row[key])
        return None
    def needed(*keys):
        value = get(*keys)
        if value in (None, "", "-", "(empty)"):
            raise Bad("missing")
        return value
    transport = needed("ip_proto", "proto")
    if transport == "unknown_transport":
        raise Ignored()
    source = address(needed("id.orig_h", "id_orig_h", "src_ip", "src"))
    target = address(needed("id.resp_h", "id_resp_h", "dst_ip", "dst"))
    written = needed("ts")
    if re.match(r"\d{4}-", written):
        start = moment(datetime.datetime.fromisoformat(written.replace("Z", "+00:00")))
    else:
        start = micros(written, "time")
    length = get("duration")
    duration = 0 if length in (None, "-", "") else micros(length)
    return Flow(
        start, duration, source, target,
        port(get("id.orig_p", "id_orig_p", "src_port"), transport),
        port(get("id.resp_p", "id_resp_p", "dst_port"), transport), name(transport),
        count(get("orig_bytes")), count(get("resp_bytes")), count(get("orig_pkts")),
        count(get("resp_pkts")))


def zeek_tsv(lines, totals):
    names = None
    for line in lines:
        line = line.rstrip("\n")
        if line.strip().startswith("#"):
            if line.startswith("#fields"):
                names = line.split("\t")[1:]
            continue
        if not line.strip():
            continue
        def make(line=line):
            values = line.split("\t")
            if len(values) < names.index("conn_state" if "conn_state" in names else "ts") + 1:
                raise Bad("columns")
            wanted = [n for n in ("resp_pkts", "ip_proto", "history") if n in names]
            if any(len(values) <= names.index(n) for n in wanted):
                raise Bad("columns")
            return zeek_flow(dict(zip(names, values)))
        totals.record(make)


def json_lines(lines, totals):
    for line in lines:
        if not line.strip():
            continue
        def make(line=line):
            try:
                row = json.loads(line, parse_float=str, parse_int=str)
            except ValueError:
                raise Bad("json")
            if "event_type" not in row:
                return zeek_flow(row)
            if row["event_type"] != "flow":
                raise Ignored()
            flow = row["flow"]
            start, end = (
                moment(datetime.datetime.strptime(flow[k], "%Y-%m-%dT%H:%M:%S.%f%z"))
                for k in ("start", "end"))
            if end < start:
                raise Bad("duration")
            transport = row["proto"].lower()
            return Flow(
                start, end - start, address(row["src_ip"]), address(row["dest_ip"]),
                port(row.get("src_port"), transport), port(row.get("dest_port"), transport),
                transport, count(flow["bytes_toserver"]), count(flow["bytes_toclient"]),
                count(flow["pkts_toserver"]), count(flow["pkts_toclient"]))
        totals.record(make)


def argus(rows, totals):
    for row in rows:
        def make(row=row):
            transport = row["Proto"]
            if transport in ("man", "arp", "llc"):
                raise Ignored()
            source, target = address(row["SrcAddr"]), address(row["DstAddr"])
            start = moment(datetime.datetime.strptime(row["StartTime"], "%Y/%m/%d %H:%M:%S.%f"))
            ports = port(row["Sport"], transport), port(row["Dport"], transport)
            total = count(row["TotBytes"])
            state = row["State"]
            one_way = state in ("INT", "REQ", "S0") or state.endswith("_")
            def sent(column, total):
                if column in row:
                    return count(row[column])
                return total if one_way else total - total // 2
            out = sent("SrcBytes", total)
            packets = count(row["TotPkts"])
            packets_out = sent("SrcPkts", packets)
            if out > total or packets_out > packets:
                raise Bad("number")
            flow = Flow(start, micros(row["Dur"]), source, target, *ports, transport, out,
                        total - out, packets_out, packets - packets_out)
            arrow = row["Dir"]
            if "<" in arrow and ">" not in arrow and "?" not in arrow:
                return flow._replace(
                    source=target, target=source, source_port=ports[1], target_port=ports[0],
                    out=flow.back, back=flow.out, packets_out=flow.packets_back,
                    packets_back=flow.packets_out)
            return flow
        totals.record(make)


def cic(rows, totals):
    rows = [{(k or "").strip().lower(): v for k, v in row.items()} for row in rows]
    def parse(text):
        for form in ("%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"):
            try:
                return datetime.datetime.strptime(text.strip(), form), "%p" in form
            except ValueError:
                pass
        raise Bad("time")
    hours = []
    for row in rows:
        try:
            time, has_half = parse(row["timestamp"])
            hours.append(99 if has_half else time.hour)
        except Bad:
            pass
    shifts = bool(hours) and all(1 <= hour <= 12 for hour in hours)
    for row in rows:
        def make(row=row):
            if row["protocol"] == "0":
                raise Ignored()
            def get(*keys):
                return next(row[k] for k in keys if k in row)
            source = address(get("source ip", "src ip"))
            target = address(get("destination ip", "dst ip"))
            time, has_half = parse(row["timestamp"])
            if shifts and not has_half and 1 <= time.hour <= 7:
                time += datetime.timedelta(hours=12)
            duration = count(row["flow duration"])
            transport = name(row["protocol"])
            return Flow(
                moment(time), duration, source, target,
                port(get("source port", "src port"), transport),
                port(get("destination port", "dst port"), transport), transport,
                count(get("total length of fwd packets", "total length of fwd packet")),
                count(get("total length of bwd packets", "total length of bwd packet")),
                count(get("total fwd packets", "total fwd packet")),
                count(get("total backward packets", "total bwd packets")))
        totals.record(make)


def text_of(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    return data.decode("latin-1")


def totals(text):
    lines = text.split("\n")
    totals = Totals()
    first = next(line for line in lines if line.strip())
    if first.startswith("{"):
        json_lines(lines, totals)
    elif first.strip().startswith("#"):
        zeek_tsv(lines, totals)
    elif first.startswith("StartTime"):
        argus(csv.DictReader(io.StringIO(text), delimiter="\t" if "\t" in first else ","), totals)
    else:
        cic(csv.DictReader(io.StringIO(text)), totals)
    return totals


def main():
    # Logs published as test baselines have their times taken out; both readers put this one in.
    results = {
        path: totals(text_of(path).replace("XXXXXXXXXX.XXXXXX", "1600000000.250000")).numbers()
        for path in sys.argv[1:]}
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
