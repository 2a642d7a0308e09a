"""Areas and unclassified sum to the total, to the krone, under every filter that a page offers."""

from moneysums import off_by_a_krone
from samspill.region import load_region

AREAS = tuple(area.id for area in load_region("osloregionen").areas)


def test_every_part_of_every_filter_sums_to_what_the_awards_say(sample_home):
    walked, wrong = off_by_a_krone(sample_home.current(), AREAS)
    assert walked > 2000
    assert wrong == []
