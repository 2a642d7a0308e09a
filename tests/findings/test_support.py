"""Support on a workspace small enough to do by hand: a region, two activities, a dozen awards."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from samspill.findings import support
from samspill.findings.support.cells import judge
from samspill.findings.support.tracing import trace
from samspill.harmonise import Workspace
from samspill.harmonise.double_reports import double_reports
from samspill.ledger import Ledger
from samspill.region import load_region
from samspill.tables import table


def award(number, activity="J62", amount=1000.0, **changes):
    return {
        "award_id": f"f:{number}",
        "source": "innovasjon_norge",
        "provider": "Innovasjon Norge",
        "instrument": "Etablerertilskudd",
        "kind": "grant",
        "date": date(2013, 5, 6),
        "year": 2013,
        "amount_nok": amount,
        "actor_id": f"9{number:08d}",
        "nuts_code": "NO01",
        "activity_code": activity,
        "file_sha256": "f",
        "source_row": number,
    } | changes


def found(awards, sizes=None, applications=()):
    work = Workspace(load_region("osloregionen"), None, lambda name: None, Ledger())
    sizes = {"J62": 750.0, "C10": 250.0} if sizes is None else sizes
    content = {
        "awards": awards,
        "sizes": [
            {
                "source": "eurostat_sbs", "place_kind": "nuts2", "place_edition": "nuts-2013",
                "place_code": "NO01", "activity_code": code, "measure": "persons_employed",
                "year": year, "value": value, "held_value": value, "flag": flag,
            }
            for year in (2010, 2011, 2012, 2013, 2014)
            for code, value in sizes.items()
            for flag in ("!" if (code, year) == ("C10", 2014) else None,)
        ],
        "strengths": [
            {
                "place_code": "NO01", "activity_code": code, "measure": "persons_employed",
                "year": 2013, "reference": "norway", "lq": lq, "lq_shrunk": lq,
                "is_strength": lq > 1,
            }
            for code, lq in (("J62", 1.5), ("C10", 0.5))
        ],
        "relatedness_presences": [],
        "applications_carried": list(applications),
        "groups": [],
        "places": [{"place_edition": "nuts-2013", "place_code": "NO01", "name": "Oslo"}],
        "activities": [],
    }  # fmt: skip
    for name, rows in content.items():
        work.tables[name] = pa.Table.from_pylist(rows, schema=table(name).schema)
    tables = support.FINDING.compute(work)
    for name, rows in tables.items():
        table(name).check(rows)
    return {name: rows.to_pylist() for name, rows in tables.items()}


def cells(tables, place="NO01", **chosen):
    wanted = {"provider": "", "instrument": "", "kind": "grant", "period": "2013"} | chosen
    return {
        row["activity_code"]: row
        for row in tables["support"]
        if row["place_code"] == place and all(row[k] == v for k, v in wanted.items())
    }


def test_shares_by_hand():
    tables = found([award(n) for n in range(3)] + [award(3, "C10", 5000.0)])
    rows = cells(tables)
    assert (rows["J62"]["amount_nok"], rows["C10"]["amount_nok"]) == (3000, 5000)
    assert (rows["J62"]["share"], rows["J62"]["strength_share"]) == (0.375, 0.75)
    assert rows["J62"]["expected_nok"] == 6000
    assert rows["J62"]["awards_expected"] == 3
    assert rows["J62"]["intensity"] == 4
    assert rows["J62"]["quadrant"] == "strong_unsupported"
    assert rows["C10"]["quadrant"] == "weak_supported"
    [whole] = [r for r in tables["support_mismatch"] if r["place_code"] == "NO01"]
    assert whole["mismatch"] == 0.375
    assert whole["intensity"] == 8
    # all of the country's grants lie here, so nothing is out of the ordinary
    assert rows["J62"]["quotient"] == pytest.approx(1)


def test_many_awards_to_the_weak_are_a_gap_and_a_bet():
    rows = cells(found([award(n, "C10") for n in range(40)] + [award(99)]))
    assert rows["J62"]["verdict"] == "gap"
    assert rows["C10"]["verdict"] == "bet"
    assert rows["C10"]["q_value"] < 1e-6


def test_one_recipient_many_times_is_one_when_recipients_are_dealt():
    awards = [award(n, "C10", actor_id="900000000") for n in range(40)]
    row = cells(found([*awards, *(award(n) for n in range(50, 62))]))["C10"]
    assert row["q_value"] < 1e-6
    assert row["q_recipients"] > 0.05


def test_what_the_statistics_do_not_cover_has_no_strength_measure():
    tables = found([award(n) for n in range(4)] + [award(9, "A01", 700.0)])
    row = cells(tables)["A01"]
    assert (row["verdict"], row["amount_nok"]) == ("no_strength_measure", 700)
    assert row["p_value"] is row["strength_share"] is row["quadrant"] is None
    [whole] = [r for r in tables["support_mismatch"] if r["place_code"] == "NO01"]
    assert (whole["amount_nok"], whole["measured_nok"]) == (4700, 4000)


def test_a_figure_that_leaps_is_not_in_the_mean():
    row = cells(found([award(n) for n in range(4)], {"J62": 750.0, "C10": 250.0}))["C10"]
    assert row["strength_share"] == 0.25
    assert row["strength_period"] == "2010-2014"


def test_kinds_are_apart_and_euro_are_in_no_sum_of_kroner():
    awards = [award(1), award(2, kind="loan", amount=9e6)]
    awards += [award(3, kind="grant", amount=None, amount_eur=5e6), award(4, "C10")]
    tables = found(awards)
    assert cells(tables)["J62"]["amount_nok"] == 1000
    assert cells(tables, kind="loan")["J62"]["amount_nok"] == 9e6
    shares = tables["support_concentration"]
    country = [r for r in shares if (r["place_code"], r["dimension"]) == ("NO", "activity")]
    assert sum(r["amount_nok"] for r in country if r["kind"] == "grant") == 2000


def test_many_small_awards_and_little_money_are_called_nothing():
    cell = {
        "provider": "", "instrument": "", "kind": "grant", "period": "2013", "place_kind": "nuts2",
        "p_value": 1e-6, "p_recipients": 1e-6, "quadrant": "weak_unsupported",
        "is_one_sided": False, "awards_count": 90, "amount_nok": 1.0, "expected_nok": 2.0,
    }  # fmt: skip
    judge([cell])
    assert cell["verdict"] == "as_expected"
    two = {**cell, "quadrant": "weak_supported", "is_one_sided": True, "awards_count": 2,
           "p_value": 1e-6, "p_recipients": 1e-6}  # fmt: skip
    del two["verdict"]
    judge([two])
    assert two["verdict"] == "as_expected"


def test_concentration_by_hand():
    awards = [award(1, amount=3000.0), award(2, amount=1000.0, provider="Siva")]
    shares = found(awards)["support_concentration"]
    of_country = [r for r in shares if (r["place_code"], r["dimension"]) == ("NO", "activity")]
    rows = [r for r in of_country if r["code"] == "J62"]
    assert {r["provider"]: r["share"] for r in rows} == {"Innovasjon Norge": 0.75, "Siva": 0.25}
    assert {r["herfindahl"] for r in rows} == {0.625}


def test_success_by_hand():
    phases = ["Bevilgning"] * 3 + ["Avslag"] * 5 + ["Vurderes"] * 2
    applications = [
        {
            "project_id": str(n), "source": "forskningsradet_soknader", "year": 2013,
            "project_phase": phase, "instrument": "Forskerprosjekt", "place_code": "0301",
            "applied_nok": 10.0, "awarded_nok": 7.0 if phase == "Bevilgning" else None,
        }
        for n, phase in enumerate(phases)
    ]  # fmt: skip
    rows = found([award(1)], applications=applications)["support_demand"]
    [row] = [r for r in rows if r["dimension"] == "all"]
    assert (row["approved_count"], row["rejected_count"], row["open_count"]) == (3, 5, 2)
    assert row["success"] == 0.375
    # Wilson by hand: (3 + 1.9207)/(8 + 3.8415) ± 1.96/(11.8415) √(3·5/8 + 0.9604)
    assert row["success_low"] == pytest.approx(0.13684, abs=1e-4)
    assert row["success_high"] == pytest.approx(0.69426, abs=1e-4)
    assert (row["applied_nok"], row["awarded_nok"]) == (100, 21)


def _twice(**changes):
    other = {"source": "stotteregisteret", "award_id": "g:1", "actor_id": "900000001"} | changes
    rows = [award(1, amount=500_000.0), award(2, amount=500_000.0), award(7, **other)]
    made = pa.Table.from_pylist(rows, schema=table("awards").schema)
    return double_reports(made).to_pylist()


def test_a_double_report_is_found():
    [pair] = _twice(amount=500_900.0, date=date(2013, 6, 6))
    assert (pair["award_id"], pair["counted_id"], pair["days_apart"]) == ("g:1", "f:1", 31)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 501_001.0}, {"date": date(2013, 6, 7)}, {"kind": "loan"},
        {"provider": "Siva"}, {"actor_id": "900000003"}, {"source": "innovasjon_norge"},
    ],
    ids=["amount", "date", "kind", "provider", "recipient", "the same source"],
)  # fmt: skip
def test_what_only_looks_like_one_is_not(changes):
    assert _twice(**{"amount": 500_000.0} | changes) == []


def test_a_figure_is_led_back_to_awards_and_strength():
    row = cells(found([award(n) for n in range(4)]))["J62"]
    awards, persons, whole, quotient = trace("support", row)
    assert awards.where == {"kind": ("grant",), "year": (2013,), "nuts_code": ("NO01",),
                            "activity_code": ("J62",)}  # fmt: skip
    assert persons.where["year"] == (2010, 2011, 2012, 2013, 2014)
    assert whole.table == "sizes"
    assert quotient.table == "strengths"
