"""What is wrong with a profile, said in Norwegian.

A problem is written once, in English, where it is found. `WORDS` has each sentence again; `{}`
stands for what differs, in the same order in both languages. A test sees that none is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

__all__ = ["WORDS", "in_norwegian"]

WORDS: Mapping[str, str] = {
    # what is wrong with a cell
    "the cell is empty": "cellen er tom",
    "the value is missing": "verdien mangler",
    "«{}» is not known here": "«{}» er ukjent her",
    "«{}» is not a date": "«{}» er ikke en dato",
    "«{}» is not a number": "«{}» er ikke et tall",
    "«{}» is not a whole number": "«{}» er ikke et helt tall",
    "«{}» is not a code": "«{}» er ikke en kode",
    "«{}» is not a colour": "«{}» er ikke en farge",
    "«{}» is not a list": "«{}» er ikke en liste",
    "«{}» is not a list of tables": "«{}» er ikke en liste av tabeller",
    "«{}» is not text in double quotes": "«{}» er ikke tekst i doble anførselstegn",
    "«{}» is not an address": "«{}» er ikke en adresse",
    "«{}» is no language here": "«{}» er ikke et språk her",
    "«{}» is no kind of set": "«{}» er ikke en type utvalg",
    "«{}» is no share": "«{}» er ikke en andel",
    "«{}» is no NUTS 2 region": "«{}» er ikke en NUTS 2-region",
    "«{}» is no word with asterisks at its ends": "«{}» er ikke et ord med stjerne i endene",
    "{} is not a share": "{} er ikke en andel",
    "{} is no centrality": "{} er ikke en sentralitet",
    "{} is no division": "{} er ikke en næring på to siffer",
    "both sides are the same": "de to er den samme",
    "neither an organisation number nor a name is given": "verken organisasjonsnummer eller navn "
    "er oppgitt",
    "the number has no source": "tallet har ingen kilde",
    "the rate has no source": "satsen har ingen kilde",
    "the words have no reason": "ordene har ingen begrunnelse",
    "the words are not a list of texts": "ordene er ikke en liste av tekster",
    "the translation of «{}» is missing": "oversettelsen av «{}» mangler",
    "the text has no «{}»": "teksten mangler «{}»",
    # what does not exist
    "there is no activity in NACE Rev. 2 or SN2007 «{}»": "det finnes ingen næring «{}» i NACE "
    "Rev. 2 eller SN2007",
    "there is no area «{}» in areas.toml": "det finnes ikke noe område «{}» i areas.toml",
    "there is no area in areas.toml «{}»": "det finnes ikke noe område «{}» i areas.toml",
    "there is no cluster in clusters.csv «{}»": "det finnes ingen klynge «{}» i clusters.csv",
    "there is no goal in region.toml «{}»": "det finnes ikke noe mål «{}» i region.toml",
    "there is no type of member «{}»": "det finnes ingen type medlem «{}»",
    "there is no instrument «{}» in instruments.csv": "det finnes ikke noe virkemiddel «{}» i "
    "instruments.csv",
    "there is no reference area «{}»": "det finnes ikke noe referanseområde «{}»",
    "there was no county {} in {}": "det fantes ikke noe fylke {} i {}",
    "{} is not in places.csv": "{} står ikke i places.csv",
    "{} is no municipality of places.csv": "{} er ingen kommune i places.csv",
    # what stands twice
    "{} stands twice, first on line {}": "{} står to ganger, først på linje {}",
    "the municipality {} stands twice, first on line {}": "kommunen {} står to ganger, først på "
    "linje {}",
    "the member {} stands twice, first on line {}": "medlemmet {} står to ganger, først på linje "
    "{}",
    "the instrument «{}» stands twice, first on line {}": "virkemiddelet «{}» står to ganger, "
    "først på linje {}",
    "the cluster {} stands twice, first on line {}": "klyngen {} står to ganger, først på linje {}",
    "the item {} stands twice, first on line {}": "posten {} står to ganger, først på linje {}",
    "the decision on these two stands twice, first on line {}": "avgjørelsen om disse to står to "
    "ganger, først på linje {}",
    "{} stands twice in the panel, first on line {}": "{} står to ganger i panelet, først på "
    "linje {}",
    "{} stands twice in the area": "{} står to ganger i området",
    "«{}» stands twice in the area": "«{}» står to ganger i området",
    "the area {} stands twice": "området {} står to ganger",
    "the record {} stands twice": "posten {} står to ganger",
    # what does not go together
    "{} comes before {}": "{} kommer før {}",
    "{} is not the county of {} in {}": "{} er ikke fylket til {} i {}",
    "{} is not in county {}": "{} ligger ikke i fylke {}",
    "{} is {} in places.csv and not {}": "{} er {} i places.csv og ikke {}",
    "the membership ends on {}, before it begins on {}": "medlemskapet slutter {}, før det "
    "begynner {}",
    "{} members of {}": "{} medlemmer av {}",
    "the weight is {}": "vekten er {}",
    "the weight of {} is {}": "vekten til {} er {}",
    "the weight of {} is not a number": "vekten til {} er ikke et tall",
    "the weight of {} has no reason": "vekten til {} har ingen begrunnelse",
    "the weight {} is not between {} and {}": "vekten {} er ikke mellom {} og {}",
    "the four weights sum to {}": "de fire vektene er til sammen {}",
    "a threshold of {} hides nothing": "en terskel på {} skjuler ingenting",
    # what cannot be read
    "the profile has no such file": "profilen har ingen slik fil",
    "the file is not UTF-8 text": "filen er ikke tekst i UTF-8",
    "the line cannot be read as TOML ({})": "linjen kan ikke leses som TOML ({})",
    "the line cannot be read as CSV ({})": "linjen kan ikke leses som CSV ({})",
    "the row has {} cells and not {}": "raden har {} celler og ikke {}",
    "the column is missing": "kolonnen mangler",
    # what nobody knows yet
    "{} of the {} municipalities of {} were stated to be members, and members.csv lists {}": "{} "
    "av de {} kommunene i {} er oppgitt å være medlemmer, og members.csv har {}",
    "of the {} clusters, some have no {}": "av de {} klyngene mangler noen {}",
    "{} would not be admitted to the European register: it has {}": "{} ville ikke blitt tatt opp "
    "i det europeiske registeret: klyngen har {}",
    # what to do
    "It must be filled in.": "Den må fylles ut.",
    "Write one of {}.": "Skriv en av disse: {}.",
    "Write one of {}, or nothing for unclassified.": "Skriv en av disse: {}, eller ingenting for "
    "uklassifisert.",
    "Write {} or {}.": "Skriv {} eller {}.",
    "Write {}.": "Skriv {}.",
    "Write {} digits.": "Skriv {} sifre.",
    "Write {} digits. A spreadsheet may have taken the leading zero away.": "Skriv {} sifre. Et "
    "regneark kan ha tatt bort den første nullen.",
    "Write {} = text in double quotes.": "Skriv {} = tekst i doble anførselstegn.",
    "Write {} = a whole number.": "Skriv {} = et helt tall.",
    "Write {} = a list.": "Skriv {} = en liste.",
    'Write { nb = "…", en = "…" }.': 'Skriv { nb = "…", en = "…" }.',
    'Write ["one", "two"].': 'Skriv ["ett", "to"].',
    "Write # and six hexadecimal digits.": "Skriv # og seks heksadesimale sifre.",
    "Write 0 to 1.": "Skriv 0 til 1.",
    "Write 1 to 6.": "Skriv 1 til 6.",
    "Write 2018, 2018-11 or 2018-11-08.": "Skriv 2018, 2018-11 eller 2018-11-08.",
    "Write a letter and two digits, as in D35: the figures are of divisions.": "Skriv en bokstav "
    "og to sifre, som i D35: tallene gjelder næringer på to siffer.",
    "Write a number above 0, to 1.": "Skriv et tall over 0, høyst 1.",
    "Write a number from 0 (off) to 1.": "Skriv et tall fra 0 (av) til 1.",
    "Write a number from 0 to 1 with a point.": "Skriv et tall fra 0 til 1 med punktum.",
    "Write a number from 0 to 1.": "Skriv et tall fra 0 til 1.",
    "Write a number of at least 0.": "Skriv et tall som er minst 0.",
    "Write a number with a point, or leave the cell empty.": "Skriv et tall med punktum, eller la "
    "cellen stå tom.",
    "Write digits only, or leave the cell empty.": "Skriv bare sifre, eller la cellen stå tom.",
    "Write it in both languages.": "Skriv det på begge språk.",
    "Write its name as instruments.csv has it.": "Skriv navnet slik det står i instruments.csv.",
    "Write members.": "Skriv members.",
    "Write nb or en.": "Skriv nb eller en.",
    "Write the first day that is known.": "Skriv den første dagen som er kjent.",
    "Write the least number of units behind a figure.": "Skriv hvor mange enheter det minst må "
    "være bak et tall.",
    "Write the name in both languages.": "Skriv navnet på begge språk.",
    "Write the number, or the name as the list has it.": "Skriv nummeret, eller navnet slik det "
    "står i listen.",
    "Write the number, or the name of the organisation. Never a person.": "Skriv nummeret, eller "
    "navnet på virksomheten. Aldri en person.",
    "Write the year in which it began.": "Skriv året det begynte.",
    "Write the year of the code.": "Skriv hvilket år koden er fra.",
    "Write two clusters.": "Skriv to klynger.",
    "Write two letters and two more signs, as in SE11.": "Skriv to bokstaver og to tegn til, som i "
    "SE11.",
    "Write two organisations.": "Skriv to virksomheter.",
    "Write year-month-day, as in 2018-10-19.": "Skriv år-måned-dag, som i 2018-10-19.",
    "{} has {}.": "{} har {}.",
    "A municipality's code begins with its county's.": "Koden til en kommune begynner med fylkets.",
    "An asterisk stands at the beginning or at the end of a word.": "En stjerne står først eller "
    "sist i et ord.",
    "Begin each [[area.{}]].": "Begynn hver av dem med [[area.{}]].",
    "Begin each with [[{}]].": "Begynn hver av dem med [[{}]].",
    "Begin with https://.": "Begynn med https://.",
    "Compare with the file of the built-in region.": "Sammenlign med filen til den innebygde "
    "regionen.",
    "Correct members.csv when the members are known.": "Rett members.csv når medlemmene er kjent.",
    "Correct one of them.": "Rett en av dem.",
    "Correct the code or name.": "Rett koden eller navnet.",
    "Correct the code or the edition.": "Rett koden eller utgaven.",
    "Correct the code.": "Rett koden.",
    "Correct the figures if they are old.": "Rett tallene hvis de er gamle.",
    "Exchange the dates, or leave the end empty.": "Bytt om datoene, eller la slutten stå tom.",
    "Exchange the dates.": "Bytt om datoene.",
    "Exchange them.": "Bytt om dem.",
    "Fill in what is known in clusters.csv and cluster_members.csv.": "Fyll ut det som er kjent, i "
    "clusters.csv og cluster_members.csv.",
    "Look for a double quote that is not closed.": "Se etter et dobbelt anførselstegn som ikke er "
    "lukket.",
    "Put a cell that holds a comma in double quotes.": "Sett en celle med komma i doble "
    "anførselstegn.",
    "Rename one of them.": "Gi en av dem et annet navn.",
    "Save it again as UTF-8.": "Lagre den på nytt som UTF-8.",
    "Say who gives it.": "Oppgi hvem som har gitt det.",
    "Say why in a few words.": "Si hvorfor med noen få ord.",
    "See NACE Rev. 2.": "Se NACE Rev. 2.",
    "Start from a built-in one with `samspill init`.": "Begynn med en innebygd, med "
    "`samspill init`.",
    "Take one away.": "Ta bort den ene.",
    "Take one of the two away.": "Ta bort den ene.",
    "Take one of the two rows away.": "Ta bort den ene raden.",
    "Take one of them away.": "Ta bort den ene.",
    "The first line must be {}.": "Den første linjen må være {}.",
    "The low bound comes first, the high one last.": "Den nedre grensen kommer først, den øvre "
    "sist.",
    "They must sum to 1.": "De må være 1 til sammen.",
}

_LISTED = {
    " or ": " eller ",
    "a list of members": "liste over medlemmer",
    "full-time staff (at least": "heltidsansatte (minst",
    "members (at least": "medlemmer (minst",
    "type of member (at least": "type medlem (minst",
}
"""Words within what differs."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Give the sentences as patterns; what says most of itself is tried first."""
    ordered = sorted(WORDS, key=lambda one: (one.count("{}"), -len(one)))
    return tuple(
        (re.compile("(.*)".join(map(re.escape, one.split("{}"))), re.DOTALL), WORDS[one])
        for one in ordered
    )


def in_norwegian(sentence: str) -> str | None:
    """Give a problem or an advice of the profile in Norwegian.

    Parameters
    ----------
    sentence
        The English one.

    Returns
    -------
    str or None
        None where it has no Norwegian words.
    """
    # an activity that is not known may come with near ones, a sentence of its own
    first, near, rest = sentence.partition(". Did you mean ")
    lowered = f"t{first[1:]}" if first.startswith("There is no ") else first
    for pattern, told in _patterns():
        found = pattern.fullmatch(lowered)
        if found is None:
            continue
        values = list(found.groups())
        for english, norwegian in _LISTED.items():
            values = [value.replace(english, norwegian) for value in values]
        parts = told.split("{}")
        said = "".join(f"{a}{b}" for a, b in zip(parts, [*values, ""], strict=True))
        return f"{said}. Mente du {rest.replace(' or ', ' eller ')}" if near else said
    return None
