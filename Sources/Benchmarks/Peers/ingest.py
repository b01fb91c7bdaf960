# SPDX-License-Identifier: Apache-2.0
"""Times polars and duckdb on files of flows: edges by the hour, and a profile of each source.

usage: ingest.py FILE ... REPEATS

The ending of a file tells its format; a `.gz` is only unpacked, by gzip. Prints
`format-query-threads cpu wall cpu wall …`, seconds of each repeat. CSV is read by polars, by its
faster engine; Zeek and EVE logs by duckdb.
"""

import os
import resource
import subprocess
import sys
import time

FILES, REPEATS = sys.argv[1:-1], int(sys.argv[-1])
THREADS = int(os.environ.get("INGEST_THREADS", "0"))

if not THREADS:
    # A number of threads holds for a process.
    for threads in (1, 2):
        subprocess.run(
            [sys.executable, "-B"] + sys.argv, check=True,
            env=os.environ | {"INGEST_THREADS": str(threads), "POLARS_MAX_THREADS": str(threads)})
    sys.exit()

import duckdb
import polars as pl


def timed(work):
    seconds = []
    for _ in range(REPEATS):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        seconds += [time.process_time() - cpu, time.perf_counter() - wall]
    return seconds


def fastest(name, works):
    """The times of the fastest way, chosen by one try of each."""
    def once(work):
        start = time.process_time()
        work()
        return time.process_time() - start

    best = min(works, key=once) if len(works) > 1 else works[0]
    print(f"{name}-{THREADS}", *(f"{s:.4f}" for s in timed(best)), flush=True)


def sums():
    return [
        pl.len().alias("flows"), pl.col("po").sum(), pl.col("pi").sum(), pl.col("bo").sum(),
        pl.col("bi").sum(), pl.col("duration").sum(), pl.col("ts").min().alias("first"),
        pl.col("ts").max().alias("last"),
    ]


def profile():
    return [
        pl.len().alias("flows"), pl.col("dst").n_unique().alias("targets"),
        pl.col("dport").n_unique().alias("ports"), pl.col("duration").mean(),
        pl.col("bo").sum(), pl.col("bi").sum(), (pl.col("pi") == 0).sum().alias("failed"),
    ]


def polars(name, flows, hour):
    edges = flows.group_by(hour.alias("hour"), "src", "dst", "proto", "dport").agg(sums())
    hosts = flows.group_by("src").agg(profile())
    for query, plan in [("edges", edges), ("profile", hosts)]:
        fastest(f"{name}-{query}", [
            lambda plan=plan: plan.collect(), lambda plan=plan: plan.collect(engine="streaming")])


def cic(path):
    wanted = {
        " Timestamp": "ts", " Source IP": "src", " Destination IP": "dst", " Protocol": "proto",
        " Destination Port": "dport", " Flow Duration": "duration", " Total Fwd Packets": "po",
        " Total Backward Packets": "pi", "Total Length of Fwd Packets": "bo",
        " Total Length of Bwd Packets": "bi",
    }
    flows = pl.scan_csv(path).select([pl.col(old).alias(new) for old, new in wanted.items()])
    polars("cic", flows, pl.col("ts").str.slice(0, 13))


def table(path):
    flows = pl.scan_csv(path).rename({
        "packets_out": "po", "packets_in": "pi", "bytes_out": "bo", "bytes_in": "bi"})
    polars("csv", flows, (pl.col("ts") / 3600).cast(pl.Int32))


SUMS = """count(*), sum(po), sum(pi), sum(bo), sum(bi), sum(duration), min(ts), max(ts)"""
PROFILE = """count(*), count(distinct dst), count(distinct dport), avg(duration), sum(bo), sum(bi),
  sum(case when pi = 0 then 1 else 0 end)"""


def duck(name, flows, hour):
    connection = duckdb.connect()
    connection.execute(f"SET threads={THREADS}")
    connection.execute("SET preserve_insertion_order=false")
    for query, text in [
        ("edges", f"SELECT {hour} AS hour, src, dst, proto, dport, {SUMS} FROM {flows} "
                  "GROUP BY ALL"),
        ("profile", f"SELECT src, {PROFILE} FROM {flows} GROUP BY ALL"),
    ]:
        if query == "edges":
            text = text.replace("GROUP BY ALL", "GROUP BY 1, 2, 3, 4, 5")
        else:
            text = text.replace("GROUP BY ALL", "GROUP BY 1")
        fastest(f"{name}-{query}", [
            lambda text=text: connection.execute(f"CREATE OR REPLACE TEMP TABLE t AS {text}")])


ZEEK = [
    ("ts", "DOUBLE"), ("uid", "VARCHAR"), ("id.orig_h", "VARCHAR"), ("id.orig_p", "INTEGER"),
    ("id.resp_h", "VARCHAR"), ("id.resp_p", "INTEGER"), ("proto", "VARCHAR"),
    ("service", "VARCHAR"), ("duration", "DOUBLE"), ("orig_bytes", "BIGINT"),
    ("resp_bytes", "BIGINT"), ("conn_state", "VARCHAR"), ("local_orig", "VARCHAR"),
    ("local_resp", "VARCHAR"), ("missed_bytes", "BIGINT"), ("history", "VARCHAR"),
    ("orig_pkts", "BIGINT"), ("orig_ip_bytes", "BIGINT"), ("resp_pkts", "BIGINT"),
    ("resp_ip_bytes", "BIGINT"), ("tunnel_parents", "VARCHAR"), ("ip_proto", "INTEGER"),
]
ZEEK_WANTED = """SELECT ts, "id.orig_h" AS src, "id.resp_h" AS dst, "id.resp_p" AS dport, proto,
  duration, orig_pkts AS po, resp_pkts AS pi, orig_bytes AS bo, resp_bytes AS bi"""


def columns(pairs):
    return "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in pairs) + "}"


def zeek(path):
    duck("zeek", f"""({ZEEK_WANTED} FROM read_csv('{path}', delim='\t', comment='#', header=false,
      nullstr='-', quote='', escape='', auto_detect=false, columns={columns(ZEEK)}))""",
         "CAST(ts / 3600 AS INTEGER)")


def zeek_json(path):
    wanted = [pair for pair in ZEEK if f'"{pair[0]}"' in ZEEK_WANTED or pair[0] in
              ("ts", "proto", "duration", "orig_pkts", "resp_pkts", "orig_bytes", "resp_bytes")]
    duck("zeek-json", f"""({ZEEK_WANTED} FROM read_json('{path}', format='newline_delimited',
      columns={columns(wanted)}))""", "CAST(ts / 3600 AS INTEGER)")


def eve(path):
    kinds = columns([
        ("src_ip", "VARCHAR"), ("dest_ip", "VARCHAR"), ("dest_port", "INTEGER"),
        ("proto", "VARCHAR"), ("event_type", "VARCHAR"),
        ("flow", 'STRUCT(pkts_toserver BIGINT, pkts_toclient BIGINT, bytes_toserver BIGINT, '
                 'bytes_toclient BIGINT, "start" VARCHAR, "end" VARCHAR)')])
    duck("eve", f"""(SELECT flow."start" AS ts, src_ip AS src, dest_ip AS dst, dest_port AS dport,
      proto, flow.pkts_toserver AS po, flow.pkts_toclient AS pi, flow.bytes_toserver AS bo,
      flow.bytes_toclient AS bi,
      epoch(CAST(substr(flow."end", 1, 26) AS TIMESTAMP) - CAST(substr(flow."start", 1, 26) AS TIMESTAMP)) AS duration
      FROM read_json('{path}', format='newline_delimited', columns={kinds})
      WHERE event_type = 'flow')""", "substr(ts, 1, 13)")


def lines(path):
    seconds = []
    for _ in range(REPEATS):
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            ["sh", "-c", 'gzip -dc "$1" | wc -l', "sh", path], check=True,
            stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds += [
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            time.perf_counter() - wall]
    print("gz-lines-1", *(f"{s:.4f}" for s in seconds), flush=True)


READERS = {"cic": cic, "csv": table, "zeek": zeek, "zeek-json": zeek_json, "eve": eve}

for file in FILES:
    ending = file.rsplit(".", 1)[-1]
    if ending in READERS:
        READERS[ending](file)
    elif ending == "gz" and THREADS == 1:
        lines(file)
