"""Borders: projection, rounding and direction of rings."""

import json

import numpy as np
import pytest

from samspill import geojson
from samspill.errors import DataError

# easting, northing (zone 33) and longitude, latitude by PROJ 9.5.1, EPSG:25833 to EPSG:4258:
# Oslo, the far north-east, the west coast, the central meridian, the south, beyond Vardø
PROJ = [
    (262000, 6649000, 10.742714678436759, 59.9096049512713),
    (1078738.3404, 7862937.5525, 30.45857558730562, 70.20671406767758),
    (-31000, 6733000, 5.345264016627354, 60.38212902949679),
    (500000, 7000000, 14.999999999999982, 63.129339712894044),
    (88000, 6466000, 7.99429070697972, 58.142402390910696),
    (1114000, 7960000, 32.06183024605395, 70.9587924972373),
]


def test_utm_agrees_with_proj_to_a_hundredth_of_a_millimetre():
    given = np.array(PROJ)
    found = geojson.from_utm(given[:, 0], given[:, 1], zone=33)
    # 1e-10 of a degree is a hundredth of a millimetre
    np.testing.assert_allclose(found, given[:, 2:], rtol=0, atol=1e-10)


def test_the_central_meridian_is_the_arc_of_the_meridian():
    # by hand: on GRS 80 the arc from the equator to 60 degrees is 6654072.819 m; times 0.9996
    longitude, latitude = geojson.from_utm(
        np.array([500_000.0]), np.array([6654072.819 * 0.9996]), zone=32
    )[0]
    assert longitude == 9
    assert latitude == pytest.approx(60, abs=1e-8)


def test_the_equator_is_the_equator():
    # by hand: no northing is no latitude, and the two sides of the meridian mirror each other
    west, east = geojson.from_utm(np.array([400_000.0, 600_000.0]), np.zeros(2), zone=31)
    assert west[1] == east[1] == 0
    assert west[0] - 3 == pytest.approx(-(east[0] - 3), abs=1e-12)


SQUARE = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]]
HOLE = [[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5], [0.5, 0.5]]


def drawn(*rings, kind="Polygon", decimals=5, zone=None):
    feature = {"geometry": {"type": kind, "coordinates": list(rings)}}
    text = geojson.border(feature, 7, zone=zone, decimals=decimals, file="k.json")
    return None if text is None else json.loads(text)


def area(ring):
    """Give the signed area, positive where the ring runs counter-clockwise."""
    x, y = np.array(ring).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2


@pytest.mark.parametrize("outside", [SQUARE, SQUARE[::-1]])
@pytest.mark.parametrize("hole", [HOLE, HOLE[::-1]])
def test_the_outside_runs_clockwise_and_holes_the_other_way(outside, hole):
    polygon = drawn(outside, hole)
    assert [area(ring) for ring in polygon["coordinates"]] == [-4, 1]
    assert all(ring[0] == ring[-1] for ring in polygon["coordinates"])


def test_open_rings_are_closed_and_repeated_points_go():
    ring = [[0, 0], [0, 2], [0, 2.000001], [2, 2], [2, 0]]
    (found,) = drawn(ring)["coordinates"]
    assert len(found) == 5
    assert found[0] == found[-1]
    assert area(found) == -4


def test_what_has_no_area_left_goes():
    speck = [[5.0, 5.0], [5.000001, 5.0], [5.0, 5.000001], [5.0, 5.0]]
    assert drawn(speck) is None
    assert drawn(SQUARE, speck)["coordinates"] == drawn(SQUARE)["coordinates"]
    # an outside that went takes its holes along, and the other part stays alone
    kept = drawn([SQUARE], [speck, HOLE], kind="MultiPolygon")
    assert kept == drawn(SQUARE)
    assert kept["type"] == "Polygon"


def test_the_text_is_compact_and_a_minus_zero_is_zero():
    feature = {
        "geometry": {"type": "Polygon", "coordinates": [[[-0.0000001, 0], [0, 2], [2, 2], [0, 0]]]}
    }
    text = geojson.border(feature, 1, zone=None, decimals=5, file="k.json")
    assert " " not in text
    assert "-0.0" not in text


def test_very_fine_borders_are_rounded_more_and_neighbours_keep_their_points(monkeypatch):
    monkeypatch.setattr(geojson, "_MANY_POINTS", 9)
    squares = [
        {"geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {"geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE]]}},
        {"geometry": None},
    ]
    assert geojson.places_of_decimals(squares[:1]) == 5
    assert geojson.places_of_decimals(squares) == 3
    shared = [1.23456, 0.98765]
    left = drawn([[0, 0], [0, 2], shared, [0, 0]], decimals=3)
    right = drawn([[3, 0], shared, [3, 2], [3, 0]], decimals=3)
    assert [1.235, 0.988] in left["coordinates"][0]
    assert [1.235, 0.988] in right["coordinates"][0]


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("urn:ogc:def:crs:EPSG::25833", 33),
        ("EPSG:25832", 32),
        ("EPSG:32635", 35),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", None),
        ("EPSG:4258", None),
    ],
)
def test_the_collection_names_its_system(name, zone):
    assert geojson.utm_zone({"properties": {"name": name}}, file="k.json") == zone


def test_without_a_name_coordinates_are_degrees_and_an_unknown_one_is_refused():
    assert geojson.utm_zone(None, file="k.json") is None
    with pytest.raises(DataError, match=r"k\.json, column «crs»: the coordinates are in EPSG:3006"):
        geojson.utm_zone({"properties": {"name": "EPSG:3006"}}, file="k.json")


@pytest.mark.parametrize(
    ("ring", "sentence"),
    [
        ([[0, 91], [0, 0], [1, 1]], "no longitude and latitude"),
        ([["a", "b"]] * 3, "not pairs of numbers"),
        ([[1], [2], [3]], "not pairs of numbers"),
        ([[float("nan"), 1], [0, 0], [1, 1]], "not finite"),
        (5, "not pairs of numbers"),
    ],
)
def test_coordinates_that_are_none_are_refused(ring, sentence):
    with pytest.raises(
        DataError, match=rf"k\.json, column «geometry»: feature number 7 .*{sentence}"
    ):
        drawn(ring)
