"""CORDIS participations: three layouts; rows are made up."""

import io
import zipfile
from collections import Counter
from datetime import date

import pytest

from samspill.errors import DataError, HeaderError, TruncatedFile
from samspill.sources import cordis as source
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


DASHBOARD = (
    "project_id,project_title,framework_programme,signature_date,project_start_date,"
    "project_end_date,pic,legal_entity_vat,legal_name,legal_entity_type,partner_role,"
    "partner_type,country_code,nuts_3_code,h2020_net_eu_contribution,eu_contribution\n"
    '990001,"Grønt, og godt",H2020,29/11/2021,01/01/2022,31/12/2024,900000001,NO999000001MVA,'
    "PRØVE AS,PRC,COORDINATOR,BENEFICIARY,NO,NO081,1000.25,1500.5\n"
    "990001,Grønt,H2020,29/11/2021,01/01/2022,31/12/2024,900000002,999 000 002,PRØVE SA,PRC,"
    "PARTICIPANT,THIRDPARTY,NO,-,0,-\n"
    "990001,Grønt,H2020,29/11/2021,01/01/2022,31/12/2024,900000003,-,UNIVERSITY OF TRIAL,HES,"
    "PARTICIPANT,INTERNATIONAL_PARTNER,NA,-,-,-\n"
)
EXTRACT = (
    "project_id,pic,partner_role,signature_date,eu_contribution,legal_name,legal_entity_type,"
    "country_code,ec_contribution,net_ec_contribution,framework_programme,start_date,end_date\n"
    "990001,900000001,Coordinator,2014-10-29,100.5,TRIAL LTD,PRC,UK,300,200,H2020,2014-11-01,"
    "2016-04-30\n"
    "990002,900000002,Thirdparty,NA,NA,TRIAL SA,REC,EL,300,200,FP7,2014-11-01,2016-04-30\n"
    "990002,900000003,Participant,NA,NA,TRIAL AB,NA,SE,300,NA,FP7,2014-11-01,2016-04-30\n"
    "990002,NA,Participant,NA,NA,NA,NA,NA,NA,NA,FP7,2014-11-01,2016-04-30\n"
)
ORGANIZATIONS = (
    '"projectID";"projectAcronym";"organisationID";"vatNumber";"name";"shortName";"SME";'
    '"activityType";"country";"nutsCode";"role";"ecContribution";"netEcContribution"\n'
    '"990001";"PRØVE";"900000001";"NO999000001MVA";"PRØVE; OG SØNN AS";"";"true";"PRC";"NO";'
    '"NO081";"coordinator";"1500,5";"1000,25"\n'
    '"990001";"PRØVE";"900000002";"";"TRIAL OY";"";"";"PRC";"FI";"";"participant";"20";""\n'
    '"990009";"ANNEN";"900000003";"";"TRIAL";"";"";"HES";"NA";"outside";"associatedPartner";"";""\n'
)
PROJECTS = (
    '"id";"acronym";"title";"startDate";"endDate";"frameworkProgramme";"ecSignatureDate"\n'
    '"990001";"PRØVE";"Grønt; og godt";"2022-01-01";"2024-12-31";"HORIZON";"2021-11-29"\n'
)


def packed(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in files.items():
            folder.writestr(f"csv/{name}.csv", text)
    return content.getvalue()


def test_the_dashboards_layout(raw_file):
    kept, _, received = read(raw_file(DASHBOARD, name="dashboard.csv"))
    assert [row["role"] for row in kept] == ["coordinator", "thirdparty", "internationalpartner"]
    assert [row["amount_eur"] for row in kept] == [1000.25, 0.0, None]
    assert [row["organisation_number"] for row in kept] == ["999000001", "999000002", None]
    assert [row["place_code"] for row in kept] == ["NO081", None, None]
    # here NA is Namibia: what is missing is a dash
    assert [row["country_code"] for row in kept] == ["NO", "NO", "NA"]
    assert kept[0]["project_title"] == "Grønt, og godt"
    assert kept[0]["date"] == date(2021, 11, 29)
    assert kept[0]["started_on"] == date(2022, 1, 1)
    assert kept[2]["vat_number"] is None
    assert received == {"rows": 3, "amount_eur": 1000.25}


def test_the_extracts_layout_and_the_net_amount_before_the_gross(raw_file):
    kept, _, received = read(raw_file(EXTRACT, name="extract.csv"))
    assert [row["amount_eur"] for row in kept] == [100.5, 200.0, 300.0, None]
    assert [row["country_code"] for row in kept] == ["UK", "EL", "SE", None]
    assert [row["organisation_name"] for row in kept][2:] == ["TRIAL AB", None]
    assert [row["pic"] for row in kept][2:] == ["900000003", None]
    assert kept[0]["date"] == date(2014, 10, 29)
    assert kept[1]["date"] is None
    assert kept[1]["ended_on"] == date(2016, 4, 30)
    assert received == {"rows": 4, "amount_eur": 600.5}


def test_the_publishers_zip_with_the_projects_beside(raw_file):
    raw = raw_file(
        packed(organization=ORGANIZATIONS, project=PROJECTS, topics="a;b\n"), name="c.zip"
    )
    kept, _, received = read(raw)
    first, second, third = kept
    assert first["organisation_name"] == "PRØVE; OG SØNN AS"
    assert first["organisation_number"] == "999000001"
    assert first["project_title"] == "Grønt; og godt"
    assert first["programme"] == "HORIZON"
    assert first["started_on"] == date(2022, 1, 1)
    assert first["date"] == date(2021, 11, 29)
    assert (first["amount_eur"], second["amount_eur"], third["amount_eur"]) == (1000.25, 20.0, None)
    assert second["project_title"] == "Grønt; og godt"
    assert third["project_title"] is None
    assert (third["country_code"], third["place_code"]) == ("NA", None)
    assert received == {"rows": 3, "amount_eur": 1020.25}


def test_organization_csv_alone_has_no_titles(raw_file):
    kept, _, _ = read(raw_file(ORGANIZATIONS, name="organization.csv"))
    assert [row["project_title"] for row in kept] == [None] * 3
    assert kept[0]["amount_eur"] == 1000.25


def test_zips_that_are_not_it_are_refused(raw_file):
    with pytest.raises(DataError, match=r"none of the files that are wanted; it holds csv/other"):
        read(raw_file(packed(other="a"), name="c.zip"))
    whole = packed(organization=ORGANIZATIONS, project=PROJECTS)
    with pytest.raises(TruncatedFile, match=r"c\.zip: the file is packed with zip and ends"):
        read(raw_file(whole[:-40], name="c.zip"))
    with pytest.raises(HeaderError, match=r"c\.zip, line 1, column «title»"):
        read(
            raw_file(
                packed(organization=ORGANIZATIONS, project=PROJECTS.replace('"title"', '"tittel"')),
                name="c.zip",
            )
        )


@pytest.mark.parametrize(
    ("text", "right", "wrong", "sentence"),
    [
        (DASHBOARD, "1000.25", "tusen", r"line 2, column «h2020_net_eu_contribution»: «tusen»"),
        (DASHBOARD, "29/11/2021", "11/29/2021", r"line 2, column «signature_date»: «11/29/2021»"),
        (EXTRACT, "990002,900000003", ",900000003", r"line 4, column «project_id»: the cell is"),
        (EXTRACT, "900000002", "9OOOOOOO2", r"line 3, column «pic»: «9OOOOOOO2» is not"),
        (ORGANIZATIONS, '"20"', '"20.000.000"', r"line 3, column «ecContribution»: «20\.000\.000»"),
        (ORGANIZATIONS, '"organisationID"', '"orgID"', r"line 1, column «organisationID»"),
    ],
)
def test_garbage_is_refused_with_its_line(raw_file, text, right, wrong, sentence):
    with pytest.raises(DataError, match=sentence):
        read(raw_file(text.replace(right, wrong, 1), name="c.csv"))


def test_every_kind_of_garbage_is_refused(raw_file, garbage):
    with pytest.raises(garbage.error):
        read(raw_file(garbage.of(EXTRACT.encode())))


def test_fetch_takes_both_programmes():
    client = Notes()
    list(source.fetch(None, client))
    assert len(client.urls) == 2
    assert all(url.endswith("projects-csv.zip") for url in client.urls)


def test_a_natural_person_has_no_name_or_code_from_the_reading_on(raw_file):
    line = DASHBOARD.splitlines()[1]
    assert "PRØVE AS" in line
    head = DASHBOARD.splitlines()[0]
    named = [line.replace("PRØVE AS", name) for name in ("OLA TVERRLI NORDMANN", "OLA NORDMANN AS")]
    kept, _, received = read(raw_file("\n".join([head, *named]) + "\n"))
    person, company = kept
    telling = ("organisation_name", "organisation_number", "pic", "vat_number")
    assert [person[name] for name in telling] == [None] * 4
    assert (person["sector"], person["amount_eur"]) == ("natural_person", 1000.25)
    assert (company["organisation_name"], company["pic"]) == ("OLA NORDMANN AS", "900000001")
    assert received["rows"] == 2
