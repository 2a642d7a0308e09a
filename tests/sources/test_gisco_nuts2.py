"""GISCO's borders of NUTS 2 regions; shapes are made up."""

import json
from collections import Counter

import pytest

from samspill.errors import DataError
from samspill.sources import gisco_nuts2 as source
from samspill.tables import table


class Notes:
    """A client that only notes what it was asked for."""

    def __init__(self):
        self.urls = []

    def take(self, vault, source, download, *, vintage=None, validate=None):
        self.urls.append(download.url)
        return download.name


def read(raw):
    """Give kept rows, rejected rows and what was received; nothing may get lost between them."""
    parts = list(source.read(raw))
    kept = [row for part in parts for row in part.kept.to_pylist()]
    rejects = [part.rejected for part in parts if part.rejected is not None]
    rejected = [row for rows in rejects for row in rows.to_pylist()]
    received = Counter()
    for part in parts:
        assert part.kept.schema.equals(table(part.table).schema)
        assert part.table in source.SOURCE.tables
        received.update(part.received)
    assert received["rows"] == len(kept) + len(rejected)
    return kept, rejected, received


def square(x, y, size=1.0):
    return [[x, y], [x, y + size], [x + size, y + size], [x + size, y], [x, y]]


def feature(properties, *rings, kind="Polygon"):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": list(rings)},
    }


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def region(code, **more):
    return feature({"NUTS_ID": code, "LEVL_CODE": len(code) - 2, **more}, square(10, 60))


GOOD = collection(region("NO01", NAME_LATN="Vik og omegn"), region("EL51"), region("HR04"))


@pytest.mark.parametrize(
    ("codes", "edition"),
    [
        (("DE41", "GR30", "FR24"), "nuts-2006"),
        (("DE40", "EL14", "UKI1"), "nuts-2010"),
        (("DE40", "EL51", "FR24", "UKI3", "IE01"), "nuts-2013"),
        (("DE40", "EL51", "FRB0", "HR04", "NO01"), "nuts-2016"),
        (("EL51", "FRB0", "NO08", "PT16"), "nuts-2021"),
        (("EL51", "FRB0", "PT19"), "nuts-2024"),
    ],
)
def test_the_codes_decide_the_edition(raw_file, codes, edition):
    kept, _, _ = read(raw_file(collection(*map(region, codes)), name="nuts.json", vintage="1999"))
    assert {row["place_edition"] for row in kept} == {edition}
    assert {row["place_kind"] for row in kept} == {"nuts2"}


def test_where_codes_fit_several_editions_the_vintage_tells(raw_file):
    kept, _, _ = read(raw_file(GOOD, name="nuts.json", vintage="2015"))
    assert kept[0]["place_edition"] == "nuts-2013"
    assert [row["place_name"] for row in kept] == ["Vik og omegn", None, None]
    with pytest.raises(DataError, match=r"fit the editions 2013, 2016 alike"):
        read(raw_file(GOOD + "\n", name="nuts.json", vintage="ukjent"))


def test_codes_of_two_editions_are_refused(raw_file):
    document = collection(region("FR24"), region("NO08"))
    with pytest.raises(DataError, match=r"no one edition of NUTS: FR24 \(2006-2013\), NO08"):
        read(raw_file(document, name="nuts.json"))


def test_other_levels_are_set_aside(raw_file):
    document = collection(region("NO"), region("NO0"), region("NO08"), region("NO081"))
    kept, rejected, _ = read(raw_file(document, name="nuts.json"))
    assert [row["place_code"] for row in kept] == ["NO08"]
    assert [(row["reason"], row["source_row"]) for row in rejected] == [
        ("other_level", 1),
        ("other_level", 2),
        ("other_level", 4),
    ]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (collection(region("NO01"), region("no02")), r"feature number 2: «no02» is not a NUTS"),
        (collection(region("NO")), r"the file has no region of level 2"),
        (collection(feature({"kommunenummer": "3301"}, square(1, 1))), r"«NUTS_ID» is in the file"),
        (GOOD[:-2], r"the file is not whole JSON"),
    ],
)
def test_garbage_is_refused_with_its_place(raw_file, document, sentence):
    with pytest.raises(DataError, match=rf"nuts\.json.*{sentence}"):
        read(raw_file(document, name="nuts.json"))


def test_every_kind_of_garbage_is_refused(raw_file, garbage):
    with pytest.raises(garbage.error):
        read(raw_file(garbage.of(json.dumps(json.loads(GOOD), indent=1).encode())))


def test_fetch_takes_three_editions():
    client = Notes()
    list(source.fetch(None, client))
    assert [url.partition("20M_")[2][:4] for url in client.urls] == ["2013", "2016", "2021"]
