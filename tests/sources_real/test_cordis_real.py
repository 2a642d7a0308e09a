"""CORDIS: participations in projects that began in 2014, and the dashboard of 2021."""

import csv
import gzip
import io
import math
import os
import zipfile
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from samspill.sources import cordis as source
from samspill.store import Vault

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not here")


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Give a reader of a file: kept rows, rejected rows and what was received."""
    vault = Vault(tmp_path_factory.mktemp("raw"))

    def of(name, vintage="2024"):
        raw = vault.add(
            DATA / name, source=source.SOURCE.id, name=Path(name).name, vintage=vintage,
            publisher="", licence="", origin="",
        )  # fmt: skip
        parts = list(source.read(raw))
        kept = pa.concat_tables([part.kept for part in parts]).to_pylist()
        rejects = [part.rejected for part in parts if part.rejected is not None]
        rejected = [row for rows in rejects for row in rows.to_pylist()]
        received = Counter()
        for part in parts:
            received.update(part.received)
        assert received["rows"] == len(kept) + len(rejected)
        return kept, rejected, received

    return of


def plainly(name):
    """Read a file with Python's own csv module, which knows nothing of Samspill."""
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_the_extract_of_2014(read):
    kept, rejected, received = read("cordis/h2020_participations_2014.csv.gz", "2022")
    # 12,584 participations: the README beside the data
    assert len(kept) == received["rows"] == 12_584
    assert rejected == []
    rows = plainly("cordis/h2020_participations_2014.csv.gz")
    # the extract's maker put the amounts together as well, in a column that is not read here
    theirs = [row["re_contribution"] for row in rows]
    assert received["amount_eur"] == pytest.approx(
        math.fsum(float(amount) for amount in theirs if amount != "NA"), abs=0.01
    )
    assert sum(row["amount_eur"] is None for row in kept) == theirs.count("NA") == 514
    assert Counter(row["role"] for row in kept) == {
        "participant": 9035,
        "coordinator": 3324,
        "thirdparty": 203,
        "partner": 22,
    }
    assert sum(row["country_code"] == "UK" for row in kept) == 1841
    assert sum(row["country_code"] == "EL" for row in kept) == 299
    assert sum(row["country_code"] is None for row in kept) == 342


def test_the_dashboard_of_2021(read):
    kept, rejected, received = read("cordis/h2020_dashboard_2021.csv.gz", "2022")
    # 2,570 participations: the README beside the data
    assert len(kept) == received["rows"] == 2570
    assert rejected == []
    rows = plainly("cordis/h2020_dashboard_2021.csv.gz")
    gross = [row["eu_contribution"] for row in rows]
    assert received["amount_eur"] == pytest.approx(
        math.fsum(float(amount) for amount in gross if amount != "-"), abs=0.01
    )
    norwegian = [row for row in kept if row["country_code"] == "NO"]
    assert len(norwegian) == 55
    assert sum(row["organisation_number"] is not None for row in norwegian) == 50
    assert sum(row["country_code"] == "NA" for row in kept) == 6
    assert sum(row["place_code"] is None for row in kept) == 185


def test_the_publishers_zip_made_of_the_dashboard(read, tmp_path):
    rows = plainly("cordis/h2020_dashboard_2021.csv.gz")
    stated, _, _ = read("cordis/h2020_dashboard_2021.csv.gz", "2022")
    columns = {
        "projectID": "project_id", "organisationID": "pic", "vatNumber": "legal_entity_vat",
        "name": "legal_name", "activityType": "legal_entity_type", "country": "country_code",
        "nutsCode": "nuts_3_code", "role": "partner_role",
        "netEcContribution": "h2020_net_eu_contribution",
    }  # fmt: skip
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow([*columns, "ecContribution"])
    writer.writerows([*(row[name] for name in columns.values()), ""] for row in rows)
    projects = io.StringIO(newline="")
    writer = csv.writer(projects, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "title", "startDate", "endDate"])
    writer.writerows({(row["project_id"], row["project_title"], "", "") for row in rows})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("organization.csv", text.getvalue())
        folder.writestr("project.csv", projects.getvalue())
    packed.seek(0)
    raw = Vault(tmp_path).add(
        packed, source=source.SOURCE.id, name="c.zip", vintage="2022", publisher="", licence="",
        origin="",
    )  # fmt: skip
    (part,) = source.read(raw)
    for name in (
        "project_id",
        "project_title",
        "pic",
        "organisation_name",
        "amount_eur",
        "place_code",
    ):
        assert part.kept[name].to_pylist() == [row[name] for row in stated], name
