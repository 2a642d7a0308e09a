"""Invented organisations: numbers that are nobody's, and names that mean nothing.

The numbers begin with 80. Those that Enhetsregisteret has given begin with 81-89 or 9, so that a
number of the sample can never be a real organisation's, although its check digit is right.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

__all__ = ["Names", "is_invented", "numbers"]

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def is_invented(number: str) -> bool:
    """Say whether an organisation number is of the sample's range."""
    return len(number) == 9 and number.startswith("80")


def numbers(rng: np.random.Generator) -> Iterator[str]:
    """Give invented organisation numbers with valid check digits (modulus 11), none twice."""
    at = int(rng.integers(1_000_000))
    for _ in range(1_000_000):
        # a step that shares no factor with a million passes every number once
        at = (at + 271_829) % 1_000_000
        first = f"80{at:06d}"
        rest = sum(int(digit) * w for digit, w in zip(first, _WEIGHTS, strict=True)) % 11
        check = (11 - rest) % 11
        if check < 10:
            yield f"{first}{check}"


_FIRST = (
    "Nordre Søndre Østre Vestre Øvre Nedre Ytre Indre Grønne Blå Hvite Røde Gylne Stille Lyse "
    "Høye Brede Lange Runde Klare Kvasse Milde Raske Trygge Dype Grå Skrå Smale Frie Skjulte"
).split()
_SECOND = (
    "Elv Fjell Skog Vann Dal Ås Bekk Foss Eng Myr Holt Sund Vik Nes Tind Mo Lund Haug Berg Bru "
    "Kvern Tjern Slette Li Strand Odde Vang Kilde Stein Skar Grind Løkke Havn Stabbur Torv"
).split()
_WORDS = {
    "A": "Gård Planter Jordbruk",
    "A02": "Skogsdrift Tømmer Skogskjøtsel",
    "A03": "Oppdrett Fiske Settefisk",
    "B": "Gruve Pukk Boring",
    "C": "Verksted Fabrikk Industri",
    "C10": "Meieri Matvarer Bakst Kjøtt",
    "C16": "Trelast Sagbruk Trevarer",
    "C17": "Papir Cellulose Emballasje",
    "C20": "Kjemi Råstoff Polymer",
    "C25": "Mekaniske Metall Plateverk",
    "C26": "Elektronikk Sensor Instrument",
    "C27": "Elektro Tavler Kabel",
    "C28": "Maskin Pumpe Kran",
    "C29": "Kjøretøy Karosseri Bildeler",
    "C30": "Båtbygg Flydeler Sykkel",
    "D": "Kraft Energi Varme",
    "E": "Gjenvinning Vannverk Avfall",
    "F": "Bygg Anlegg Entreprenør Rør",
    "G": "Handel Engros Butikk Varehus",
    "H": "Transport Spedisjon Terminal",
    "H53": "Bud Pakke Posttjeneste",
    "I": "Kafé Spiseri Serveringssted",
    "I55": "Hotell Fjellstue Gjestegård",
    "J": "Medier Innhold Tele",
    "J62": "Data Programvare Systemer Digital",
    "K": "Finans Kapital Forvaltning",
    "L": "Eiendom Utleie Næringsbygg",
    "M": "Rådgivning Design Tegnestue",
    "M71": "Prosjektering Teknikk Arkitektur",
    "M72": "Forskning Laboratorium Utvikling",
    "N": "Service Bemanning Drift",
    "N79": "Opplevelser Reiser Turguide",
    "O": "Tjenestekontor Servicetorg Forvaltningskontor",
    "P": "Skole Opplæring Undervisning",
    "Q": "Helse Legesenter Omsorg",
    "R": "Scene Aktivitet Kultur",
    "S": "Lag Salong Tjenester",
}


class Names:
    """A source of invented names; a name is not given twice as long as there are others."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def name(self, division: str, ending: str) -> str:
        """Give a name that fits a division, such as `Nordre Elv Verksted AS`."""
        words = (_WORDS.get(division) or _WORDS[division[0]]).split()
        for _ in range(40):
            first, second, word = (
                options[int(self._rng.integers(len(options)))]
                for options in (_FIRST, _SECOND, words)
            )
            name = f"{first} {second} {word} {ending}".strip()
            if name not in self._given:
                break
        self._given.add(name)
        return name
