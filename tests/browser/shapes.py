# SPDX-License-Identifier: Apache-2.0
"""What the pages' TypeScript says of the server's answers, against an answer."""
import os
import re

WEB = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../server/web")


def interfaces(name="shared/holder_api.ts"):
    """{name: {field: (type, may be absent)}}"""
    with open(os.path.join(WEB, name), encoding="utf-8") as source:
        text = source.read()
    found = {}
    for name, body in re.findall(r"export interface (\w+) \{\n(.*?)\n\}", text, re.S):
        fields = re.findall(r"^  (\w+)(\??): ([^;]+);", body, re.M)
        found[name] = {field: (kind, bool(absent)) for field, absent, kind in fields}
    return found


def differences(value, name, known, where=""):
    """One line a field that the answer or the interface has alone."""
    if name.endswith("[]"):
        return [line for n, item in enumerate(value) for line in differences(item, name[:-2], known, f"{where}[{n}]")]
    if name not in known:
        return []
    fields = known[name]
    wrong = [f"{where}.{field}: not in {name}" for field in value if field not in fields]
    for field, (kind, absent) in fields.items():
        if field in value:
            wrong += differences(value[field], kind, known, f"{where}.{field}")
        elif not absent:
            wrong.append(f"{where}.{field}: {name} says that it is always there")
    return wrong
