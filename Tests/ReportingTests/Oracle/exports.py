# SPDX-License-Identifier: Apache-2.0
"""Checks every export of a report with somebody else's reader or validator.

usage: exports.py FINDINGS.schema.json FOLDER...

A folder holds findings.json and findings.* of every other format. Prints, for each, a line for
each disagreement, then the counts. Needs the packages of Tests/peers.txt.
"""

import contextlib
import copy
import csv
import io
import ipaddress
import json
import re
import sys
import uuid
from collections import Counter
from datetime import datetime

import jsonschema
import pycef
import stix2
import stix2validator
from bhopengraph.OpenGraph import OpenGraph
from markdown_it import MarkdownIt
from mitreattack.navlayers.core.layer import Layer
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
from syslog_rfc5424_parser import SyslogMessage

OWN = uuid.uuid5(uuid.NAMESPACE_DNS, "sidestep")
problems = []


def check(true, *what):
    if not true:
        problems.append(": ".join(str(part) for part in what))


def lines(name):
    """Lines as a receiver cuts them, at every line feed and nowhere else."""
    text = open(f"{folder}/findings.{name}", encoding="utf-8", newline="").read()
    check(text == "" or text.endswith("\n"), name, "last line not ended")
    check(not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]", text), name, "control characters")
    return text.split("\n")[:-1]


def page(name):
    return json.load(open(f"{folder}/findings.{name}.json", encoding="utf-8"))


def milliseconds(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def ids():
    return [str(uuid.uuid5(OWN, "finding\x1f" + f["id"])) for f in report["findings"]]


def closed(schema):
    """The schema with members it does not name forbidden, so that it must name all."""
    schema = copy.deepcopy(schema)
    for part in [schema] + list(schema["$defs"].values()):
        if part.get("type") == "object":
            part["additionalProperties"] = False
    return schema


def check_schema(path):
    schema = json.load(open(path))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(closed(schema))
    for error in validator.iter_errors(report):
        check(False, "schema", error.json_path, error.message[:200])
    for finding in report["findings"][:1]:
        for name in finding.keys() - {"days"}:
            broken = copy.deepcopy(report)
            broken["findings"][0].pop(name)
            check(not validator.is_valid(broken), "schema", f"does not miss {name}")


def check_ecs(alerts, name):
    check([a["event"]["id"] for a in alerts] == ids(), name, "ids differ")
    for alert, finding in zip(alerts, report["findings"]):
        event = alert["event"]
        check(event["kind"] == "alert" and event["type"] == ["info"], name, "kind")
        check(event["category"] == ["network", "intrusion_detection"], name, "category")
        check(milliseconds(alert["@timestamp"]) == milliseconds(finding["first_seen"]), name, "time")
        check(event["risk_score"] == round(finding["score"] * 100), name, "risk")
        check(event["severity"] == dict(low=21, medium=47, high=73, critical=99)[
            finding["severity"]], name, "severity")
        for address in alert["host"].get("ip", []) + alert["related"]["ip"]:
            ipaddress.ip_address(address)
        for end in ("source", "destination"):
            if "ip" in alert.get(end, {}):
                ipaddress.ip_address(alert[end]["ip"])
        told = {t["id"] for t in finding["techniques"]}
        threat = alert.get("threat", {}).get("technique", {})
        found = set(threat.get("subtechnique", {}).get("id", [])) | set(threat.get("id", []))
        check(told <= found, name, "techniques", told, found)
        check(set(alert) <= {"@timestamp", "ecs", "message", "event", "rule", "host", "source",
                             "destination", "network", "threat", "related", "observer",
                             "sidestep"}, name, "field sets")


def check_ocsf(name, version):
    found = [json.loads(line) for line in lines(name)]
    check([f["metadata"]["uid"] for f in found] == ids(), name, "ids differ")
    for event, finding in zip(found, report["findings"]):
        for error in OCSF[version].iter_errors(event):
            check(False, name, error.json_path, error.message[:200])
        check(event["metadata"]["version"] == version, name, "version")
        check(event["class_uid"] == 2004 and event["type_uid"] == 200401, name, "class")
        check(event["time"] == milliseconds(finding["first_seen"]), name, "time")
        check(event["severity"].lower() == finding["severity"], name, "severity")


def check_stix(name):
    bundle = page(name)
    with contextlib.redirect_stdout(io.StringIO()):
        result = stix2validator.validate_instance(
            bundle, stix2validator.ValidationOptions(version="2.1", strict_types=False))
    for error in result.errors or []:
        check(False, name, str(error)[:300])
    # Recommendations passed over: random ids (103), as ours follow from content; source ports
    # (301), as an edge has many; transport protocols that are no services (272);
    # hashes of pages referred to (302).
    for warning in result.warnings or []:
        check(re.search(r"\{(103|272|301|302)\}", str(warning)), name, "warning", warning)
    objects = {o["id"]: o for o in bundle["objects"]}
    check(len(objects) == len(bundle["objects"]), name, "an object twice")
    for o in bundle["objects"]:
        for key, value in o.items():
            if key.endswith("_ref") or key.endswith("_refs"):
                for reference in value if isinstance(value, list) else [value]:
                    check(reference in objects, name, key, "leads nowhere", reference)
        if o["type"] in ("ipv4-addr", "ipv6-addr", "network-traffic"):
            bare = {k: v for k, v in o.items() if k != "id"}
            check(stix2.parse(bare, version="2.1").id == o["id"], name, "id", o["id"])
    return objects


def check_attack_flow():
    objects = check_stix("attack-flow")
    flows = [o for o in objects.values() if o["type"] == "attack-flow"]
    check(len(flows) == 1, "attack-flow", "not one flow")
    actions = {i: o for i, o in objects.items() if o["type"] == "attack-action"}
    check(len(actions) == sum(len(p["hops"]) for p in report["paths"]), "attack-flow", "hops")
    reached = set()
    open_ends = [r for r in flows[0]["start_refs"]]
    while open_ends:
        end = open_ends.pop()
        check(end not in reached, "attack-flow", "an action has two causes")
        reached.add(end)
        open_ends += objects[end].get("effect_refs", [])
    check(set(actions) <= reached, "attack-flow", "actions nothing leads to")


def check_navigator():
    layer = page("navigator")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        read = Layer(json.dumps(layer), strict=True)
    check(read.to_dict() is not None and not said.getvalue(), "navigator", said.getvalue()[:300])
    scores = {t["techniqueID"]: t.get("score") for t in layer["techniques"]}
    for use in report["techniques"]:
        check(scores.get(use["technique"]["id"]) == max(use["hops"], len(use["hosts"])),
              "navigator", "score", use["technique"]["id"])


def plain(text):
    return re.sub(r"\\(.)", r"\1", text)


def check_cef():
    found = [pycef.parse(line) for line in lines("cef")]
    check([f and f["externalId"] for f in found] == ids(), "cef", "ids differ")
    for event, finding in zip(found, report["findings"]):
        check(event["DeviceVendor"] == "Sidestep" and event["CEFVersion"] == "0", "cef", "header")
        check(event["DeviceSeverity"] == str(dict(low=3, medium=6, high=8, critical=10)[
            finding["severity"]]), "cef", "severity", event["DeviceSeverity"])
        check(float(event["score"]) == finding["score"], "cef", "score")
        check(event["start"] == str(milliseconds(finding["first_seen"])), "cef", "time")
        why = "; ".join(r["text"] for r in finding["reasons"])
        told = plain(event["msg"])
        check(why == told or why.startswith(told[:-1]), "cef", "msg", told[:80])
        host = finding["host"]
        named = f"{host['name']} ({host['address']})" if "name" in host else host["address"]
        check(plain(event["flagged_host"]) == named, "cef", "flagged_host", event["flagged_host"])


def check_leef():
    found = []
    for line in lines("leef"):
        version, vendor, product, _, event, delimiter, rest = line.split("|", 6)
        check((version, vendor, product) == ("LEEF:2.0", "Sidestep", "Sidestep"), "leef", "header")
        fields = rest.split(chr(int(delimiter[1:], 16)))
        check(all(re.match(r"[A-Za-z]+=.", f) for f in fields), "leef", "fields", fields)
        found.append(dict(f.split("=", 1) for f in fields))
    check([f["externalId"] for f in found] == ids(), "leef", "ids differ")
    for event, finding in zip(found, report["findings"]):
        check(event["devTime"] == str(milliseconds(finding["first_seen"])), "leef", "time")
        check(event.get("identHostName") == finding["host"].get("name"), "leef", "name")


def check_syslog():
    severities = dict(low="notice", medium="warning", high="err", critical="crit")
    found = [SyslogMessage.parse(line) for line in lines("syslog")]
    check([f.sd["sidestep@32473"]["id"] for f in found] == ids(), "syslog", "ids differ")
    for event, finding in zip(found, report["findings"]):
        check(event.severity.name == severities[finding["severity"]], "syslog", "severity")
        check(event.facility.name == "local0" and event.appname == "sidestep", "syslog", "header")
        check(event.timestamp == finding["first_seen"], "syslog", "time")
        check(len(event.sd) == 1, "syslog", "elements")
        told = plain(event.sd["sidestep@32473"].get("name", ""))
        check(told == finding["host"].get("name", ""), "syslog", "name", told)


def check_splunk():
    found = [json.loads(line) for line in lines("splunk-hec.ndjson")]
    check([f["event"]["id"] for f in found] == ids(), "splunk-hec", "ids differ")
    for event, finding in zip(found, report["findings"]):
        check(set(event) <= {"time", "host", "source", "sourcetype", "index", "event", "fields"},
              "splunk-hec", "metadata")
        check(abs(event["time"] * 1000 - milliseconds(finding["first_seen"])) <= 1, "splunk-hec",
              "time")


def check_bulk():
    found = [json.loads(line) for line in lines("elastic-bulk.ndjson")]
    check([f["index"]["_id"] for f in found[::2]] == ids(), "elastic-bulk", "ids differ")
    check_ecs(found[1::2], "elastic-bulk")


def check_opengraph():
    data = page("opengraph")
    hound = OpenGraph()
    hound.import_from_dict(data)
    _, errors = hound.validate_graph()
    flagged = {f["host"]["address"] for f in report["findings"]}
    alone = {f"Node '{a}' is isolated (no incoming or outgoing edges)" for a in flagged}
    check(set(errors) <= alone, "opengraph", errors)
    nodes = {n["id"] for n in data["graph"]["nodes"]}
    check(hound.get_node_count() == len(nodes), "opengraph", "nodes")
    pairs = {(h["edge"]["source"]["address"], h["edge"]["target"]["address"])
             for p in report["paths"] for h in p["hops"]}
    found = {(e["start"]["value"], e["end"]["value"]) for e in data["graph"]["edges"]}
    check(found == pairs and hound.get_edge_count() == len(pairs), "opengraph", "edges")


def check_markdown():
    text = open(f"{folder}/report.md", encoding="utf-8", newline="").read()
    reader = MarkdownIt("gfm-like")
    # GitHub makes links of schemes, www and mail addresses, not of every word with a dot.
    reader.linkify.set({"fuzzy_link": False})
    tokens = reader.parse(text)
    types = Counter(token.type for token in tokens)
    types += Counter(child.type for token in tokens for child in token.children or [])
    for kind in ("html_block", "html_inline", "link_open", "image", "fence", "code_block",
                 "blockquote_open", "hr", "em_open", "strong_open", "s_open", "ordered_list_open"):
        check(types[kind] == 0, "markdown", kind, [t.content for t in tokens if t.children and any(
            c.type == kind for c in t.children)][:1])
    check(types["table_open"] == len(report["paths"]), "markdown", "tables")
    rows = sum(1 + min(len(p["hops"]), 40) for p in report["paths"])
    check(types["tr_open"] == rows, "markdown", "rows")
    cells = 8 * rows
    check(types["td_open"] + types["th_open"] == cells, "markdown", "cells")
    titles = [tokens[place + 1].children for place, token in enumerate(tokens)
              if token.type == "heading_open" and token.tag == "h3"]
    check(len(titles) == min(len(report["findings"]), 30), "markdown", "headings")
    for title, finding in zip(titles, report["findings"]):
        host = finding["host"]
        named = f"{host['name']} ({host['address']})" if "name" in host else host["address"]
        check(title[0].type == "code_inline", "markdown", "title")
        check(title[0].content == named.replace("|", "\u00a6").replace("`", "'"), "markdown",
              "title", title[0].content)


def check_csv():
    rows = list(csv.DictReader(open(f"{folder}/findings.csv", encoding="utf-8", newline="")))
    check([r["uuid"] for r in rows] == ids(), "csv", "ids differ")
    for row, finding in zip(rows, report["findings"]):
        check(row["id"] == finding["id"] and float(row["score"]) == finding["score"], "csv", "row")
        check(not row["name"].startswith(("=", "+", "-", "@")), "csv", "formula")


def validator(version):
    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version=version)).get_class_schema(
        class_name="detection_finding", profiles=[])
    return jsonschema.Draft202012Validator(schema)


CHECKS = [
    ("schema", lambda: check_schema(sys.argv[1])),
    ("ecs", lambda: check_ecs([json.loads(line) for line in lines("ecs.ndjson")], "ecs")),
    ("ocsf", lambda: check_ocsf("ocsf.ndjson", "1.5.0")),
    ("ocsf-1.8", lambda: check_ocsf("ocsf-1.8.ndjson", "1.8.0")),
    ("stix", lambda: check_stix("stix")), ("attack-flow", check_attack_flow),
    ("navigator", check_navigator), ("cef", check_cef), ("leef", check_leef),
    ("syslog", check_syslog), ("splunk-hec", check_splunk), ("elastic-bulk", check_bulk),
    ("opengraph", check_opengraph), ("markdown", check_markdown), ("csv", check_csv),
]
OCSF = {version: validator(version) for version in ("1.5.0", "1.8.0")}
for folder in sys.argv[2:]:
    problems.clear()
    report = json.load(open(f"{folder}/findings.json", encoding="utf-8"))
    for name, run in CHECKS:
        try:
            run()
        except Exception as error:
            check(False, name, type(error).__name__, str(error)[:200])
    for problem in problems[:20]:
        print(problem)
    print(f"{len(report['findings'])} findings, {len(problems)} disagreements")
