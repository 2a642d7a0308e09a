"""Every table's columns: name, type, unit, meaning and key, declared once.

`FIELDS` declares each column name once for all tables: a name means the same everywhere.
`table(name)` gives a declaration, `Table.check` holds rows against it. Tables marked *published*
are the contract with the web, the export, notebooks and other people's programs; the others are
the tidy form of a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from samspill.errors import DataError, UnknownCode

__all__ = ["FIELDS", "Field", "Table", "describe", "table", "tables"]

_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "yes/no": pa.bool_(),
    "date": pa.date32(),
}


@dataclass(frozen=True)
class Field:
    """A column: its type, its unit and what it means in both languages."""

    name: str
    type: str
    unit: str
    nb: str
    en: str

    @property
    def arrow(self) -> pa.Field:
        """The column as Arrow knows it."""
        return pa.field(self.name, _TYPES[self.type])


def _declare(text: str) -> dict[str, Field]:
    """Read declarations of the form `name | type | unit | nb | en`."""
    fields: dict[str, Field] = {}
    for line in text.strip().splitlines():
        name, kind, unit, nb, en = (part.strip() for part in line.split("|"))
        if name in fields:
            raise ValueError(f"{name} is declared twice")
        fields[name] = Field(name, kind, unit, nb, en)
    return fields


FIELDS = _declare(
    """
activity_code | text | | Aktivitetens kode | Code of the activity
activity_edition | text | | Utgaven av næringsgrupperingen | Edition of the classification of activities
activity_en | text | | Aktivitetens navn, engelsk | Name of the activity, English
activity_level | text | | Nivå: section, division, group, class, subclass | Level: section, division, group, class, subclass
activity_nb | text | | Aktivitetens navn, bokmål | Name of the activity, Norwegian
activity_parent | text | | Koden den hører under | Code it belongs under
amount_eur | number | EUR | Beløp i euro | Amount in euro
amount_nok | number | NOK | Beløp i kroner | Amount in Norwegian kroner
applied_nok | number | NOK | Søkt beløp | Amount applied for
award_id | text | | Tildelingens løpenummer i filen | The award: its file and its row
awarded_nok | number | NOK | Tildelt beløp | Amount awarded
centrality | whole | 1-6 | SSBs sentralitetsklasse, 1 er mest sentral | Statistics Norway's centrality, 1 is most central
changed_on | date | | Dato for endringen | Date of the change
closed_on | date | | Nedlagt | Closed
code | text | | Kode | Code
content | text | | Det som sto der | What stood there
country_code | text | | Landkode | Country
county_code | text | | Fylkets kode | Code of the county
county_name | text | | Fylkets navn | Name of the county
date | date | | Dato | Date
description | text | | Beskrivelse | Description
effective_count | number | | Effektivt antall: hvor mange uavhengige enheter tallet svarer til | Effective count: how many independent units the figure amounts to
employees_count | number | persons | Ansatte | Employees
ended_on | date | | Slutt | End
establishments_count | number | establishments | Virksomheter | Establishments
explanation | text | | Forklaring | Explanation
fact | text | | Hva opplysningen gjelder | What the fact is about
file_sha256 | text | | Filens sjekksum | Checksum of the file
flag | text | | Utgiverens merknad; w og et tall: så mange virksomheter med tilbakeholdt antall er regnet med to ansatte | The publisher's flag; w and a number: so many establishments whose number is withheld count as two employees
from_code | text | | Fra kode | From code
from_name | text | | Fra navn | From name
from_valid_from | date | | Gammel enhet gyldig fra | Old unit valid from
from_valid_to | date | | Gammel enhet gyldig til | Old unit valid to
geometry | text | GeoJSON, WGS 84 | Grense | Border
growth | number | share a year | Årlig vekst fra første år i serien | Yearly growth since the first year of the series
has_employees | yes/no | | Har registrert ansatte | Has registered employees
instrument | text | | Virkemiddel | Instrument
instrument_group | text | | Virkemiddelgruppe hos utgiveren | The publisher's group of instruments
is_member | yes/no | | Er medlem | Is a member
is_sample | yes/no | | Er eksempeldata | Is sample data
is_strength | yes/no | | Er en styrke: q under 0,05, krympet kvotient over 1, minst tre virksomheter | Is a strength: q below 0.05, shrunken quotient above 1, at least three establishments
kept | number | | Beholdt | Kept
kind | text | | Slag | Kind
licence | text | | Lisens | Licence
lq | number | ratio | Lokaliseringskvotient | Location quotient
lq_high | number | ratio | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
lq_low | number | ratio | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
lq_shrunk | number | ratio | Krympet lokaliseringskvotient | Shrunken location quotient
measure | text | | Mål | Measure
municipality_code | text | | Kommunenummer | Municipality code
municipality_name | text | | Kommunens navn | Name of the municipality
name | text | | Navn | Name
nuts_code | text | | NUTS-kode | NUTS code
office | text | | Beslutningsenhet | Deciding office
order | whole | | Rekkefølge | Order
organisation_form | text | | Organisasjonsform | Legal form
organisation_name | text | | Organisasjonens navn, aldri en persons | Name of the organisation, never a person's
organisation_number | text | | Organisasjonsnummer | Organisation number
p_value | number | probability | Sannsynligheten for så høy kvotient uten spesialisering | Probability of so high a quotient without specialisation
parent_code | text | | Kode for det større stedet | Code of the larger place
parent_number | text | | Organisasjonsnummer for hovedenheten | Organisation number of the parent unit
part | text | | Del, tom for alt | Part, empty for all
persons_count | number | persons | Personer | Persons
pic | text | | Deltakerens kode hos EU | The participant's code with the EU
place_code | text | | Stedets kode | Code of the place
place_edition | text | | Utgaven av grensene | Edition of the borders
place_kind | text | | Slag sted: municipality, county, nuts2, country, type, region | Kind of place: municipality, county, nuts2, country, type, region
place_name | text | | Stedets navn | Name of the place
population | number | persons | Innbyggere | Population
programme | text | | Program | Programme
project_id | text | | Prosjektnummer | Project
project_phase | text | | Prosjektets fase hos utgiveren | The publisher's phase of the project
project_title | text | | Prosjektets tittel | Title of the project
provider | text | | Virkemiddelaktør | Provider of support
publisher | text | | Utgiver | Publisher
purpose | text | | Formål | Purpose
q_value | number | probability | p justert for mange sammenlikninger i samme sted og år | p adjusted for many comparisons within the place and year
reason | text | | Grunn | Reason
received | number | | Kom inn | Received
reference | text | | Sammenlikningsgrunnlag | Reference
rejected | number | | Lagt til side | Set aside
role | text | | Rolle | Role
rows | whole | rows | Rader | Rows
rule_set | text | | Regelsett for stjernene | Rules of the stars
second_activity_code | text | | Andre næringskode | Second activity code
sector | text | | Sektor | Sector
share | number | share 0-1 | Andel av stedets sum | Share of the place's sum
source | text | | Kilde | Source
source_row | whole | | Radens nummer i filen, fra 1 etter overskriften | Number of the row in the file, from 1 behind the header
squares | number | persons² | Sum av kvadrerte virksomhetsstørrelser | Sum of squared sizes of establishments
star_connected | yes/no | | Stjerne: samarbeider mer enn ventet | Star: connected above the null
star_focus | yes/no | | Stjerne: fokus | Star: focus
star_growing | yes/no | | Stjerne: voksende | Star: growing
star_knowledge | yes/no | | Stjerne: kunnskap | Star: knowledge
star_sizeable | yes/no | | Stjerne: stor | Star: sizeable
star_specialised | yes/no | | Stjerne: spesialisert | Star: specialised
stars | whole | stars | Stjerner | Stars
stars_possible | whole | stars | Stjerner det finnes tall for | Stars for which there are figures
started_on | date | | Oppstart | Start
status | text | | Sikkerhet: stated, inferred, unverified | Certainty: stated, inferred, unverified
step | text | | Steg | Step
third_activity_code | text | | Tredje næringskode | Third activity code
title_en | text | | Tittel, engelsk | Title, English
title_nb | text | | Tittel, bokmål | Title, Norwegian
to_code | text | | Til kode | To code
to_name | text | | Til navn | To name
to_valid_from | date | | Ny enhet gyldig fra | New unit valid from
to_valid_to | date | | Ny enhet gyldig til | New unit valid to
type | text | | Type sted | Type of place
unit | text | | Enhet | Unit
url | text | | Adresse | Address
valid_from | date | | Gyldig fra | Valid from
valid_to | date | | Gyldig til | Valid to
value | number | as `measure` says | Verdi | Value
value_text | text | | Opplysningen | The fact
vat_number | text | | Momsnummer | VAT number
vintage | text | | Årgang av kilden | Vintage of the source
withheld_count | number | establishments | Virksomheter der utgiveren holder tilbake antall ansatte | Establishments whose number of employees the publisher withholds
year | whole | year | År | Year
"""
)


@dataclass(frozen=True)
class Table:
    """A table: what it holds, its key and its columns.

    `key` is empty for a tidy table in which a publisher may repeat a row.
    """

    name: str
    nb: str
    en: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    is_published: bool = False

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its columns, the key first."""
        return tuple(FIELDS[name] for name in (*self.key, *self.columns))

    @cached_property
    def schema(self) -> pa.Schema:
        """Its columns as Arrow knows them."""
        return pa.schema([field.arrow for field in self.fields])

    def empty(self) -> pa.Table:
        """Give the table without rows."""
        return self.schema.empty_table()

    def conform(self, rows: pa.Table) -> pa.Table:
        """Put columns in the declared order and type; columns that are not there become null.

        Raises
        ------
        DataError
            There is a column that the table does not declare, or a value of another type.
        """
        known = set(self.schema.names)
        unknown = [name for name in rows.column_names if name not in known]
        if unknown:
            raise DataError(f"the table {self.name} declares no column «{unknown[0]}»")
        columns = []
        for field in self.schema:
            if field.name in rows.column_names:
                column = rows[field.name]
                try:
                    columns.append(column.cast(field.type))
                except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
                    raise DataError(
                        f"the column «{field.name}» of {self.name} cannot be {field.type}: {error}"
                    ) from error
            else:
                columns.append(pa.nulls(rows.num_rows, field.type))
        return pa.table(columns, schema=self.schema)

    def check(self, rows: pa.Table) -> pa.Table:
        """Conform rows, put them in order of the key and see that no key is null or stands twice.

        Raises
        ------
        DataError
            They are not what is declared.
        """
        checked = self.conform(rows)
        if not self.key:
            return checked
        for name in self.key:
            if checked[name].null_count:
                raise DataError(f"{checked[name].null_count} rows of {self.name} have no {name}")
        checked = checked.sort_by([(name, "ascending") for name in self.key])
        if checked.num_rows > 1:
            same = None
            for name in self.key:
                column = checked[name].combine_chunks()
                equal = pc.equal(column.slice(1), column.slice(0, len(column) - 1))
                same = equal if same is None else pc.and_(same, equal)
            at = pc.index(same, pa.scalar(value=True)).as_py()
            if at >= 0:
                row = checked.slice(at, 1).select(list(self.key)).to_pylist()[0]
                shown = ", ".join(f"{name}={value}" for name, value in row.items())
                raise DataError(f"the key {shown} stands twice in {self.name}")
        return checked


def describe(declared: Table) -> dict[str, Any]:
    """Give a table's description as it stands in its JSON twin."""
    return {
        "name": declared.name,
        "title": {"nb": declared.nb, "en": declared.en},
        "key": list(declared.key),
        "columns": [
            {
                "name": field.name,
                "type": field.type,
                "unit": field.unit,
                "meaning": {"nb": field.nb, "en": field.en},
            }
            for field in declared.fields
        ],
    }


_AWARD_PLACE = ("county_name", "municipality_name")
_TRACE = ("file_sha256", "source_row")

_TABLES = (
    # tidy: one for each kind of source
    Table(
        "industry_statistics",
        "Næringsstatistikk slik utgiveren gir den",
        "Industry statistics as the publisher gives them",
        ("source", "place_code", "activity_code", "measure", "year"),
        ("place_edition", "activity_edition", "value", "flag", *_TRACE),
    ),
    Table(
        "grants",
        "Tilsagn slik utgiveren gir dem",
        "Commitments as the publisher gives them",
        ("award_id",),
        (
            "source", "provider", "date", *_AWARD_PLACE, "organisation_number",
            "organisation_name", "amount_nok", "instrument", "instrument_group", "kind",
            "office", "activity_code", *_TRACE,
        ),
    ),
    Table(
        "project_participations",
        "Prosjektdeltakelser slik utgiveren gir dem",
        "Project participations as the publisher gives them",
        (),
        (
            "source", "project_id", "project_title", "programme", "date", "started_on",
            "ended_on", "organisation_number", "pic", "vat_number", "organisation_name",
            "sector", "role", "country_code", "county_code", "municipality_code", "place_code",
            "amount_eur", *_TRACE,
        ),
    ),
    Table(
        "applications",
        "Søknader slik utgiveren gir dem",
        "Applications as the publisher gives them",
        ("project_id",),
        (
            "source", "provider", "date", "project_title", "project_phase", "instrument",
            "instrument_group", "organisation_number", "organisation_name", "sector",
            "municipality_code", "county_code", "applied_nok", "awarded_nok", "programme",
            *_TRACE,
        ),
    ),
    Table(
        "units",
        "Enheter i Enhetsregisteret",
        "Units in the register of legal entities",
        ("organisation_number", "year"),
        (
            "organisation_name", "organisation_form", "activity_code", "second_activity_code",
            "third_activity_code", "sector", "has_employees", "employees_count",
            "municipality_code", "parent_number", "started_on", "purpose", "description",
            "vintage", *_TRACE,
        ),
    ),
    Table(
        "establishments",
        "Underenheter (virksomheter) i Enhetsregisteret",
        "Sub-units (establishments) in the register of legal entities",
        (),
        (
            "organisation_number", "organisation_name", "organisation_form", "parent_number",
            "activity_code", "second_activity_code", "third_activity_code", "has_employees",
            "employees_count", "municipality_code", "started_on", "closed_on", "year", "vintage",
            *_TRACE,
        ),
    ),
    Table(
        "carried_codes",
        "Hvilket sted og hvilken næring registerets koder ble ført til",
        "Which place and activity the register's codes were carried to",
        ("municipality_code", "second_activity_code", "year"),
        ("place_code", "activity_code"),
    ),
    Table(
        "groups",
        "Hvilke kommuner en mengde eller stedstype har",
        "Which municipalities a set or a type of place has",
        ("place_code", "municipality_code"),
        ("place_kind",),
    ),
    Table(
        "applications_carried",
        "Søknader i én utgave av kommunene",
        "Applications in one edition of the municipalities",
        ("project_id",),
        (
            "source", "provider", "date", "year", "project_title", "project_phase", "instrument",
            "organisation_number", "organisation_name", "sector", "place_code", "county_code",
            "applied_nok", "awarded_nok", *_TRACE,
        ),
    ),
    Table(
        "place_changes",
        "Endringer i kommuneinndelingen",
        "Changes of municipalities",
        (),
        (
            "from_code", "from_name", "from_valid_from", "from_valid_to", "to_code", "to_name",
            "to_valid_from", "to_valid_to", "changed_on", *_TRACE,
        ),
    ),
    Table(
        "place_units",
        "Kommuner med gyldighet, også de som aldri ble endret",
        "Municipalities with their validity, also those that never changed",
        (),
        ("code", "name", "valid_from", "valid_to", *_TRACE),
    ),
    Table(
        "classification",
        "Næringsgruppering",
        "Classification of activities",
        ("activity_edition", "activity_code"),
        ("activity_level", "activity_parent", "activity_nb", "activity_en", *_TRACE),
    ),
    Table(
        "population",
        "Folkemengde",
        "Population",
        ("place_code", "year"),
        ("place_name", "population", *_TRACE),
    ),
    Table(
        "borders",
        "Grenser",
        "Borders",
        ("place_edition", "place_code"),
        ("place_kind", "place_name", "geometry", *_TRACE),
    ),
    Table(
        "sizes",
        "Størrelsen på aktivitetene i hvert sted, i én utgave",
        "Sizes of the activities of each place, in one edition",
        ("source", "place_kind", "place_code", "activity_code", "measure", "year"),
        ("place_edition", "value", "establishments_count", "squares", "withheld_count", "flag"),
    ),
    # published
    Table(
        "sources",
        "Kilder",
        "Sources",
        ("source", "file_sha256"),
        (
            "title_nb", "title_en", "publisher", "licence", "vintage", "name", "url", "date",
            "rows", "is_sample",
        ),
        is_published=True,
    ),
    Table(
        "ledger",
        "Regnskap over rader, penger og personer",
        "Ledger of rows, money and persons",
        ("source", "step", "unit", "part"),
        ("received", "kept", "rejected", "order"),
        is_published=True,
    ),
    Table(
        "rejects",
        "Rader som er lagt til side, med grunn",
        "Rows set aside, with the reason",
        (),
        (
            "source", "file_sha256", "source_row", "step", "reason", "explanation", "content",
            "amount_nok", "amount_eur", "persons_count",
        ),
        is_published=True,
    ),
    Table(
        "places",
        "Steder",
        "Places",
        ("place_edition", "place_code"),
        (
            "name", "place_kind", "parent_code", "type", "is_member", "centrality", "population",
            "status",
        ),
        is_published=True,
    ),
    Table(
        "activities",
        "Aktiviteter",
        "Activities",
        ("activity_edition", "activity_code"),
        ("activity_level", "activity_parent", "activity_nb", "activity_en"),
        is_published=True,
    ),
    Table(
        "alliance",
        "Alliansen: medlemmer etter dato",
        "The alliance: members by date",
        ("place_edition", "place_code", "valid_from"),
        (
            "name", "valid_to", "to_code", "county_code", "county_name", "type", "status",
            "source",
        ),
        is_published=True,
    ),
    Table(
        "alliance_facts",
        "Alliansen: hvem den er",
        "The alliance: who it is",
        ("fact", "order"),
        ("title_nb", "title_en", "value_text", "status", "source"),
        is_published=True,
    ),
    Table(
        "strengths",
        "Sterke næringsmiljøer",
        "Strong business environments",
        ("place_code", "activity_code", "measure", "year", "reference"),
        (
            "place_edition", "place_name", "activity_nb", "activity_en", "value",
            "establishments_count", "share", "lq", "lq_low", "lq_high", "lq_shrunk", "p_value", "q_value", "is_strength", "growth",
            "effective_count", "stars", "rule_set", "flag", "source",
        ),
        is_published=True,
    ),
    Table(
        "stars",
        "Stjerner: belegget for hver styrke etter hvert regelsett",
        "Stars: the evidence for each strength by each set of rules",
        ("place_code", "activity_code", "measure", "year", "reference", "rule_set"),
        (
            "stars", "stars_possible", "star_specialised", "star_sizeable", "star_growing",
            "star_knowledge", "star_connected", "star_focus",
        ),
        is_published=True,
    ),
    Table(
        "awards",
        "Tildelinger",
        "Awards",
        ("award_id",),
        (
            "source", "provider", "instrument", "kind", "date", "year", "amount_nok",
            "organisation_number", "place_code", "county_code", "nuts_code", "activity_code",
            *_TRACE,
        ),
        is_published=True,
    ),
    Table(
        "participations",
        "Deltakelser i EU-prosjekter",
        "Participations in EU projects",
        ("source", "file_sha256", "source_row"),
        (
            "project_id", "project_title", "organisation_number", "organisation_name", "role",
            "sector", "programme", "activity_code", "place_code", "county_code", "country_code",
            "year", "amount_eur",
        ),
        is_published=True,
    ),
)  # fmt: skip

_BY_NAME = {one.name: one for one in _TABLES}


def table(name: str) -> Table:
    """Give a table's declaration.

    Raises
    ------
    UnknownCode
        No table has that name.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UnknownCode("table", name, _BY_NAME) from None


def tables() -> dict[str, Table]:
    """Give every table's declaration by name."""
    return dict(_BY_NAME)
