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


def micros(text):
    try:
        value = decimal.Decimal(text)
    except decimal.InvalidOperation:
        raise Bad("number")
    if not value.is_finite():
        raise Bad("number")
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
        return
    if not re.fullmatch(r"\d+", str(text)) or int(text) > 65535:
        raise Bad("port")


class Totals:
    def __init__(self):
        self.records = self.used = self.ignored = self.rejected = 0
        self.larger = self.smaller = self.duration = self.packets = 0
        self.hosts = set()
        self.transports = collections.Counter()
        self.starts = []

    def record(self, make):
        self.records += 1
        try:
            start, duration, source, target, transport, out, back, packets = make()
        except Bad:
            self.rejected += 1
            return
        except Ignored:
            self.ignored += 1
            return
        self.used += 1
        self.starts.append(start)
        self.duration += duration
        self.packets += packets
        self.larger += max(out, back)
        self.smaller += min(out, back)
        self.transports[transport] += 1
        for host in (source, target):
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
        start = micros(written)
    length = get("duration")
    duration = 0 if length in (None, "-", "") else micros(length)
    port(get("id.orig_p", "id_orig_p", "src_port"), transport)
    port(get("id.resp_p", "id_resp_p", "dst_port"), transport)
    return (start, duration, source, target, name(transport), count(get("orig_bytes")),
            count(get("resp_bytes")), count(get("orig_pkts")) + count(get("resp_pkts")))


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
            port(row.get("src_port"), transport)
            port(row.get("dest_port"), transport)
            return (start, end - start, address(row["src_ip"]), address(row["dest_ip"]), transport,
                    count(flow["bytes_toserver"]), count(flow["bytes_toclient"]),
                    count(flow["pkts_toserver"]) + count(flow["pkts_toclient"]))
        totals.record(make)


def argus(rows, totals):
    for row in rows:
        def make(row=row):
            transport = row["Proto"]
            if transport in ("man", "arp", "llc"):
                raise Ignored()
            source, target = address(row["SrcAddr"]), address(row["DstAddr"])
            start = moment(datetime.datetime.strptime(row["StartTime"], "%Y/%m/%d %H:%M:%S.%f"))
            port(row["Sport"], transport)
            port(row["Dport"], transport)
            total = count(row["TotBytes"])
            state = row["State"]
            if "SrcBytes" in row:
                out = count(row["SrcBytes"])
            elif state in ("INT", "REQ", "S0") or state.endswith("_"):
                out = total
            else:
                out = total - total // 2
            if out > total:
                raise Bad("total")
            packets = count(row["TotPkts"])
            if "SrcPkts" in row and count(row["SrcPkts"]) > packets:
                raise Bad("total")
            return (start, micros(row["Dur"]), source, target, transport, out, total - out, packets)
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
            port(get("source port", "src port"), transport)
            port(get("destination port", "dst port"), transport)
            return (moment(time), duration, source, target, transport,
                    count(get("total length of fwd packets", "total length of fwd packet")),
                    count(get("total length of bwd packets", "total length of bwd packet")),
                    count(get("total fwd packets", "total fwd packet"))
                    + count(get("total backward packets", "total bwd packets")))
        totals.record(make)


def main():
    results = {}
    for argument in sys.argv[1:]:
        with open(argument, "rb") as file:
            data = file.read()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        text = data.decode("latin-1")
        # Logs published as test baselines have their times taken out; both readers put this one in.
        text = text.replace("XXXXXXXXXX.XXXXXX", "1600000000.250000")
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
        results[argument] = totals.numbers()
    json.dump(results, sys.stdout)


main()
