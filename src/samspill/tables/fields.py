"""Every column name of every table, declared once: type, unit and meaning in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

__all__ = ["FIELDS", "Field"]

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
activities_status | text | | Hvor sikre aktivitetene er: stated, inferred, unverified | How sure the activities are: stated, inferred, unverified
activity_a | text | | Den ene aktiviteten | One activity
activity_b | text | | Den andre aktiviteten | The other activity
activity_code | text | | Aktivitetens kode | Code of the activity
activity_codes | text | | Aktiviteter, den viktigste først, med mellomrom | Activities, the most important first, with spaces between
activity_edition | text | | Utgaven av næringsgrupperingen | Edition of the classification of activities
activity_en | text | | Aktivitetens navn, engelsk | Name of the activity, English
activity_level | text | | Nivå: section, division, group, class, subclass | Level: section, division, group, class, subclass
activity_nb | text | | Aktivitetens navn, bokmål | Name of the activity, Norwegian
activity_parent | text | | Koden den hører under | Code it belongs under
activity_share | number | share 0-1 | Undergruppens andel av aktivitetens virksomheter i stedet | The subclass's share of the activity's establishments in the place
activity_share_norway | number | share 0-1 | Den samme andelen i hele landet | The same share in all of Norway
actor_a | text | | Den ene aktøren | One actor
actor_b | text | | Den andre aktøren | The other actor
actor_id | text | | Aktøren: organisasjonsnummer, ellers PIC, ellers en kode laget av navnet | The actor: organisation number, else PIC, else a code made from its name
actors_count | whole | actors | Aktører | Actors
actors_expected | number | actors | Aktører en kunne vente | Actors that could be expected
amount_eur | number | EUR | Beløp i euro | Amount in euro
amount_nok | number | NOK | Beløp i kroner | Amount in Norwegian kroner
applications_count | whole | applications | Søknader | Applications
applied_nok | number | NOK | Søkt beløp | Amount applied for
approved_count | whole | applications | Innvilgede søknader | Approved applications
area_id | text | | Satsingsområde | Priority area
area_ids | text | | Satsingsområder aktiviteten hører til, det tyngste først | Areas that the activity belongs to, the weightiest first
area_jobs_share | number | share 0-1 | Områdets andel av jobbene som hører til et område | The area's share of the jobs that belong to some area
area_jobs_share_by_code | number | share 0-1 | Det samme etter næringskoden alene | The same by the industry code alone
area_part | number | share 0-1 | Hvor stor del av aktivitetens jobber som hører til området | How much of the activity's jobs belongs to the area
area_part_by_code | number | share 0-1 | Det samme etter næringskoden alene | The same by the industry code alone
area_probability | number | probability | Sannsynlighet for at posten hører til området | Probability that the record belongs to the area
area_support_share | number | share 0-1 | Områdets andel av støtten som hører til et område | The area's share of the support that belongs to some area
area_support_share_by_code | number | share 0-1 | Det samme etter næringskoden alene | The same by the industry code alone
area_weight | number | share 0-1 | Andel av posten som regnes til området; over områdene og uklassifisert er summen 1 | Share of the record that counts for the area; over the areas and unclassified the sum is 1
at_risk_count | whole | cells | Celler der aktiviteten manglet og kunne komme | Cells in which the activity was absent and could enter
average_precision | number | share 0-1 | Gjennomsnittlig presisjon | Average precision
average_precision_high | number | share 0-1 | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
average_precision_low | number | share 0-1 | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
award_id | text | | Tildelingens løpenummer i filen | The award: its file and its row
awarded_nok | number | NOK | Tildelt beløp | Amount awarded
awards_count | whole | awards | Tildelinger | Awards
awards_expected | number | awards | Tildelinger ventet om de fulgte styrkene | Awards expected if they followed the strengths
baseline | number | as what it stands beside | Det samme etter grunnlinja: kvotienten alene; for områdene næringskoden alene | The same by the baseline: the quotient alone; for areas the industry code alone
basis | text | | Hva tallene holder til (forecast, plane, none), eller hva de bygger på (members, themes, none; register, code) | What the figures suffice for (forecast, plane, none), or what they rest on (members, themes, none; register, code)
basis_a | text | | Hva den ene klyngens profil bygger på: members, themes | What the one cluster's profile rests on: members, themes
basis_b | text | | Hva den andre klyngens profil bygger på: members, themes | What the other cluster's profile rests on: members, themes
began | text | | Fra: år, måned eller dag | From: year, month or day
begun_count | whole | pairs | Par som begynte å samarbeide | Pairs that began to work together
bets_count | whole | activities | Satsinger: svakt, men støttet mer enn ventet | Bets: weak, but supported more than expected
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
candidate_id | text | | Hvem som kan inviteres, aldri en person | Who can be invited, never a person
carried_by | text | | Beslektede aktiviteter stedet har, den nærmeste først | Related activities that the place has, the nearest first
carried_share | number | share 0-1 | Undergruppens del av det som aktivitetens undergrupper har utover landets andel; tom der ingen av dem har mer enn den | The subclass's part of what the activity's subclasses have beyond Norway's share; empty where none of them has more than that
cells_count | whole | cells | Celler: sted og aktivitet | Cells: place and activity
central_actors | text | | De sterkeste aktørene | The strongest actors
centrality | whole | 1-6 | SSBs sentralitetsklasse, 1 er mest sentral | Statistics Norway's centrality, 1 is most central
chance_high | number | ratio | Øvre grense for 95 % av det tilfeldighet gir, mot det ventede | Upper bound of 95 % of what chance gives, against the expected
chance_low | number | ratio | Nedre grense for 95 % av det tilfeldighet gir, mot det ventede | Lower bound of 95 % of what chance gives, against the expected
change | text | | Slag endring: recoded, merged, split, boundary_shift, ended, begun | Kind of change: recoded, merged, split, boundary_shift, ended, begun
changed_on | date | | Dato for endringen | Date of the change
closed_on | date | | Nedlagt | Closed
cluster_a | text | | Den ene klyngen | One cluster
cluster_b | text | | Den andre klyngen | The other cluster
cluster_id | text | | Klyngen | The cluster
cluster_ids | text | | Klynger, med mellomrom | Clusters, with spaces between
code | text | | Kode | Code
code_status | text | | Hvor sikkert det er at byen ligger i regionen: stated, inferred, unverified | How sure it is that the city lies in the region: stated, inferred, unverified
coherence | number | as the proximity | Sammenheng: hvor nær stedets aktiviteter er resten av stedet | Coherence: how near the place's activities are to the rest of it
common_count | whole | activities | Aktiviteter begge støtter | Activities that both support
community | text | | Miljøet aktøren hører til, etter den sterkeste i det | Community, after the strongest actor in it
complementarity_ab | number | share 0-1 | Det den andre tilfører den ene: tetthet rundt det den mangler og ligger nær | What the other adds to the one: density around what it lacks and is near to
complementarity_ba | number | share 0-1 | Det den ene tilfører den andre | What the one adds to the other
complementarity_rank | number | share 0-1 | Andel av parene som utfyller hverandre mindre | Share of the pairs that complement each other less
complexity | number | standard deviations | Kompleksitet (PCI) | Complexity (PCI)
complexity_median | number | standard deviations | Medianen for stedets muligheter | Median of the place's options
connects_to | text | | Aktiviteter stedet mangler som ligger nærmest denne | Activities that the place lacks and that lie nearest to this one
constraint | number | index | Burts avgrensning: hvor mye partnerne er hverandres partnere | Burt's constraint: how much the partners are one another's
content | text | | Det som sto der | What stood there
controls_count | whole | regions | Regioner det er holdt opp mot | Regions that it is held against
correlation | number | -1 to 1 | Korrelasjon over stedene mellom den grønne kompleksiteten og det enkle antallet | Correlation over the places between green complexity and the plain count
cosine | number | 0-1 | Cosinuslikhet mellom de to fordelingene | Cosine between the two distributions
cosine_density | number | 0-1 | Cosinus mellom støtte og relaterthetstetthet | Cosine of support with relatedness density
cosine_specialisation | number | 0-1 | Cosinus mellom støtte og lokaliseringskvotient | Cosine of support with location quotient
cosine_strength | number | 0-1 | Cosinus mellom støtte og sysselsetting | Cosine of support with employment
counted_date | date | | Dato i raden som telles | Date in the row that is counted
counted_id | text | | Raden som telles | The row that is counted
counted_instrument | text | | Virkemiddel i raden som telles | Instrument in the row that is counted
counted_nok | number | NOK | Beløp i raden som telles | Amount in the row that is counted
counted_source | text | | Kilden som telles | The source that is counted
country_code | text | | Landkode | Country
county_code | text | | Fylkets kode | Code of the county
county_name | text | | Fylkets navn | Name of the county
date | date | | Dato | Date
date_text | text | | Når: år, måned eller dag | When: year, month or day
days_apart | whole | days | Dager mellom de to datoene | Days between the two dates
decided_as | text | | Området det ble regnet til; tomt når tallet gjelder alle | The area that it was decided to be of; empty where the figure is of all
degree | whole | actors | Partnere | Partners
density | number | share 0-1 | Relaterthetstetthet | Relatedness density
density_green | number | share 0-1 | Den delen av relaterthetstettheten som kommer fra grønne aktiviteter | The part of the relatedness density that comes from green activities
density_green_high | number | share 0-1 | Den samme med høye grønne vekter | The same with high green weights
density_green_low | number | share 0-1 | Den samme med lave grønne vekter | The same with low green weights
density_median | number | share 0-1 | Medianen for stedets muligheter | Median of the place's options
density_other | number | share 0-1 | Den delen av relaterthetstettheten som kommer fra andre aktiviteter | The part of the relatedness density that comes from other activities
density_other_high | number | share 0-1 | Den samme med lave grønne vekter | The same with low green weights
density_other_low | number | share 0-1 | Den samme med høye grønne vekter | The same with high green weights
description | text | | Beskrivelse | Description
detectable | number | ratio | Så stor måtte en endring ha vært for å skille seg ut | So large a change would have had to be to stand out
dimension | text | | Hva det er delt etter | What it is divided by
distance_km | number | km | Avstand | Distance
done_in_region | text | | Steder i regionen som har aktiviteten | Places in the region that have the activity
done_next_door | text | | Nabosteder som har aktiviteten | Places next door that have the activity
effective_count | number | | Effektivt antall: hvor mange uavhengige enheter tallet svarer til | Effective count: how many independent units the figure amounts to
employees_count | number | persons | Ansatte | Employees
employees_from | number | persons | Ansatte, minst så mange: nedre grense for størrelsesklassen (5, 10, 20, 50, 100, 250, 500, 1000) | Employees, at least so many: the lower end of the size class (5, 10, 20, 50, 100, 250, 500, 1000)
end_year | whole | year | Til år | To year
ended | text | | Opphørt: år, måned eller dag | Ended: year, month or day
ended_on | date | | Slutt | End
entries_count | whole | entries | Aktiviteter som kom | Activities that entered
entries_margin_count | whole | entries | Av dem: bare fordi andre celler kom til eller falt fra i statistikken | Of them: only because other cells appeared in or left the statistics
entries_other_count | whole | entries | Av dem: også etter den andre regelen | Of them: by the other rule as well
entropy | number | bits | Samlet variasjon (entropi) | Total variety (entropy)
environments_count | whole | environments | Sterke miljøer klyngen dekker | Strong environments that the cluster covers
establishments_count | number | establishments | Virksomheter | Establishments
event_year | whole | year | Året det gjelder | The year in question
evidence_en | text | | Hvorfor, engelsk | Why, English
evidence_nb | text | | Hvorfor | Why
excess | number | as the value | Utover det bredden alene gir | Beyond what breadth alone gives
excess_count | number | establishments | Virksomheter utover det landets andel ville gitt | Establishments beyond what Norway's share would give
expected | number | as `measure` says | Ventet ved tilfeldighet | Expected by chance
expected_count | number | entries | Sannsynlighetene lagt sammen | The probabilities added up
expected_high | number | as the expected | Øvre grense for 95 % av tilfellene ved tilfeldighet | Upper bound of 95 % of what chance gives
expected_low | number | as the expected | Nedre grense for 95 % av tilfellene ved tilfeldighet | Lower bound of 95 % of what chance gives
expected_nok | number | NOK | Kroner ventet om tildelingene fulgte styrkene | Kroner expected if the awards followed the strengths
explanation_en | text | | Forklaring, engelsk | Explanation, English
explanation_nb | text | | Forklaring, bokmål | Explanation, Norwegian
fact | text | | Hva opplysningen gjelder | What the fact is about
file_sha256 | text | | Filens sjekksum | Checksum of the file
first_year | whole | year | Første år | First year
flag | text | | Utgiverens merknad; w og et tall: så mange virksomheter med tilbakeholdt antall er regnet med to ansatte (w alene: antallet ville røpet en enkelt virksomhet); x: ikke vist, fordi tallet ville røpet en enkelt virksomhet; ! tallet er over fire ganger større eller mindre enn året før | The publisher's flag; w and a number: so many establishments whose number is withheld count as two employees (w alone: the number would tell of one establishment); x: not shown, because the figure would tell of one establishment; ! the figure is more than four times larger or smaller than the year before
fold | text | | Hva som ble holdt utenfor: place, group | What was left out: place, group
forecast | number | probability | Sannsynlighet for at aktiviteten er der når horisonten er nådd | Probability that the activity is there when the horizon is reached
forecast_high | number | probability | Øvre grense for 95 %-intervallet for sannsynligheten | Upper bound of the 95 % interval of the probability
forecast_low | number | probability | Nedre grense for 95 %-intervallet for sannsynligheten | Lower bound of the 95 % interval of the probability
form_score | number | 0-1 | Hvor godt organisasjonsformene stemmer, ukjent er 0,6 | How well the legal forms agree, unknown is 0.6
founded | text | | Stiftet: år, måned eller dag | Founded: year, month or day
from_code | text | | Fra kode | From code
from_edition | text | | Fra utgave | From edition
from_name | text | | Fra navn | From name
from_valid_from | date | | Gammel enhet gyldig fra | Old unit valid from
from_valid_to | date | | Gammel enhet gyldig til | Old unit valid to
gain | number | share 0-1 | Gjennomsnittlig presisjon utover grunnlinjas | Average precision beyond the baseline's
gain_high | number | share 0-1 | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
gain_low | number | share 0-1 | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
gaps_count | whole | activities | Hull: sterkt, men støttet mindre enn ventet | Gaps: strong, but supported less than expected
geometry | text | GeoJSON, WGS 84 | Grense | Border
goals | text | | Mål, med mellomrom | Goals, with spaces between
grant_equivalent | number | share 0-1 | Andelen av beløpet som regnes som støtte, der en kilde oppgir den | The share of the amount that counts as support, where a source gives it
grant_equivalent_source | text | | Hvem som oppgir andelen | Who gives the share
green_nok | number | NOK | Beløp ganget med den grønne vekten | Amount times the green weight
green_share | number | share 0-1 | Grønn andel | Green share
green_share_high | number | share 0-1 | Øvre grense for 95 %-intervallet, fra tallene | Upper bound of the 95 % interval, from the counts
green_share_low | number | share 0-1 | Nedre grense for 95 %-intervallet, fra tallene | Lower bound of the 95 % interval, from the counts
green_value | number | as `measure` says | Verdien ganget med den grønne vekten | The value times the green weight
green_weight | number | share 0-1 | Hvor stor del av aktiviteten som er grønn, etter profilens skjønn | How much of the activity is green, in the profile's judgement
green_weight_high | number | share 0-1 | Så høyt kunne den vært satt | As high as it could be judged
green_weight_low | number | share 0-1 | Så lavt kunne den vært satt | As low as it could be judged
group | text | | Miljøet, etter stedet og den sterkeste aktiviteten | The environment, after the place and the strongest activity
growth | number | share a year | Årlig vekst fra første år i serien | Yearly growth since the first year of the series
has_employees | yes/no | | Har registrert ansatte | Has registered employees
head_office_code | text | | Kommunen der hovedkontoret ligger | Municipality of the head office
head_office_known_nok | number | NOK | Den delen av beløpet der registeret kjenner mottakerens hovedkontor | The part of the money whose recipient's head office the register knows
head_office_nok | number | NOK | Det samme beløpet ført på hovedkontorets sted | The same money entered at the place of the head office
held_value | number | as `measure` says | Tallet som summene bygger på: verdien, tallet fra året før der den gjør et sprang, eller et anslag fra det som er publisert der den er vernet | The figure that sums rest on: the value, that of the year before where it leaps, or an estimate from what is published where it is protected
herfindahl | number | 0-1 | Herfindahls konsentrasjon | Herfindahl concentration
high | number | as the value | Øvre grense for 95 %-intervallet; for områdenes innhold det største under andre rimelige vektinger | Upper bound of the 95 % interval; for what areas hold the largest under other reasonable weightings
horizon | whole | years | År fram | Years ahead
importance | number | 0-1 | Hvor mye det teller | How much it counts
indicator | text | | Mål: navnet det har i `diversity` | Measure: its name in `diversity`
inferred_count | whole | items | Programposter som er regnet hit ved skjønn, ikke oppgitt slik | Items that are counted here by judgement and not stated so
inner_density | number | share 0-1 | Tetthet rundt det stedet har | Density around what the place has
instrument | text | | Virkemiddel | Instrument
instrument_group | text | | Virkemiddelgruppe hos utgiveren | The publisher's group of instruments
instruments | text | | Virkemidler som oftest går til aktiviteten | Instruments that most often go to the activity
intensity | number | NOK per person | Kroner per sysselsatt | Kroner per person employed
is_admissible | yes/no | | Fyller kravene i det europeiske klyngeregisteret | Meets the rule of the European register of clusters
is_beyond_chance | yes/no | | Nettverket deler seg mer enn tilfeldighet gir | The network divides more than chance gives
is_break | yes/no | | Tallene før og etter gjelder ulike grenser | Figures before and after are of different borders
is_broker | yes/no | | Er brobygger: q under 0,05 og mer mellom andre enn ventet | Is a broker: q below 0.05 and more between others than expected
is_covered | yes/no | | Er dekket | Is covered
is_doubtful | yes/no | | Noe peker mot et område, men ikke sterkt nok | Something points to an area, but not strongly enough
is_in_top_fifth | yes/no | | Var i den øverste femdelen av parene | Was in the top fifth of pairs
is_isolated | yes/no | | Er en styrke med færre aktører i samarbeid enn ventet: q under 0,05 | Is a strength with fewer actors in joint projects than expected: q below 0.05
is_member | yes/no | | Er medlem | Is a member
is_neighbour | yes/no | | Er naboer | Are neighbours
is_observed | yes/no | | Utgiveren har tallet, og det er ikke et sprang | The publisher has the figure, and it is no leap
is_present | yes/no | | Stedet har aktiviteten | The place has the activity
is_sample | yes/no | | Er eksempeldata | Is sample data
is_speciality | yes/no | | Er en spesialitet: q under 0,05 blant stedets undergrupper, hele intervallet over 1, minst tre virksomheter | Is a speciality: q below 0.05 among the place's subclasses, the whole interval above 1, at least three establishments
is_strength | yes/no | | Er en styrke: q under 0,05, krympet kvotient over 1, minst tre virksomheter | Is a strength: q below 0.05, shrunken quotient above 1, at least three establishments
is_strict | yes/no | | Alt det ble lært av var over da prøven begynte | All it learnt from was over when the test began
is_thin | yes/no | | Tynn grense: naboer med færre bånd enn ventet, q under 0,05 | Thin border: neighbours with fewer ties than expected, q below 0.05
is_within_strength | yes/no | | Aktiviteten den hører til, er en styrke etter jobber; tom der det ikke er vist | The activity it belongs to is a strength by its jobs; empty where that is not shown
item_id | text | | Programposten | The item of the programme
item_ids | text | | Programposter, med mellomrom | Items of the programme, with spaces between
items_count | whole | items | Programposter | Items of the programme
jaccard | number | share 0-1 | Andel av aktivitetene en av dem støtter, som begge støtter | Share of the activities that either supports which both support
jobs_share | number | share 0-1 | Andel av stedets jobber | Share of the place's jobs
kept | number | | Beholdt | Kept
kind | text | | Slag | Kind
last_year | whole | year | Siste år | Last year
leans_on | text | | Hva muligheten særlig hviler på: green, other, both, neither | What the option chiefly leans on: green, other, both, neither
leaps_count | whole | cells | Celler som tas som ikke observert fordi tallet gjør et sprang | Cells taken as not observed because their figure leaps
learnt_from | text | | Periodene det ble lært av | The windows that were learnt from
level | text | | Nivå: national, regional, eu | Level: national, regional, eu
level_en | text | | Nivå, engelsk | Level, English
level_nb | text | | Nivå, bokmål | Level, Norwegian
licence | text | | Lisens | Licence
listed_count | whole | actors | Medlemmer på listen | Members on the list
low | number | as the value | Nedre grense for 95 %-intervallet; for områdenes innhold det minste under andre rimelige vektinger | Lower bound of the 95 % interval; for what areas hold the smallest under other reasonable weightings
loyalty | number | share 0-1 | Andel av kjøringene der aktøren er sammen med miljøet sitt | Share of the runs in which the actor is with its community
lq | number | ratio | Lokaliseringskvotient | Location quotient
lq_end | number | ratio | Lokaliseringskvotienten ved horisonten | Location quotient at the horizon
lq_high | number | ratio | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
lq_low | number | ratio | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
lq_shrunk | number | ratio | Krympet lokaliseringskvotient | Shrunken location quotient
measure | text | | Mål | Measure
measured_nok | number | NOK | Kroner til aktiviteter med mål for styrke | Kroner to activities with a measure of strength
members_count | whole | actors | Medlemmer | Members
members_date | text | | Når medlemstallet gjaldt | When the number of members held
members_shared | whole | actors | Medlemmer av begge | Members of both
members_source | text | | Hvem som oppgir medlemstallet | Who gives the number of members
merged_a | text | | Nummer, PIC eller navn på det ene som ble slått sammen | Number, PIC or name of the one that was merged
merged_b | text | | Nummer, PIC eller navn på det andre | Number, PIC or name of the other
method | text | | Metode | Method
method_en | text | | Metode, engelsk | Method, English
method_nb | text | | Metode, bokmål | Method, Norwegian
mismatch | number | share 0-1 | Avvik: andelen av støtten som måtte flyttes for å følge styrkene | Mismatch: the share of support that would have to move to follow the strengths
missing | text | | Hva som mangler | What is missing
missing_count | whole | regions | Av dem: regioner uten tall for aktiviteten | Of them: regions without a figure for the activity
municipality_code | text | | Kommunenummer | Municipality code
municipality_name | text | | Kommunens navn | Name of the municipality
name | text | | Navn | Name
name_a | text | | Navnet på den ene | Name of the one
name_b | text | | Navnet på den andre | Name of the other
name_en | text | | Navn, engelsk | Name, English
name_nb | text | | Navn, bokmål | Name, Norwegian
name_score | number | 0-1 | Hvor like navnene er | How alike the names are
nuts_code | text | | NUTS-kode | NUTS code
office | text | | Beslutningsenhet | Deciding office
one | text | | Den ene | One of the two
one_name | text | | Navnet på den ene | Name of the one
open_count | whole | applications | Søknader under behandling | Applications under assessment
options_count | whole | activities | Muligheter: aktiviteter stedet ikke har | Options: activities that the place does not have
order | whole | | Rekkefølge | Order
organisation_form | text | | Organisasjonsform | Legal form
organisation_name | text | | Organisasjonens navn, aldri en persons | Name of the organisation, never a person's
organisation_number | text | | Organisasjonsnummer | Organisation number
other | text | | Den andre | The other of the two
other_name | text | | Navnet på den andre | Name of the other
outcome | text | | Utfall: pending, came_true, did_not, not_observed | Outcome: pending, came_true, did_not, not_observed
outer_density | number | share 0-1 | Tetthet rundt det stedet mangler | Density around what the place lacks
p_value | number | probability | Sannsynligheten for noe minst så langt fra det ventede ved ren tilfeldighet | Probability of something at least as far from the expected by chance alone
pairs_count | whole | pairs | Par som er rangert | Pairs that are ranked
panel | text | | Gruppe av regioner: green_capital, finalist_2019, chosen | Group of regions: green_capital, finalist_2019, chosen
parent_code | text | | Kode for det større stedet | Code of the larger place
parent_number | text | | Organisasjonsnummer for hovedenheten | Organisation number of the parent unit
part | text | | Del, tom for alt | Part, empty for all
participation_coefficient | number | 0-1 | Hvor jevnt båndene er spredt over miljøene | How evenly the ties are spread over communities
partner | text | | Partner | Partner
partners_count | whole | actors | Partnere i utlandet | Partners abroad
peer_code | text | | Regionen som likner | The region that is alike
period | text | | År eller tidsrom, eller all | Year or years, or all
persons_count | number | persons | Personer | Persons
phase | text | | Fase: start, growth, established, any | Phase: start, growth, established, any
pic | text | | Deltakerens kode hos EU | The participant's code with the EU
place_a | text | | Det ene stedet | One place
place_a_name | text | | Det ene stedets navn | Name of the one place
place_b | text | | Det andre stedet | The other place
place_b_name | text | | Det andre stedets navn | Name of the other place
place_basis | text | | Hva stedet er: as_reported, workplace, head_office | What the place is: as_reported, workplace, head_office
place_code | text | | Stedets kode | Code of the place
place_edition | text | | Utgaven av grensene | Edition of the borders
place_kind | text | | Slag sted: municipality, county, nuts2, country, type, region | Kind of place: municipality, county, nuts2, country, type, region
place_name | text | | Stedets navn | Name of the place
place_score | number | 0-1 | Hvor godt stedene stemmer, ukjent er 0,5 | How well the places agree, unknown is 0.5
places_count | whole | places | Steder | Places
plane_rank | whole | | Plass etter tetthet og kompleksitet | Rank by density and complexity
points_code | number | log-odds | Hva næringskoden legger til, eller at den mangler | What the activity code adds, or that there is none
points_terms | number | log-odds | Hva ordene legger til | What the words add
points_votes | number | log-odds | Hva likheten med merkede tekster legger til | What likeness to labelled texts adds
population | number | persons | Innbyggere | Population
position_green | number | share 0-1 | Andel av stedene uten aktiviteten som har mindre grønt i nærheten av den | Share of the places without the activity that have less green near it
position_green_high | number | share 0-1 | Den høyeste under fem mål på nærhet | The highest under five measures of proximity
position_green_low | number | share 0-1 | Den laveste under fem mål på nærhet | The lowest under five measures of proximity
position_other | number | share 0-1 | Andel av stedene uten aktiviteten som har mindre annet i nærheten av den | Share of the places without the activity that have less of the other near it
position_other_high | number | share 0-1 | Den høyeste under fem mål på nærhet | The highest under five measures of proximity
position_other_low | number | share 0-1 | Den laveste under fem mål på nærhet | The lowest under five measures of proximity
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
projects_of_place_count | whole | projects | Stedets prosjekter med flere deltakere | The place's projects with several participants
provider | text | | Virkemiddelaktør | Provider of support
providers_count | whole | providers | Virkemiddelaktører | Providers
proximity | number | 0-1 | Nærhet | Proximity
publisher | text | | Utgiver | Publisher
purpose | text | | Formål | Purpose
q_recipients | number | share 0-1 | Som q, når alle tildelinger til samme mottaker deles ut under ett | As q, when all awards to one recipient are dealt together
q_value | number | probability | p justert for mange sammenlikninger (for styrker: i samme sted og år) | p adjusted for many comparisons (for strengths: within the place and year)
quadrant | text | | Kvadrant. Muligheter: high_road, slow_road, casino, dead_end. Støtte: strong_supported, strong_unsupported, weak_supported, weak_unsupported | Quadrant. Options: high_road, slow_road, casino, dead_end. Support: strong_supported, strong_unsupported, weak_supported, weak_unsupported
quotient | number | ratio | Støttekvotient: aktivitetens andel av støtten her mot andelen i hele landet | Support quotient: the activity's share of support here against its share in the whole country
rank | whole | | Plass, 1 er øverst | Rank, 1 is first
rank_end | whole | | Plass i det siste året | Rank in the last year
rank_gain | whole | ranks | Plasser opp, negativt er ned | Ranks up, negative is down
rank_gain_high | whole | ranks | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
rank_gain_low | whole | ranks | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
rank_high | whole | | Øvre grense for 95 %-intervallet for plassen | Upper bound of the 95 % interval of the rank
rank_low | whole | | Nedre grense for 95 %-intervallet for plassen | Lower bound of the 95 % interval of the rank
rank_observed | whole | | Plass etter tallene slik de står, blant regionene som har dem | Rank by the figures as they stand, among the regions that have them
rank_start | whole | | Plass i det første året | Rank in the first year
ratio | number | ratio | Faktisk mot ventet | Observed against expected
ratio_distance | number | ratio | Faktisk mot ventet når avstanden er tatt med | Observed against expected with distance counted in
ratio_high | number | ratio | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
ratio_low | number | ratio | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
reason | text | | Grunn | Reason
reason_en | text | | Grunnen, engelsk | The reason, English
reason_nb | text | | Grunnen, bokmål | The reason, Norwegian
reasons_en | text | | Begrunnelsen, en setning på hver linje, engelsk | The reasons, one sentence a line, English
reasons_nb | text | | Begrunnelsen, en setning på hver linje, bokmål | The reasons, one sentence a line, Norwegian
received | number | | Kom inn | Received
recognised_count | whole | actors | Medlemmer som er gjenkjent som aktører | Members that are recognised as actors
records_count | whole | records | Poster hos utgiverne | Records of the publishers
reference | text | | Sammenlikningsgrunnlag | Reference
region_code | text | | Region i NUTS 2, tom for hele landet | Region of NUTS 2, empty for the whole country
regions_count | whole | regions | Regioner det sammenliknes mellom | Regions that are compared
registered_name | text | | Navnet slik registeret eller lista skriver det | The name as the register or the list writes it
rejected | number | | Lagt til side | Set aside
rejected_count | whole | applications | Avslag | Rejected applications
related_variety | number | bits | Beslektet variasjon | Related variety
relatedness | number | 0-1 | Slektskap mellom profilene | Relatedness of the profiles
relatedness_rank | number | share 0-1 | Andel av parene som er mindre beslektet | Share of the pairs that are less related
reliability | number | share 0-1 | Andel som slo til blant dem som fikk så høy sannsynlighet i prøven | Share that came true of those given such a probability in the back-test
reliability_en | text | | Hvor mye prognosen er å stole på, engelsk | How much to believe it, English
reliability_nb | text | | Hvor mye prognosen er å stole på, bokmål | How much to believe it, Norwegian
role | text | | Rolle | Role
rows | whole | rows | Rader | Rows
rule | text | | Regel for tilstedeværelse: plain, shrunken | Rule of presence: plain, shrunken
rule_set | text | | Regelsett for stjernene | Rules of the stars
score | number | 0-1 | Samlet poengsum: for å være den samme, eller for å burde møtes | Score: for being the same, or for having reason to meet
seat_name | text | | Hvor klyngen holder til | Where the cluster has its seat
second_activity_code | text | | Andre næringskode | Second activity code
section | text | | Næringshovedområde | Section of the classification
sector | text | | Sektor | Sector
sector_score | number | 0-1 | Hvor godt sektorene stemmer, ukjent er 0,5 | How well the sectors agree, unknown is 0.5
share | number | share 0-1 | Andel av stedets sum | Share of the place's sum
share_abroad | number | share 0-1 | Andel av båndene i EU-prosjektene som går til utlandet | Share of the ties in EU projects that lead abroad
share_high | number | share 0-1 | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
share_low | number | share 0-1 | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
share_within | number | share 0-1 | Andel av medlemmenes bånd som går til hverandre | Share of the members' ties that lead to each other
similarity | number | 0-1 | Likhet i næringssammensetning: cosinus av andelene | Likeness in what the regions do: cosine of the shares
similarity_high | number | 0-1 | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
similarity_low | number | 0-1 | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
source | text | | Kilde | Source
source_row | whole | | Radens nummer i filen, fra 1 etter overskriften | Number of the row in the file, from 1 behind the header
sources | text | | Kildene | The sources
spearman_density | number | -1 to 1 | Rangkorrelasjon mellom støtte og relaterthetstetthet | Rank correlation of support with relatedness density
spearman_specialisation | number | -1 to 1 | Rangkorrelasjon mellom støtte og lokaliseringskvotient | Rank correlation of support with location quotient
spearman_strength | number | -1 to 1 | Rangkorrelasjon mellom støtte og sysselsetting | Rank correlation of support with employment
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
strength_period | text | | År styrken er målt | Years in which strength was measured
strength_share | number | share 0-1 | Aktivitetens andel av stedets sysselsatte | The activity's share of the place's employment
strength_source | text | | Kilden til styrken | Source of the strength
subclass_code | text | | Næringsundergruppens kode: fem sifre i SN2007 | Code of the subclass: five digits of SN2007
subclass_en | text | | Undergruppens navn, engelsk; tomt der kilden bare har det norske | Name of the subclass, English; empty where the source has the Norwegian only
subclass_nb | text | | Undergruppens navn, bokmål | Name of the subclass, Norwegian
subject | text | | Hva tallet gjelder: place, area, cluster, activity, green | What the figure is of: place, area, cluster, activity, green
subject_code | text | | Koden til det tallet gjelder | Code of what the figure is of
success | number | share 0-1 | Andel innvilget av de avgjorte | Share approved of those decided
success_high | number | share 0-1 | Øvre grense for 95 %-intervallet | Upper bound of the 95 % interval
success_low | number | share 0-1 | Nedre grense for 95 %-intervallet | Lower bound of the 95 % interval
support_share | number | share 0-1 | Andel av stedets penger av dette slaget | Share of the place's money of this kind
tags_status | text | | Hvor sikre område, klynge, mål, arbeidsområde og sted er: stated, inferred, unverified | How sure area, cluster, goal, working area and place are: stated, inferred, unverified
text_read | text | | Teksten som ble lest | The text that was read
theil | number | nats | Theils konsentrasjon | Theil concentration
theme_en | text | | Tema, engelsk | Theme, English
theme_nb | text | | Tema, bokmål | Theme, Norwegian
third_activity_code | text | | Tredje næringskode | Third activity code
tie_kind | text | | Slag bånd: project, membership, award | Kind of tie: project, membership, award
ties_count | whole | ties | Bånd tallet bygger på | Ties that the figure rests on
ties_expected | number | ties | Bånd ventet ved tilfeldighet | Ties expected by chance
ties_expected_distance | number | ties | Bånd ventet når avstanden er tatt med | Ties expected with distance counted in
ties_log | number | natural logarithm | Logaritmen av faktisk mot ventet bånd, et halvt bånd lagt til hver | Logarithm of observed over expected ties, half a tie added to each
ties_log_high | number | natural logarithm | Øvre grense for 95 % av tilfellene ved tilfeldighet | Upper bound of 95 % of what chance gives
ties_log_low | number | natural logarithm | Nedre grense for 95 % av tilfellene ved tilfeldighet | Lower bound of 95 % of what chance gives
ties_observed | whole | ties | Bånd | Ties
title_en | text | | Tittel, engelsk | Title, English
title_nb | text | | Tittel, bokmål | Title, Norwegian
to_code | text | | Til kode | To code
to_edition | text | | Til utgave | To edition
to_name | text | | Til navn | To name
to_valid_from | date | | Ny enhet gyldig fra | New unit valid from
to_valid_to | date | | Ny enhet gyldig til | New unit valid to
topic_id | text | | Det møtet bør dekke | What the meeting should cover
topic_ids | text | | Det kandidaten dekker, med mellomrom | What the candidate covers, with spaces between
type | text | | Type sted | Type of place
ubiquity | number | share 0-1 | Andel av stedene som har aktiviteten | Share of the places that have the activity
unit | text | | Enhet | Unit
units_count | number | units | Enheter tallet bygger på: virksomheter, tildelinger eller prosjekter | Units that the figure rests on: establishments, awards or projects
unobserved_count | whole | cells | Celler som mangler tall i et av årene: verken fravær eller nykomst | Cells without a figure in one of the years: neither absence nor entry
unrelated_variety | number | bits | Ubeslektet variasjon | Unrelated variety
until | text | | Til: år, måned eller dag | Until: year, month or day
url | text | | Adresse | Address
usual | number | as the measure | Midtverdien av stedene av slaget | The median of the places of the kind
usual_high | number | as the measure | Hva tre av fire steder av slaget er under | What three of four places of the kind are below
usual_low | number | as the measure | Hva ett av fire steder av slaget er under | What one of four places of the kind is below
valid_from | date | | Gyldig fra | Valid from
valid_to | date | | Gyldig til | Valid to
value | number | as `measure` says | Verdi | Value
value_high | number | as the value | Øvre grense for 95 %-intervallet for verdien | Upper bound of the 95 % interval of the value
value_low | number | as the value | Nedre grense for 95 %-intervallet for verdien | Lower bound of the 95 % interval of the value
value_text | text | | Opplysningen | The fact
vat_number | text | | Momsnummer | VAT number
verdict | text | | Dom. Metoder: beats, does_not_beat, loses, baseline, score. Koblinger: match, related, works_together, little_in_common. Støtte: gap (hull), bet (satsing), backed (sterkt og støttet), passed_over (svakt og forbigått), as_expected, above_share, below_share, too_small, no_strength_measure, depends_on_words (koden alene sier det motsatte) | Verdict. Methods: beats, does_not_beat, loses, baseline, score. Matches: match, related, works_together, little_in_common. Support: gap, bet, backed (strong and supported), passed_over (weak and passed over), as_expected, above_share, below_share, too_small, no_strength_measure, depends_on_words (the code alone says the opposite)
version | text | | Utgaven av Samspill | Version of Samspill
vintage | text | | Årgang av kilden | Vintage of the source
wanderers_count | whole | actors | Medlemmer som vandrer | Members that wander
wanders | yes/no | | Vandrer mellom miljøer | Wanders between communities
website | text | | Nettsted | Website
weight | number | projects | Newman-vekt: summen av 1/(n-1) over felles prosjekter | Newman's weight: the sum of 1/(n-1) over joint projects
weights_high | number | as the value | Verdien med de grønne vektene som gir mest | The value with the green weights that give most
weights_low | number | as the value | Verdien med de grønne vektene som gir minst | The value with the green weights that give least
withheld_count | number | establishments | Virksomheter der utgiveren holder tilbake antall ansatte | Establishments whose number of employees the publisher withholds
within | text | | Stedet det er regnet innenfor | The place within which it is counted
working_area | text | | Arbeidsområde | Working area
x | number | 0-1 | Plass på tegningen, bortover | Place on the drawing, across
y | number | 0-1 | Plass på tegningen, oppover | Place on the drawing, up
year | whole | year | År | Year
"""
)
