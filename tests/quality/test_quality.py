"""What reading must reach on the labelled texts, and that the measures measure."""

import pytest

from bench import quality_text
from bench.quality import line


@pytest.mark.shared
@pytest.mark.slow
def test_reading_reaches_what_is_wanted(shared):
    missed = [line(row) for row in quality_text.rows(shared) if row.ours < row.wanted]
    assert not missed, "\n".join(missed)


def test_precision_and_recall():
    texts = [("fire", True), ("smoke", True), ("fireplace", False), ("tea", False)]
    told = quality_text.told(texts, lambda text: text.startswith("fire"))
    assert (told.precision, told.recall) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("scores", "area"),
    [
        ([(-1.0, False), (1.0, True)], 1.0),
        ([(1.0, False), (-1.0, True)], 0.0),
        ([(0.0, False), (0.0, True)], 0.5),
        ([(-1.0, False), (0.0, True), (0.0, False), (1.0, True)], 0.875),
    ],
)
def test_area_under_the_curve(scores, area):
    assert quality_text.area(scores) == area


def test_a_missed_measure_says_so():
    assert "(missed)" in line(quality_text.Row("mood", wanted=0.8, ours=0.7, baseline=0.5))
    assert "(missed)" not in line(quality_text.Row("mood", wanted=0.8, ours=0.8, baseline=0.5))
