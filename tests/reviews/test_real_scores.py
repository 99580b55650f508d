"""Scores of a real conference and of real courses: they are read, calibrated, and come out as docs/guide/calibration.md tells."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from accelerator.reviews import scoring
from accelerator.reviews.calibration import Known

REAL = Path(os.environ.get("SLIPWAY_REAL_DATA", Path(__file__).parents[3] / "shared/data")) / "review"
FILES = Path(__file__).parents[1] / "files/scores"


def _papers(file: Path) -> tuple[list[tuple[str, str, float]], list[float]]:
    """(scores, weights by confidence) of papers whose reviewers are not told: each score is somebody else's."""
    rows, weights = [], []
    for paper in csv.DictReader(file.open(newline="")):
        for place, (rating, sure) in enumerate(zip(paper["ratings"].split(), paper["confidences"].split(), strict=True)):
            rows.append((paper["forum"], f"{paper['forum']} {place}", float(rating)))
            weights.append(float(sure))
    return rows, weights


def _courses(file: Path) -> list[tuple[str, str, float]]:
    return [(row["d"], row["s"], float(row["y"])) for row in csv.DictReader(file.open(newline=""))]


def test_papers_without_a_rating_and_reviewers_without_a_name() -> None:
    rows, weights = _papers(FILES / "papers.csv")
    found = scoring.calibrate(rows)
    assert [*found.items] == ["a1", "b2", "d4", "e5"]
    assert found.known == Known(noise=True, severity=False)
    assert {one.severity for one in found.reviewers.values()} == {0}
    assert [one.rank for one in found.items.values()] == [one.raw_rank for one in found.items.values()] == [1, 4, 3, 2]
    assert found.apart == ("b2", "d4", "e5")  # each paper stands alone
    assert scoring.calibrate(rows, weights=weights).items["b2"].estimate < found.items["b2"].estimate  # the surest gave the least


def test_who_rated_once_and_who_was_rated_by_nobody_elses_rater() -> None:
    found = scoring.calibrate(_courses(FILES / "ratings.csv"))
    assert [found.reviewers[name].scores for name in ("1", "3")] == [2, 1]
    assert found.apart == ("2160",)
    assert [found.items[name].rank for name in ("1002", "1050", "2160")] == [2, 3, 1]


@pytest.mark.skipif(not REAL.is_dir(), reason="no folder of real lists here (SLIPWAY_REAL_DATA)")
class TestRealScores:
    def test_a_conference(self) -> None:
        rows, weights = _papers(REAL / "iclr2018_ratings.csv")
        found = scoring.calibrate(rows)
        assert (len(rows), len(found.items), len(found.components)) == (2949, 978, 978)
        assert found.known == Known(noise=True, severity=False)
        assert [round(one, 3) for one in found.variances] == [1.011, 0, 1.417]
        assert [round(one or 0, 3) for one in found.agreement] == [0.416, 0.416, 0.416]
        assert [round(scoring.calibrate(rows, weights=by).mean, 2) for by in (None, weights)] == [5.34, 5.31]
        assert [len(scoring.flips(found, 336, by=by)) for by in ("raw", "calibrated")] == [468, 470]

    def test_courses(self) -> None:
        found = scoring.calibrate(_courses(REAL / "lme4_InstEval.csv"))
        assert (len(found.items), len(found.reviewers), len(found.components)) == (1128, 2972, 1)
        assert [round(one, 3) for one in found.variances] == [0.274, 0.106, 1.387]
        assert round(found.mean, 3) == 3.254
        assert [round(one or 0, 3) for one in found.agreement] == [0.160, 0.155, 0.160]
        best = [{item for item, one in found.items.items() if getattr(one, rank) <= 100} for rank in ("raw_rank", "rank")]
        assert [len(best[0]), len(best[1]), len(best[0] & best[1])] == [107, 100, 85]
        severe = [one.found > 0 for one in scoring.odd(found) if one.kind == "severity"]
        assert (severe.count(True), severe.count(False)) == (12, 8)
