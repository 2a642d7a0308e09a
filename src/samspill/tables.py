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
activities_count | whole | activities | Aktiviteter stedet har | Activities that the place has
activity_a | text | | Den ene aktiviteten | One activity
activity_b | text | | Den andre aktiviteten | The other activity
activity_code | text | | Aktivitetens kode | Code of the activity
activity_codes | text | | Aktiviteter, den viktigste først, med mellomrom | Activities, the most important first, with spaces between
activity_edition | text | | Utgaven av næringsgrupperingen | Edition of the classification of activities
activity_en | text | | Aktivitetens navn, engelsk | Name of the activity, English
activity_level | text | | Nivå: section, division, group, class, subclass | Level: section, division, group, class, subclass
activity_nb | text | | Aktivitetens navn, bokmål | Name of the activity, Norwegian
activity_parent | text | | Koden den hører under | Code it belongs under
actor_a | text | | Den ene aktøren | One actor
actor_b | text | | Den andre aktøren | The other actor
actor_id | text | | Aktøren: organisasjonsnummer, ellers PIC, ellers en kode laget av navnet | The actor: organisation number, else PIC, else a code made from its name
actors_count | whole | actors | Aktører | Actors
actors_expected | number | actors | Aktører en kunne vente | Actors that could be expected
amount_eur | number | EUR | Beløp i euro | Amount in euro
amount_nok | number | NOK | Beløp i kroner | Amount in Norwegian kroner
applied_nok | number | NOK | Søkt beløp | Amount applied for
area_id | text | | Satsingsområde | Priority area
area_ids | text | | Satsingsområder aktiviteten hører til, det tyngste først | Areas that the activity belongs to, the weightiest first
at_risk_count | whole | cells | Celler der aktiviteten manglet og kunne komme | Cells in which the activity was absent and could enter
average_precision | number | share 0-1 | Gjennomsnittlig presisjon | Average precision
average_precision_high | number | share 0-1 | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
average_precision_low | number | share 0-1 | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
award_id | text | | Tildelingens løpenummer i filen | The award: its file and its row
awarded_nok | number | NOK | Tildelt beløp | Amount awarded
baseline | number | as what it stands beside | Det samme etter grunnlinja, kvotienten alene | The same by the baseline, the quotient alone
basis | text | | Hva tallene holder til: forecast, plane, none | What the figures suffice for: forecast, plane, none
betweenness | number | share 0-1 | Andel av de andre aktørenes par med forbindelse som har korteste vei over aktøren | Share of the other actors' connected pairs whose shortest way leads over the actor
betweenness_expected | number | share 0-1 | Det samme, ventet ved tilfeldighet | The same, expected by chance
brier | number | 0-1, low is good | Brier: kvadratisk avstand mellom sannsynlighet og utfall | Brier score: squared distance between probability and outcome
brier_gain | number | 0-1, low is good | Brier mot grunnlinjas; under null er bedre | Brier score against the baseline's; below zero is better
brier_gain_high | number | 0-1, low is good | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
brier_gain_low | number | 0-1, low is good | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
brier_high | number | 0-1, low is good | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
brier_low | number | 0-1, low is good | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
came_true | number | share 0-1 | Andel som slo til | Share that came true
came_true_high | number | share 0-1 | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
came_true_low | number | share 0-1 | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
carried_by | text | | Beslektede aktiviteter stedet har, den nærmeste først | Related activities that the place has, the nearest first
cells_count | whole | cells | Celler: sted og aktivitet | Cells: place and activity
central_actors | text | | De sterkeste aktørene | The strongest actors
centrality | whole | 1-6 | SSBs sentralitetsklasse, 1 er mest sentral | Statistics Norway's centrality, 1 is most central
changed_on | date | | Dato for endringen | Date of the change
closed_on | date | | Nedlagt | Closed
code | text | | Kode | Code
coherence | number | as the proximity | Sammenheng: hvor nær stedets aktiviteter er resten av stedet | Coherence: how near the place's activities are to the rest of it
community | text | | Miljøet aktøren hører til, etter den sterkeste i det | Community, after the strongest actor in it
complexity | number | standard deviations | Kompleksitet (PCI) | Complexity (PCI)
complexity_median | number | standard deviations | Medianen for stedets muligheter | Median of the place's options
connects_to | text | | Aktiviteter stedet mangler som ligger nærmest denne | Activities that the place lacks and that lie nearest to this one
constraint | number | index | Burts avgrensning: hvor mye partnerne er hverandres partnere | Burt's constraint: how much the partners are one another's
content | text | | Det som sto der | What stood there
country_code | text | | Landkode | Country
county_code | text | | Fylkets kode | Code of the county
county_name | text | | Fylkets navn | Name of the county
date | date | | Dato | Date
degree | whole | actors | Partnere | Partners
density | number | share 0-1 | Relaterthetstetthet | Relatedness density
density_median | number | share 0-1 | Medianen for stedets muligheter | Median of the place's options
description | text | | Beskrivelse | Description
distance_km | number | km | Avstand | Distance
done_in_region | text | | Steder i regionen som har aktiviteten | Places in the region that have the activity
done_next_door | text | | Nabosteder som har aktiviteten | Places next door that have the activity
effective_count | number | | Effektivt antall: hvor mange uavhengige enheter tallet svarer til | Effective count: how many independent units the figure amounts to
employees_count | number | persons | Ansatte | Employees
end_year | whole | year | Til år | To year
ended_on | date | | Slutt | End
entries_count | whole | entries | Aktiviteter som kom | Activities that entered
entries_margin_count | whole | entries | Av dem: bare fordi andre celler kom til eller falt fra i statistikken | Of them: only because other cells appeared in or left the statistics
entries_other_count | whole | entries | Av dem: også etter den andre regelen | Of them: by the other rule as well
entropy | number | bits | Samlet variasjon (entropi) | Total variety (entropy)
establishments_count | number | establishments | Virksomheter | Establishments
excess | number | as the value | Utover det bredden alene gir | Beyond what breadth alone gives
expected | number | as `measure` says | Ventet ved tilfeldighet | Expected by chance
expected_count | number | entries | Sannsynlighetene lagt sammen | The probabilities added up
expected_high | number | as the expected | Øvre grense for 95 % av tilfellene ved tilfeldighet | Upper bound of 95 % of what chance gives
expected_low | number | as the expected | Nedre grense for 95 % av tilfellene ved tilfeldighet | Lower bound of 95 % of what chance gives
explanation | text | | Forklaring | Explanation
fact | text | | Hva opplysningen gjelder | What the fact is about
file_sha256 | text | | Filens sjekksum | Checksum of the file
first_year | whole | year | Første år | First year
flag | text | | Utgiverens merknad; w og et tall: så mange virksomheter med tilbakeholdt antall er regnet med to ansatte | The publisher's flag; w and a number: so many establishments whose number is withheld count as two employees
fold | text | | Hva som ble holdt utenfor: place, group | What was left out: place, group
forecast | number | probability | Sannsynlighet for at aktiviteten er der når horisonten er nådd | Probability that the activity is there when the horizon is reached
forecast_high | number | probability | Øvre grense for 95 %-intervallet for sannsynligheten | Upper bound of the 95 % interval of the probability
forecast_low | number | probability | Nedre grense for 95 %-intervallet for sannsynligheten | Lower bound of the 95 % interval of the probability
form_score | number | 0-1 | Hvor godt organisasjonsformene stemmer, ukjent er 0,6 | How well the legal forms agree, unknown is 0.6
from_code | text | | Fra kode | From code
from_name | text | | Fra navn | From name
from_valid_from | date | | Gammel enhet gyldig fra | Old unit valid from
from_valid_to | date | | Gammel enhet gyldig til | Old unit valid to
gain | number | share 0-1 | Gjennomsnittlig presisjon utover grunnlinjas | Average precision beyond the baseline's
gain_high | number | share 0-1 | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
gain_low | number | share 0-1 | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
geometry | text | GeoJSON, WGS 84 | Grense | Border
growth | number | share a year | Årlig vekst fra første år i serien | Yearly growth since the first year of the series
has_employees | yes/no | | Har registrert ansatte | Has registered employees
herfindahl | number | 0-1 | Herfindahls konsentrasjon | Herfindahl concentration
horizon | whole | years | År fram | Years ahead
inner_density | number | share 0-1 | Tetthet rundt det stedet har | Density around what the place has
instrument | text | | Virkemiddel | Instrument
instrument_group | text | | Virkemiddelgruppe hos utgiveren | The publisher's group of instruments
instruments | text | | Virkemidler som oftest går til aktiviteten | Instruments that most often go to the activity
is_beyond_chance | yes/no | | Nettverket deler seg mer enn tilfeldighet gir | The network divides more than chance gives
is_broker | yes/no | | Er brobygger: q under 0,05 og mer mellom andre enn ventet | Is a broker: q below 0.05 and more between others than expected
is_isolated | yes/no | | Er en styrke med færre aktører i samarbeid enn ventet: q under 0,05 | Is a strength with fewer actors in joint projects than expected: q below 0.05
is_member | yes/no | | Er medlem | Is a member
is_neighbour | yes/no | | Er naboer | Are neighbours
is_present | yes/no | | Stedet har aktiviteten | The place has the activity
is_sample | yes/no | | Er eksempeldata | Is sample data
is_strength | yes/no | | Er en styrke: q under 0,05, krympet kvotient over 1, minst tre virksomheter | Is a strength: q below 0.05, shrunken quotient above 1, at least three establishments
is_strict | yes/no | | Alt det ble lært av var over da prøven begynte | All it learnt from was over when the test began
is_thin | yes/no | | Tynn grense: naboer med færre bånd enn ventet, q under 0,05 | Thin border: neighbours with fewer ties than expected, q below 0.05
kept | number | | Beholdt | Kept
kind | text | | Slag | Kind
last_year | whole | year | Siste år | Last year
leaps_count | whole | cells | Celler som tas som ikke observert fordi tallet gjør et sprang | Cells taken as not observed because their figure leaps
learnt_from | text | | Periodene det ble lært av | The windows that were learnt from
licence | text | | Lisens | Licence
loyalty | number | share 0-1 | Andel av kjøringene der aktøren er sammen med miljøet sitt | Share of the runs in which the actor is with its community
lq | number | ratio | Lokaliseringskvotient | Location quotient
lq_end | number | ratio | Lokaliseringskvotienten ved horisonten | Location quotient at the horizon
lq_high | number | ratio | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
lq_low | number | ratio | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
lq_shrunk | number | ratio | Krympet lokaliseringskvotient | Shrunken location quotient
measure | text | | Mål | Measure
members_count | whole | actors | Medlemmer | Members
merged_a | text | | Nummer, PIC eller navn på det ene som ble slått sammen | Number, PIC or name of the one that was merged
merged_b | text | | Nummer, PIC eller navn på det andre | Number, PIC or name of the other
method | text | | Metode | Method
municipality_code | text | | Kommunenummer | Municipality code
municipality_name | text | | Kommunens navn | Name of the municipality
name | text | | Navn | Name
name_a | text | | Navnet på den ene | Name of the one
name_b | text | | Navnet på den andre | Name of the other
name_score | number | 0-1 | Hvor like navnene er | How alike the names are
nuts_code | text | | NUTS-kode | NUTS code
office | text | | Beslutningsenhet | Deciding office
options_count | whole | activities | Muligheter: aktiviteter stedet ikke har | Options: activities that the place does not have
order | whole | | Rekkefølge | Order
organisation_form | text | | Organisasjonsform | Legal form
organisation_name | text | | Organisasjonens navn, aldri en persons | Name of the organisation, never a person's
organisation_number | text | | Organisasjonsnummer | Organisation number
outcome | text | | Utfall: pending, came_true, did_not, not_observed | Outcome: pending, came_true, did_not, not_observed
outer_density | number | share 0-1 | Tetthet rundt det stedet mangler | Density around what the place lacks
p_value | number | probability | Sannsynligheten for noe minst så langt fra det ventede ved ren tilfeldighet | Probability of something at least as far from the expected by chance alone
parent_code | text | | Kode for det større stedet | Code of the larger place
parent_number | text | | Organisasjonsnummer for hovedenheten | Organisation number of the parent unit
part | text | | Del, tom for alt | Part, empty for all
participation_coefficient | number | 0-1 | Hvor jevnt båndene er spredt over miljøene | How evenly the ties are spread over communities
period | text | | Oppstartsår, eller all | Year of start, or all
persons_count | number | persons | Personer | Persons
pic | text | | Deltakerens kode hos EU | The participant's code with the EU
place_a | text | | Det ene stedet | One place
place_a_name | text | | Det ene stedets navn | Name of the one place
place_b | text | | Det andre stedet | The other place
place_b_name | text | | Det andre stedets navn | Name of the other place
place_code | text | | Stedets kode | Code of the place
place_edition | text | | Utgaven av grensene | Edition of the borders
place_kind | text | | Slag sted: municipality, county, nuts2, country, type, region | Kind of place: municipality, county, nuts2, country, type, region
place_name | text | | Stedets navn | Name of the place
place_score | number | 0-1 | Hvor godt stedene stemmer, ukjent er 0,5 | How well the places agree, unknown is 0.5
places_count | whole | places | Steder | Places
plane_rank | whole | | Plass etter tetthet og kompleksitet | Rank by density and complexity
population | number | persons | Innbyggere | Population
precision_at_k | number | share 0-1 | Andel av de 50 øverste som slo til | Share of the first 50 that came true
precision_at_k_high | number | share 0-1 | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
precision_at_k_low | number | share 0-1 | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
probability | number | probability | Sannsynligheten som ble oppgitt, i gjennomsnitt | The probability that was given, on average
probability_from | number | probability | Sannsynlighet fra og med | Probability from
probability_to | number | probability | Sannsynlighet til | Probability to
programme | text | | Program | Programme
project_id | text | | Prosjektnummer | Project
project_phase | text | | Prosjektets fase hos utgiveren | The publisher's phase of the project
project_title | text | | Prosjektets tittel | Title of the project
projects_count | whole | projects | Prosjekter | Projects
projects_expected | number | projects | Felles prosjekter ventet ved tilfeldighet | Joint projects expected by chance
provider | text | | Virkemiddelaktør | Provider of support
proximity | number | 0-1 | Nærhet | Proximity
publisher | text | | Utgiver | Publisher
purpose | text | | Formål | Purpose
q_value | number | probability | p justert for mange sammenlikninger (for styrker: i samme sted og år) | p adjusted for many comparisons (for strengths: within the place and year)
quadrant | text | | Felt i planet: high_road, slow_road, casino, dead_end | Quadrant of the plane: high_road, slow_road, casino, dead_end
rank | whole | | Plass, 1 er øverst | Rank, 1 is first
ratio | number | ratio | Faktisk mot ventet | Observed against expected
ratio_distance | number | ratio | Faktisk mot ventet når avstanden er tatt med | Observed against expected with distance counted in
reason | text | | Grunn | Reason
reason_en | text | | Grunnen, engelsk | The reason, English
reason_nb | text | | Grunnen, bokmål | The reason, Norwegian
received | number | | Kom inn | Received
records_count | whole | records | Poster hos utgiverne | Records of the publishers
reference | text | | Sammenlikningsgrunnlag | Reference
rejected | number | | Lagt til side | Set aside
related_variety | number | bits | Beslektet variasjon | Related variety
reliability | number | share 0-1 | Andel som slo til blant dem som fikk så høy sannsynlighet i prøven | Share that came true of those given such a probability in the back-test
reliability_en | text | | Hvor mye prognosen er å stole på, engelsk | How much to believe it, English
reliability_nb | text | | Hvor mye prognosen er å stole på, bokmål | How much to believe it, Norwegian
role | text | | Rolle | Role
rows | whole | rows | Rader | Rows
rule | text | | Regel for tilstedeværelse: plain, shrunken | Rule of presence: plain, shrunken
rule_set | text | | Regelsett for stjernene | Rules of the stars
score | number | 0-1 | Samlet poengsum for at de er den samme | Score for being the same
second_activity_code | text | | Andre næringskode | Second activity code
section | text | | Næringshovedområde | Section of the classification
sector | text | | Sektor | Sector
sector_score | number | 0-1 | Hvor godt sektorene stemmer, ukjent er 0,5 | How well the sectors agree, unknown is 0.5
share | number | share 0-1 | Andel av stedets sum | Share of the place's sum
share_abroad | number | share 0-1 | Andel av båndene i EU-prosjektene som går til utlandet | Share of the ties in EU projects that lead abroad
share_within | number | share 0-1 | Andel av medlemmenes bånd som går til hverandre | Share of the members' ties that lead to each other
source | text | | Kilde | Source
source_row | whole | | Radens nummer i filen, fra 1 etter overskriften | Number of the row in the file, from 1 behind the header
sources | text | | Kildene | The sources
sphere | text | | Sfære: company, knowledge, public, other | Sphere: company, knowledge, public, other
squares | number | persons² | Sum av kvadrerte virksomhetsstørrelser | Sum of squared sizes of establishments
stability | number | share 0-1 | Hvor likt resultatet går igjen, i kjøringene eller under rimelige valg | How alike the result comes back, in the runs or under reasonable choices
star_connected | yes/no | | Stjerne: samarbeider mer enn ventet | Star: connected above the null
star_focus | yes/no | | Stjerne: fokus | Star: focus
star_growing | yes/no | | Stjerne: voksende | Star: growing
star_knowledge | yes/no | | Stjerne: kunnskap | Star: knowledge
star_sizeable | yes/no | | Stjerne: stor | Star: sizeable
star_specialised | yes/no | | Stjerne: spesialisert | Star: specialised
stars | whole | stars | Stjerner | Stars
stars_possible | whole | stars | Stjerner det finnes tall for | Stars for which there are figures
start_year | whole | year | Fra år | From year
started_on | date | | Oppstart | Start
status | text | | Sikkerhet: stated, inferred, unverified | Certainty: stated, inferred, unverified
step | text | | Steg | Step
strength | number | projects | Styrke: summen av båndene, som er antall samarbeidsprosjekter | Strength: the sum of the ties, which is the number of joint projects
theil | number | nats | Theils konsentrasjon | Theil concentration
third_activity_code | text | | Tredje næringskode | Third activity code
ties_count | whole | ties | Bånd tallet bygger på | Ties that the figure rests on
ties_expected | number | ties | Bånd ventet ved tilfeldighet | Ties expected by chance
ties_expected_distance | number | ties | Bånd ventet når avstanden er tatt med | Ties expected with distance counted in
ties_observed | whole | ties | Bånd | Ties
title_en | text | | Tittel, engelsk | Title, English
title_nb | text | | Tittel, bokmål | Title, Norwegian
to_code | text | | Til kode | To code
to_name | text | | Til navn | To name
to_valid_from | date | | Ny enhet gyldig fra | New unit valid from
to_valid_to | date | | Ny enhet gyldig til | New unit valid to
type | text | | Type sted | Type of place
ubiquity | number | share 0-1 | Andel av stedene som har aktiviteten | Share of the places that have the activity
unit | text | | Enhet | Unit
unobserved_count | whole | cells | Celler som mangler tall i et av årene: verken fravær eller nykomst | Cells without a figure in one of the years: neither absence nor entry
unrelated_variety | number | bits | Ubeslektet variasjon | Unrelated variety
url | text | | Adresse | Address
valid_from | date | | Gyldig fra | Valid from
valid_to | date | | Gyldig til | Valid to
value | number | as `measure` says | Verdi | Value
value_text | text | | Opplysningen | The fact
vat_number | text | | Momsnummer | VAT number
verdict | text | | Dom: beats, does_not_beat, loses, baseline | Verdict: beats, does_not_beat, loses, baseline
version | text | | Utgaven av Samspill | Version of Samspill
vintage | text | | Årgang av kilden | Vintage of the source
wanderers_count | whole | actors | Medlemmer som vandrer | Members that wander
wanders | yes/no | | Vandrer mellom miljøer | Wanders between communities
weight | number | projects | Newman-vekt: summen av 1/(n-1) over felles prosjekter | Newman's weight: the sum of 1/(n-1) over joint projects
withheld_count | number | establishments | Virksomheter der utgiveren holder tilbake antall ansatte | Establishments whose number of employees the publisher withholds
x | number | 0-1 | Plass på tegningen, bortover | Place on the drawing, across
y | number | 0-1 | Plass på tegningen, oppover | Place on the drawing, up
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
            "actor_id", "organisation_number", "organisation_name", "sector", "place_code",
            "county_code",
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
        "actors",
        "Aktører",
        "Actors",
        ("actor_id",),
        (
            "name", "sector", "country_code", "place_code", "county_code", "activity_code",
            "employees_count", "organisation_number", "pic", "records_count", "sources",
        ),
        is_published=True,
    ),
    Table(
        "actor_merges",
        "Hva som ble slått sammen til én aktør, og hvorfor",
        "What was merged into one actor, and why",
        ("actor_id", "order"),
        (
            "merged_a", "merged_b", "name_a", "name_b", "reason", "score", "name_score",
            "place_score", "form_score", "sector_score",
        ),
        is_published=True,
    ),
    Table(
        "actor_review",
        "Par av aktører som kan være den samme, og som noen bør se på",
        "Pairs of actors that may be one, for a person to look at",
        ("actor_a", "actor_b"),
        (
            "name_a", "name_b", "reason", "score", "name_score", "place_score", "form_score",
            "sector_score",
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
            "actor_id", "organisation_number", "place_code", "county_code", "nuts_code", "activity_code",
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
            "project_id", "project_title", "actor_id", "organisation_number",
            "organisation_name", "role", "sector", "programme", "activity_code", "place_code", "county_code", "country_code",
            "year", "amount_eur",
        ),
        is_published=True,
    ),
    Table(
        "network_nodes",
        "Aktørene som samarbeider, og hvor de står",
        "Actors that work together, and where they stand",
        ("actor_id",),
        (
            "name", "sector", "sphere", "place_code", "place_name", "county_code",
            "activity_code", "area_id", "projects_count", "degree", "strength", "betweenness",
            "betweenness_expected", "constraint", "participation_coefficient", "community",
            "loyalty", "wanders", "is_broker", "p_value", "q_value", "share_abroad", "x", "y",
        ),
        is_published=True,
    ),
    Table(
        "network_edges",
        "Hvem som samarbeider med hvem",
        "Who works with whom",
        ("actor_a", "actor_b"),
        (
            "weight", "projects_count", "projects_expected", "p_value", "q_value", "first_year",
            "last_year",
        ),
        is_published=True,
    ),
    Table(
        "communities",
        "Miljøer: aktører som arbeider mer med hverandre enn med andre",
        "Communities: actors that work more with each other than with others",
        ("community",),
        (
            "order", "title_nb", "title_en", "members_count", "wanderers_count",
            "projects_count", "share_within", "stability", "is_beyond_chance", "central_actors",
        ),
        is_published=True,
    ),
    Table(
        "interplay_places",
        "Bånd mellom steder mot det tilfeldighet gir",
        "Ties between places against what chance gives",
        ("place_kind", "place_a", "place_b"),
        (
            "place_a_name", "place_b_name", "ties_observed", "ties_expected", "expected_low",
            "expected_high", "ratio", "p_value", "q_value", "is_neighbour", "is_thin",
            "distance_km", "ties_expected_distance", "ratio_distance",
        ),
        is_published=True,
    ),
    Table(
        "interplay_shares",
        "Hvem som arbeider med hvem, etter sted, sektor og område, mot det tilfeldighet gir",
        "Who works with whom by place, sector and area, against what chance gives",
        ("measure", "kind", "period"),
        (
            "value", "expected", "expected_low", "expected_high", "p_value", "q_value",
            "ties_count",
        ),
        is_published=True,
    ),
    Table(
        "isolated_strengths",
        "Styrker og hvor mange av aktørene som samarbeider",
        "Strengths and how many of their actors work together",
        ("place_code", "activity_code"),
        (
            "place_name", "activity_nb", "activity_en", "year", "lq_shrunk",
            "establishments_count", "actors_count", "actors_expected", "p_value", "q_value",
            "is_isolated",
        ),
        is_published=True,
    ),
    Table(
        "options", "Muligheter: aktiviteter stedene ikke har", "Options: activities that the places do not have",
        ("place_code", "activity_code", "year"),
        (
            "place_edition", "place_name", "activity_nb", "activity_en", "measure", "source", "lq", "lq_shrunk", "density", "complexity", "quadrant", "plane_rank",
            "stability", "horizon", "forecast", "forecast_low", "forecast_high", "baseline", "rank", "reliability", "reliability_nb", "reliability_en",
            "carried_by", "connects_to", "done_in_region", "done_next_door", "area_ids", "instruments",
        ), is_published=True,
    ),
    Table(
        "options_basis", "Hva stedenes tall holder til", "What the places' figures suffice for",
        ("source", "place_code"),
        (
            "place_edition", "place_name", "place_kind", "measure", "year", "basis", "reason", "reason_nb", "reason_en", "establishments_count",
            "activities_count", "options_count", "density_median", "complexity_median",
        ), is_published=True,
    ),
    Table(
        "backtest", "Etterprøving av prognosen, metode mot metode", "Back-test of the forecast, method against method",
        ("source", "rule", "fold", "horizon", "method"),
        (
            "measure", "start_year", "end_year", "learnt_from", "is_strict", "places_count", "cells_count", "entries_count", "average_precision",
            "average_precision_low", "average_precision_high", "baseline", "gain", "gain_low", "gain_high", "precision_at_k", "precision_at_k_low",
            "precision_at_k_high", "brier", "brier_low", "brier_high", "brier_gain", "brier_gain_low", "brier_gain_high", "verdict",
        ), is_published=True,
    ),
    Table(
        "backtest_reliability", "Hvor mange som slo til, etter sannsynligheten som ble oppgitt", "How many came true, by the probability that was given",
        ("source", "rule", "fold", "horizon", "method", "probability_from"),
        (
            "probability_to", "probability", "cells_count", "entries_count", "came_true", "came_true_low", "came_true_high", "baseline",
        ), is_published=True,
    ),
    Table(
        "backtest_entries", "Hva som telles som nykomst, etter regel og periode", "What counts as entry, by rule and window",
        ("source", "rule", "start_year", "end_year"),
        (
            "measure", "cells_count", "unobserved_count", "leaps_count", "at_risk_count", "entries_count", "entries_margin_count", "entries_other_count",
        ), is_published=True,
    ),
    Table(
        "forecast_log", "Prognoser som er låst, med utfall når det foreligger", "Forecasts that are frozen, with the outcome once there is one",
        ("source", "vintage", "version", "place_code", "activity_code", "start_year", "end_year"),
        (
            "measure", "forecast", "forecast_low", "forecast_high", "baseline", "lq", "lq_end", "outcome",
        ), is_published=True,
    ),
    Table(
        "forecast_scores", "Hvordan låste prognoser har slått til", "How frozen forecasts have come true",
        ("source", "vintage", "version", "start_year", "end_year"),
        (
            "measure", "cells_count", "at_risk_count", "entries_count", "expected_count", "average_precision", "brier", "baseline",
        ), is_published=True,
    ),
    Table(
        "diversity", "Mangfold: variasjon, sammenheng og konsentrasjon over tid", "Diversity: variety, coherence and concentration over time",
        ("place_code", "measure", "year"),
        (
            "place_edition", "place_name", "place_kind", "activities_count", "entropy", "unrelated_variety", "related_variety", "coherence", "inner_density",
            "outer_density", "herfindahl", "theil", "source",
        ), is_published=True,
    ),
    Table(
        "relatedness_nodes", "Nærhetsrommet: aktivitetene og hvor de ligger", "The relatedness space: the activities and where they lie",
        ("source", "activity_code"),
        ("activity_nb", "activity_en", "section", "x", "y", "ubiquity", "complexity", "year"),
        is_published=True,
    ),
    Table(
        "relatedness_edges", "Nærhetsrommet: de sterkeste båndene", "The relatedness space: the strongest ties",
        ("source", "activity_a", "activity_b"),
        ("proximity", "year"),
        is_published=True,
    ),
    Table(
        "relatedness_presences", "Nærhetsrommet: hva stedene har", "The relatedness space: what the places have",
        ("source", "place_code", "activity_code"),
        ("place_name", "lq", "lq_shrunk", "is_present", "density", "year"),
        is_published=True,
    ),
    Table(
        "complementarity", "Hvem som har det beslektede som mangler her", "Who has the related activities that are missing here",
        ("source", "place_a", "place_b"),
        (
            "place_a_name", "place_b_name", "is_neighbour", "value", "expected", "excess", "rank", "activity_codes", "year",
        ), is_published=True,
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
