# SPDX-License-Identifier: Apache-2.0
"""Counts the packets and bytes of Ethernet pcap files by pairs of endpoints, the slow and plain way.

Prints a JSON object: for each file the packets used, ignored and rejected, and for each pair of
endpoints the packets and bytes each way. Bytes of TCP are the different sequence numbers that carried
data; "whole" says that none between the first and the last is missing, and that the pair was used
for one connection.
"""
import ipaddress
import json
import struct
import sys

EXTENSIONS = {0, 43, 60, 135, 139, 140}


class Refused(Exception):
    pass


def records(data):
    """The packets of the file, then None if it is cut off within one."""
    order = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">"}[data[:4]]
    place = 24
    while place < len(data):
        if place + 16 > len(data):
            yield None
            return
        _, _, captured, length = struct.unpack(order + "IIII", data[place:place + 16])
        place += 16
        if place + captured > len(data):
            yield None
            return
        yield data[place:place + captured], length
        place += captured


def network(frame):
    """Version and bytes of the IP packet in a frame, None if it holds none."""
    place = 12
    kind = struct.unpack("!H", frame[place:place + 2])[0]
    while kind in (0x8100, 0x88a8, 0x9100):
        place += 4
        kind = struct.unpack("!H", frame[place:place + 2])[0]
    return {0x0800: 4, 0x86dd: 6}.get(kind), place + 2


def datagram(version, packet, room):
    """Source, target, protocol, data captured, length of the data, fragment of an IP packet."""
    if version == 4:
        head = (packet[0] & 15) * 4
        total = struct.unpack("!H", packet[2:4])[0] or room
        if head < 20 or total < head or total > room:
            raise Refused
        number, field = struct.unpack("!HH", packet[4:8])
        fragment = (number, (field & 0x1fff) * 8, bool(field & 0x2000))
        ends = [str(ipaddress.IPv4Address(packet[start:start + 4])) for start in (12, 16)]
        return *ends, packet[9], packet[head:total], total - head, fragment
    total = struct.unpack("!H", packet[4:6])[0] + 40
    if total > room:
        raise Refused
    kind, place, fragment = packet[6], 40, (0, 0, False)
    while kind in EXTENSIONS or kind == 44:
        size = 8 if kind == 44 else (packet[place + 1] + 1) * 8
        if kind == 44:
            field, number = struct.unpack("!HI", packet[place + 2:place + 8])
            fragment = (number, field & 0xfff8, bool(field & 1))
        kind, place = packet[place], place + size
    ends = [str(ipaddress.IPv6Address(packet[start:start + 16])) for start in (8, 24)]
    return *ends, kind, packet[place:total], total - place, fragment


def count(path):
    with open(path, "rb") as file:
        data = file.read()
    result = {"records": 0, "used": 0, "ignored": 0, "rejected": 0}
    pairs = {}
    fragments = {}
    for record in records(data):
        result["records"] += 1
        if record is None:
            result["rejected"] += 1
            continue
        frame, length = record
        version, place = network(frame)
        if version is None:
            result["ignored"] += 1
            continue
        try:
            source, target, kind, body, size, fragment = datagram(
                version, frame[place:], length - place)
        except Refused:
            result["rejected"] += 1
            continue
        number, offset, more = fragment
        ports, payload = (0, 0), size
        if offset > 0:
            known = fragments.get((source, target, kind, number))
            if known is None:
                result["ignored"] += 1
                continue
            ports = known
        elif kind in (6, 17):
            ports = struct.unpack("!HH", body[:4])
            payload = size - (8 if kind == 17 else (body[12] >> 4) * 4)
            if kind == 17 and not more:
                payload = struct.unpack("!H", body[4:6])[0] - 8
            if more:
                fragments[(source, target, kind, number)] = ports
        elif kind in (1, 58):
            payload = size - 8
        result["used"] += 1
        one, other = (source, ports[0]), (target, ports[1])
        isUp = (ipaddress.ip_address(source).version, int(ipaddress.ip_address(source)), ports[0]) \
            <= (ipaddress.ip_address(target).version, int(ipaddress.ip_address(target)), ports[1])
        low, high = (one, other) if isUp else (other, one)
        pair = pairs.setdefault(
            f"{low[0]} {low[1]} {high[0]} {high[1]} {kind}",
            {"packets": [0, 0], "bytes": [0, 0], "ranges": [[], []], "openings": 0, "resets": 0})
        way = 0 if isUp else 1
        pair["packets"][way] += 1
        if kind == 6 and offset == 0:
            sequence = struct.unpack("!I", body[4:8])[0]
            flags = body[13]
            if flags & 2:
                sequence += 1
                pair["openings"] += not flags & 16
            if flags & 4:
                pair["resets"] += 1
            elif payload > 0:
                pair["ranges"][way].append((sequence, sequence + payload))
        else:
            pair["bytes"][way] += payload
    for name, pair in pairs.items():
        pair["whole"] = pair["openings"] <= 1
        if name.endswith(" 6"):
            for way in (0, 1):
                covered, last = 0, None
                for start, end in sorted(pair["ranges"][way]):
                    if last is not None and start > last:
                        pair["whole"] = False
                    covered += max(0, end - max(start, last if last is not None else start))
                    last = max(end, last or 0)
                pair["bytes"][way] = covered
        for field in ("ranges", "openings", "resets"):
            del pair[field]
    result["pairs"] = pairs
    return result


print(json.dumps({path: count(path) for path in sys.argv[1:]}))
