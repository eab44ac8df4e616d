"""What script/audit makes of its tools' answers."""

from script.auditing.findings import Findings, Place
from script.auditing.speed import LEAST, judge

HOME, POST = Place("visitor", "/"), Place("author", "/posts/1/")


def report(*, performance: float = 1.0, shift: float = 0.0, blocked: float = 12.0) -> dict:
    """A report of Lighthouse's, where only speed may be wrong."""
    scores = dict.fromkeys(LEAST, 1.0) | {"performance": performance}
    part = {"id": "total-blocking-time", "weight": 30}
    return {
        "categories": {
            name: {"score": score, "auditRefs": [part] if name == "performance" else []}
            for name, score in scores.items()
        },
        "audits": {
            "cumulative-layout-shift": {"numericValue": shift},
            "largest-contentful-paint": {"numericValue": 1234.0},
            "total-blocking-time": {
                "numericValue": blocked,
                "score": performance,
                "title": "Total Blocking Time",
                "displayValue": f"{blocked:.0f} ms",
            },
        },
    }


class TestFindings:
    def test_are_a_row_for_each_page(self):
        findings = Findings()
        findings.note("vnu", HOME, [], times=2)
        findings.note("axe", HOME, ["region: main", "label: input"], times=8)
        findings.note("axe", POST, [])
        findings.figures[HOME] = "59.0 kB"
        assert findings.table(["vnu", "axe"]).splitlines() == [
            "| who     | page                    | vnu | axe | measured |",
            "| ------- | ----------------------- | --- | --- | -------- |",
            "| visitor | /                       | 0/2 | 2/8 | 59.0 kB  |",
            "| author  | /posts/1/               |     | 0/1 |          |",
            "|         | 2 pages: faults / looks | 0/2 | 2/9 |          |",
        ]
        assert findings.count == 2

    def test_what_pages_share_is_told_once(self):
        findings = Findings()
        for place in (HOME, POST):
            findings.note("axe", place, ["region: footer"])
        findings.note("axe", POST, ["label: input"])
        assert findings.lines() == [
            "axe: region: footer\n    on 2: / (visitor), /posts/1/ (author)",
            "axe: label: input\n    on 1: /posts/1/ (author)",
        ]


class TestLighthouse:
    def test_the_median_counts(self):
        findings = Findings()
        judge(HOME, [report(performance=0.5, blocked=400), report(), report(blocked=49)], findings)
        assert findings.count == 0
        assert findings.figures[HOME] == "100/100/100/100, CLS 0.000, TBT 49 ms, LCP 1.2 s"

    def test_what_is_not_good_enough_is_a_fault_with_its_reasons(self):
        findings = Findings()
        judge(HOME, [report(performance=0.8, shift=0.02, blocked=60)], findings)
        assert findings.faults[HOME]["lighthouse"] == [
            "performance 80",
            "CLS 0.020",
            "TBT 60 ms",
            "performance: Total Blocking Time 60 ms",
        ]
