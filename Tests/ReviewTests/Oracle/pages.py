# SPDX-License-Identifier: Apache-2.0
"""Reads pages as a strict XML parser and as an HTML parser, and prints what is wrong with each.

Usage: pages.py FOLDER. Prints a line a fault, then the number of pages.
"""
import os
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

HTML = "{http://www.w3.org/1999/xhtml}"
CONTROLS = {"input", "select", "textarea"}
ALLOWED = {
    "html", "head", "meta", "title", "link", "script", "body", "a", "header", "p", "span", "nav",
    "ul", "li", "form", "input", "button", "main", "div", "footer", "h1", "h2", "h3", "section",
    "article", "dl", "dt", "dd", "ol", "label", "select", "option", "datalist", "textarea",
    "fieldset", "legend", "table", "thead", "tbody", "tr", "th", "td", "small", "strong", "b",
    "br", "pre", "code", "details", "summary", "figure", "figcaption",
    "svg", "g", "path", "rect", "text", "tspan", "desc", "polygon", "polyline", "ellipse",
    "circle", "line",
}


def name(element):
    return element.tag.split("}")[-1]


class Tags(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag.lower(), sorted((k, v or "") for k, v in attrs)))

    handle_startendtag = handle_starttag


def faults(text):
    for scalar in sorted(set(text)):
        category = unicodedata.category(scalar)
        if category in ("Cc", "Cf", "Co", "Cn", "Cs") and scalar != "\n":
            yield f"holds U+{ord(scalar):04X}"
    if not text.startswith("<!DOCTYPE html>\n"):
        yield "has no document type"
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        yield f"is not XML: {error}"
        return
    elements = list(root.iter())
    html = Tags()
    html.feed(text)
    strict = [
        (name(e).lower(), sorted((k.lower(), v) for k, v in e.attrib.items())) for e in elements
    ]
    loose = [(t, [(k, v) for k, v in a if not k.startswith("xmlns")]) for t, a in html.seen]
    if strict != loose:
        yield "is another document as HTML than as XML"
    if root.get("lang") != "en":
        yield "does not say its language"
    tags = [name(e) for e in elements]
    for tag in sorted(set(tags) - ALLOWED):
        yield f"has a <{tag}>"
    for tag in ("h1", "main", "title"):
        count = sum(1 for e in elements if e.tag == HTML + tag)
        if count != 1:
            yield f"has {count} <{tag}>"
    ids = [e.get("id") for e in elements if e.get("id") is not None]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"has the id {twice} twice"
    labelled = {e.get("for") for e in elements if name(e) == "label"}
    for target in sorted(labelled - set(ids)):
        yield f"labels nothing called {target}"
    level = 0
    for e in elements:
        tag = name(e)
        for key, value in e.attrib.items():
            if key == "style" or key.lower().startswith("on"):
                yield f"has the attribute {key} in <{tag}>"
            if key in ("href", "src", "action"):
                if not re.fullmatch(r"(/[^/\s\\][^\s\\]*|/|#[\w]+|data:,)", value):
                    yield f"leads to {value}"
            if key in ("aria-labelledby", "aria-describedby"):
                for target in value.split():
                    if target not in ids:
                        yield f"refers to {target}, which is not there"
        if tag == "script" and (e.text or not e.get("src")):
            yield "has a script of its own"
        if tag in CONTROLS and e.get("type") != "hidden" and e.get("id") not in labelled:
            yield f"has a <{tag}> without label: {e.get('name')}"
        if tag == "form" and e.get("method") == "post":
            tokens = [i for i in e.iter() if i.get("name") == "csrf" and i.get("value")]
            if len(tokens) != 1:
                yield "has a form without token"
        if tag in ("th",) and e.get("scope") not in ("row", "col"):
            yield "has a heading of a table without scope"
        if tag == "a" and not ("".join(e.itertext()).strip() or e.get("aria-label")):
            yield f"has a link without words to {e.get('href')}"
        if e.tag in (HTML + "h1", HTML + "h2", HTML + "h3"):
            now = int(tag[1])
            if now > level + 1:
                yield f"goes from heading {level} to {now}"
            level = now


def main():
    count = 0
    for folder, _, names in sorted(os.walk(sys.argv[1])):
        for each in sorted(names):
            if not each.endswith(".html"):
                continue
            count += 1
            with open(os.path.join(folder, each), encoding="utf-8") as file:
                for fault in faults(file.read()):
                    print(f"{each}: {fault}")
    print(f"{count} pages")


main()
