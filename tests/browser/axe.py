# SPDX-License-Identifier: Apache-2.0
"""What a page breaks of WCAG 2.2 AA, as far as axe-core can tell."""
import os

AXE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../node_modules/axe-core/axe.min.js")
TWICE = "--blink-settings=defaultFontSize=32"  # a browser whose texts are set to 200 %
TEXT_SIZE = "return getComputedStyle(document.documentElement).fontSize"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def axe_missing():
    """Why there can be no axe; None: there can."""
    return None if os.path.exists(AXE) else "no axe-core here (npm ci --ignore-scripts brings it)"


def violations(browser, rule=None):
    """One line a rule and an element; of that rule alone, where one is named."""
    if not browser.run("return !!window.axe"):
        with open(AXE, encoding="utf-8") as source:
            browser.run(source.read())
    options = {"runOnly": {"type": "rule", "values": [rule]} if rule else {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = browser.wait_for(f"""
        const done = arguments[arguments.length - 1];
        axe.run(document, {options}).then(r => done(r.violations), e => done([{{id: String(e), nodes: []}}]));
    """)
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"] or [{"html": ""}]]
