"""Every reason for which a row is set aside, declared once, in words of both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["REASONS", "Reason"]


@dataclass(frozen=True)
class Reason:
    """A reason: a lasting word for programs, a heading, and a sentence for the row.

    `{what}` in the sentence is what the reason is about in the row at hand, such as a code.
    """

    id: str
    title: Mapping[str, str]
    sentence: Mapping[str, str]

    def said(self, what: str = "") -> dict[str, str]:
        """Give the sentence by language."""
        return {language: text.format(what=what) for language, text in self.sentence.items()}

    def explained(self, what: str = "") -> dict[str, str]:
        """Give the columns `explanation_nb` and `explanation_en` of a row."""
        return {f"explanation_{language}": text for language, text in self.said(what).items()}


def _declare(text: str) -> dict[str, Reason]:
    """Read declarations of the form `id | title nb | title en | sentence nb | sentence en`."""
    reasons: dict[str, Reason] = {}
    for line in text.strip().splitlines():
        name, title_nb, title_en, nb, en = (part.strip() for part in line.split("|"))
        if name in reasons:
            raise ValueError(f"{name} is declared twice")
        reasons[name] = Reason(name, {"nb": title_nb, "en": title_en}, {"nb": nb, "en": en})
    return reasons


REASONS: Mapping[str, Reason] = _declare(
    """
abroad | Utlandet | Abroad | Raden gjelder utlandet. | The row is for a place abroad.
ambiguous_name | Navnet deles av flere | Name of several places | Navnet {what} deles av flere kommuner, og fylket sier ikke hvilken. | Several municipalities are called {what}, and the county does not say which.
amount_missing | Uten beløp | No amount | Raden har ikke noe beløp. | The row has no amount.
changed_activity | Koden er endret | The code changed | {what} i NACE Rev. 2.1, som også har fått deler av andre koder. | {what} in NACE Rev. 2.1, which also received parts of other codes.
county_wide | Hele fylket | A whole county | Raden gjelder hele {what} og nevner ingen kommune. | The row is for all of {what} and names no municipality.
currency | En annen valuta | Another currency | Beløpet er verken i kroner eller i euro. | The amount is neither in kroner nor in euro.
date_missing | Uten dato | No date | Raden har ingen dato. | The row has no date.
double_report | Meldt to steder | Reported twice | Den samme tildelingen står i giverens egen liste og regnes derfra. | The same award stands in its giver's own list and is counted from there.
later_activity | Kode fra en senere utgave | A later code | {what} er en kode i NACE Rev. 2.1 (SN2025) og ikke i NACE Rev. 2 (SN2007). | {what} is a code of NACE Rev. 2.1 (SN2025) and not of NACE Rev. 2 (SN2007).
later_edition | Senere enn inndelingen | Later than the edition | Raden er fra et senere år enn inndelingen den skulle føres til. | The row is of a later year than the edition it was to be carried to.
merged_activity | Koden er slått sammen | The code was merged | {what} i NACE Rev. 2.1 er slått sammen av flere koder. | {what} in NACE Rev. 2.1, together with other codes.
natural_person | En fysisk person | A natural person | En fysisk person blir aldri en aktør; navn og nummer er tatt bort. | A natural person never becomes an actor; name and number are taken away.
negative_size | Negativ størrelse | Negative size | En størrelse kan ikke være negativ; cellen regnes som ikke observert. | A size cannot be negative; the cell counts as not observed.
no_activity | Uten næring | No activity | Raden har ingen næringskode. | The row has no activity code.
no_border | Uten grense | No border | Enheten har ingen flate som kan tegnes. | The feature has no area that could be drawn.
no_code | Uten kommunenummer | No code | Raden har ikke noe kommunenummer. | The row has no municipality code.
no_date | Uten dato | No date | Raden har ingen dato, så det er ukjent hvilken kommuneinndeling den følger. | The row has no date, so the borders that it follows are not known.
no_municipality | Ikke en kommune | Not a municipality | Flaten er ikke en kommune. | The area is no municipality.
no_name_or_number | Uten navn og nummer | No name or number | Utgiveren sier ikke hvem det er; raden telles, men har ingen aktør. | The publisher does not say who it is; the row counts but has no actor.
no_region | Uten region | No region | Endringen har ingen kode i noen av utgavene. | The change has a code in neither edition.
not_a_municipality | Ikke en kommune | Not a municipality | Raden gjelder ikke en kommune. | The row stands for no municipality.
not_existing | Fantes ikke det året | Did not exist that year | Utgiveren oppgir null: kommunen fantes ikke det året. | The publisher gives zero: the municipality did not exist that year.
not_stated | Uoppgitt | Not stated | Koden står for «uoppgitt» og er ikke en kommune. | The code stands for “not stated” and is no municipality.
one_sided_change | Ensidig endring | One-sided change | Endringen har bare én side: en kode som kom fra ingenting eller ble til ingenting. | The change has only one side: a code that came from nothing or went nowhere.
other_county | I et annet fylke | In another county | {what} finnes, men ikke i fylket som er oppgitt. | {what} exists, but not in the county that is given.
other_level | Et annet nivå | Another level | Regionen er ikke på nivå 2. | The region is not of level 2.
part_missing | En del mangler tall | A part has no figure | En annen del av den sammenslåtte enheten {what} mangler tall, så summen er ukjent. | Another part of the merged unit {what} has no figure, so its sum is not known.
repeated | Gjentatt | Repeated | Organisasjonsnummeret har stått i filen før; den første raden gjelder. | The organisation number stands in the file before; the first row counts.
several_places | Flere steder | Several places | Raden gjelder flere kommuner samtidig. | The row is for several municipalities at once.
sole_proprietor | Enkeltpersonforetak | A person's own firm | Et enkeltpersonforetak er en fysisk person; bare antallet er beholdt. | A sole proprietor is a natural person; only the number of them is kept.
split | Stedet er delt | The place was split | {what} ble delt, og raden sier ikke hvilken del den gjelder; oppgi vekter, for eksempel folketall. | {what} was split, and the row does not say which part it belongs to; give weights, such as population.
split_activity | Koden er delt | The code was split | {what} i NACE Rev. 2.1, og koden sier ikke hvilken del raden gjelder. | {what} in NACE Rev. 2.1, and the code does not say which part the row is.
superseded | Erstattet av en nyere fil | In a newer file | En nyere fil fra utgiveren dekker samme tid, og raden regnes fra den. | A newer file of the publisher covers the same time, and the row is counted from there.
svalbard | Svalbard | Svalbard | Raden gjelder Svalbard, som ikke har kommuner. | The row is for Svalbard, which has no municipalities.
too_coarse | For grov næringskode | Too coarse a code | {what} er grovere enn nivået det spørres om. | {what} is coarser than the level that is asked for.
unknown_activity | Ukjent næringskode | Unknown activity | {what} er ikke en kode i NACE Rev. 2 eller SN2007. | {what} is not a code of NACE Rev. 2 or SN2007.
unknown_change | Ukjent slag endring | Unknown kind of change | Ordene passer ikke til noe slag endring. | The words fit no kind of change.
unknown_code | Ukjent kommunenummer | Unknown code | Kommunenummer {what} fantes ikke på den datoen. | There was no municipality with code {what} on that date.
unknown_name | Ukjent stedsnavn | Unknown name | Ingen norsk kommune heter eller har hett {what}. | No Norwegian municipality is or was called {what}.
unspecified | Uoppgitt sted | Place not given | Stedet er ikke oppgitt. | The place is not given.
unspecified_activity | Uspesifisert næring | Unspecified activity | Næringen er uspesifisert ({what}); det er ikke en næring. | The activity is unspecified ({what}), which is not an activity.
withdrawn | Trukket tilbake | Withdrawn | Giveren har trukket tildelingen tilbake. | The giver has taken the award back.
withheld | Holdt tilbake | Withheld | Utgiveren oppgir ikke tallet ({what}). | The publisher does not give the figure ({what}).
"""
)
