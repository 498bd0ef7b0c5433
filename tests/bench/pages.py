#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pages.py BUILD [PAGE…]: how long a page of the office's desk takes from the click, on a server with
5,000 residents, in a browser whose processor is slowed down to a quarter: when it was never open since
the desk was loaded (the median of three), and again within a minute, with other pages in between; and of
the latter how long it is until the page asks, and until the last answer is there.

By the browser's own clock: from the event of the click to the frame that shows the last change of the
page, once nothing is being asked for any more."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../browser"))
from desk import Community, Desk  # noqa: E402

RESIDENTS, SLOWER, FIRST, TURNS, GOAL_MS = 5_000, 4, 3, 5, 200

# Until nothing was asked for and nothing was drawn for a while.
MEASURE = """
    const [page, done] = [%r, arguments[arguments.length - 1]], quiet = 1000;
    let asking = 0, clicked = 0, drawn = 0, busy = 0;
    const own = window.fetch;
    window.fetch = (...all) => (asking++, own(...all).finally(() => (asking--, busy = performance.now())));
    // The first task behind a frame, before what the page has put off until then.
    const {port1, port2} = new MessageChannel(), frame = window.requestAnimationFrame;
    let changed = false;
    port1.onmessage = () => (drawn = busy = performance.now());
    const painted = () => changed && (changed = false, port2.postMessage(0));
    window.requestAnimationFrame = (run) => frame((at) => (painted(), run(at)));
    const seen = new MutationObserver(() => (changed = true, frame(painted)));
    seen.observe(document.getElementById('main') || document.body, {subtree: true, childList: true, characterData: true, attributes: true});
    const link = document.querySelector(`nav a[href="#${page}"]`);
    link.addEventListener('click', (event) => (clicked = event.timeStamp, busy = performance.now()), {once: true, capture: true});
    const look = setInterval(() => {
        if (!clicked || asking || performance.now() - busy < quiet) return;
        clearInterval(look);
        seen.disconnect();
        [window.fetch, window.requestAnimationFrame] = [own, frame];
        const answers = performance.getEntriesByType('resource').filter((one) => one.startTime >= clicked);
        performance.clearResourceTimings();
        const [asked, answered] = [answers.length ? Math.min(...answers.map((one) => one.startTime)) : clicked, Math.max(clicked, ...answers.map((one) => one.responseEnd))];
        done({took: drawn - clicked, asked: asked - clicked, answered: answered - clicked, answers: answers.length,
            bytes: answers.reduce((sum, one) => sum + one.encodedBodySize, 0), elements: document.querySelectorAll('*').length});
    }, 50);
    link.click();
"""


class Large(Community):
    residents = RESIDENTS


def fill(community):
    for n in range(40):
        community.apply(n)
    for n in range(20):
        community.office.ask("POST", "/v1/visitors", {"name": f"来访{n}"})
    for n in range(10):
        community.enrol(f"gate {n}")
        person = community.resident(community.name(n))
        said = {"state": "suspended", "ground": "B4", "evidence": f"笔录2026-{n}"}
        community.office.ask("PUT", f"/v1/residents/{person['area']}/{person['index']}/state", said)


def other(page, pages, turn):
    return pages[(pages.index(page) + 1 + turn % (len(pages) - 1)) % len(pages)]


def measure(desk, page, pages, turns):
    """Each time from another page; the quickest first."""
    took = []
    for turn in range(turns):
        desk.wait_for(MEASURE % other(page, pages, turn))
        took.append(desk.wait_for(MEASURE % page))
    return sorted(took, key=lambda one: one["took"])


def measure_first(desk, page, pages):
    took = []
    for turn in range(FIRST):
        desk.visit(other(page, pages, turn))
        desk.there("nav")
        desk.wait_for(MEASURE % other(page, pages, turn + 1))
        took.append(desk.wait_for(MEASURE % page)["took"])
    return sorted(took)[FIRST // 2]


def main():
    community = Large(applicants=40)
    try:
        fill(community)
        with Desk(community) as desk:
            desk.sign_in()
            desk.cdp("Emulation.setCPUThrottlingRate", rate=SLOWER)
            pages = desk.pages()
            print(f"{RESIDENTS} residents, processor at 1/{SLOWER}, {TURNS} turns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            print(f"{'page':<14}{'first ms':>9}{'best ms':>9}{'median ms':>10}{'worst ms':>10}{'asks at':>9}{'answered':>10}{'answers':>9}{'bytes':>8}{'elements':>10}")
            for page in sys.argv[1:] or pages:
                first = measure_first(desk, page, pages)
                took = measure(desk, page, pages, TURNS)
                one, worst = took[len(took) // 2], took[-1]["took"]
                print(f"{page:<14}{first:>9.0f}{took[0]['took']:>9.0f}{one['took']:>10.0f}{worst:>10.0f}{one['asked']:>9.0f}{one['answered']:>10.0f}{one['answers']:>9}{one['bytes']:>8}"
                      f"{one['elements']:>10}{'' if max(first, one['took']) <= GOAL_MS else f'  above {GOAL_MS}'}", flush=True)
    finally:
        community.close()


main()
