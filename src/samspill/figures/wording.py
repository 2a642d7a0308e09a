"""The words and numbers that stand in figures, in Norwegian (bokmål) and English."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Literal

from babel.numbers import format_decimal

__all__ = ["Language", "interval", "joined", "label_expression", "number", "say", "tail_of"]

Language = Literal["nb", "en"]

_TEXTS: Mapping[str, tuple[str, str]] = {
    "activity": ("næring", "activity"),
    "activities": ("næringer", "activities"),
    "place": ("sted", "place"),
    "places": ("steder", "places"),
    "category": ("gruppe", "group"),
    "column": ("kolonne", "column"),
    "row": ("rad", "row"),
    "course-chance": (
        "95\xa0% av det tilfeldighet gir",
        "95% of what chance gives",
    ),
    "alt-share-field": (
        "{title}. {cells} andeler; den største er {share}: {down}, {across}.",
        "{title}. {cells} shares; the largest is {share}: {down}, {across}.",
    ),
    "alt-course": (
        "{title}. {first_share} i {first} og {last_share} i {last}; tilfeldighet gir {low} til "
        "{high} i {last}.",
        "{title}. {first_share} in {first} and {last_share} in {last}; chance gives {low} to "
        "{high} in {last}.",
    ),
    "empty": ("Ingen tall å vise", "No figures to show"),
    "no-figure": ("ingen tall", "no figure"),
    "is-strength": ("styrke", "strength"),
    "not-strength": ("ikke en styrke", "not a strength"),
    "strengths": ("Styrke (95\xa0%-intervall)", "Strength (95% interval)"),
    "others": ("Ikke skilt ut (95\xa0%-intervall)", "Not set apart (95% interval)"),
    "plain": ("Før utjevning", "Before smoothing"),
    "axis-norway": (
        "Spesialisering (1 = som Norge, logaritmisk skala)",
        "Specialisation (1 = as in Norway, logarithmic scale)",
    ),
    "axis-europe": (
        "Spesialisering (1 = som Europa, logaritmisk skala)",
        "Specialisation (1 = as in Europe, logarithmic scale)",
    ),
    "axis": (
        "Spesialisering (1 = som referansen, logaritmisk skala)",
        "Specialisation (1 = as the reference, logarithmic scale)",
    ),
    "without-interval": ("uten intervall", "without an interval"),
    "source": ("Kilde", "Source"),
    "build": ("Bygg", "Build"),
    "title": ("Tittel", "Title"),
    "description": ("Hva figuren viser", "What the figure shows"),
    "sheet-about": ("Om tallene", "About the figures"),
    "sheet-rows": ("Tall", "Figures"),
    "rows-count": ("Antall rader", "Number of rows"),
    "heat-legend": (
        "{axis}. Omriss og full farge: styrke",
        "{axis}. Outline and full colour: strength",
    ),
    "class-axis-norway": ("Spesialisering, 1 = som Norge", "Specialisation, 1 = as in Norway"),
    "class-axis-europe": ("Spesialisering, 1 = som Europa", "Specialisation, 1 = as in Europe"),
    "class-axis": ("Spesialisering, 1 = som referansen", "Specialisation, 1 = as the reference"),
    "unsure": (
        "Blekt: intervallet rommer {centre}",
        "Faded: the interval includes {centre}",
    ),
    "alt-bars": (
        "{shown} {what} rangert etter spesialisering med 95 % intervall; øverst {first}. "
        "Styrker blant dem: {strengths}.",
        "{shown} {what} ranked by specialisation with 95% intervals; on top {first}. "
        "Strengths among them: {strengths}.",
    ),
    "alt-lanes": (
        "{title}: {shown} rader med 95 % intervall; øverst {first}.",
        "{title}: {shown} rows with 95% intervals; on top {first}.",
    ),
    "interval-95": ("95\xa0% intervall", "95% interval"),
    "alt-holdings": (
        "{count} stolper; størst er {first}. Streken viser hvor langt andre rimelige vektinger "
        "flytter tallet.",
        "{count} bars; the largest is {first}. The line shows how far other reasonable weightings "
        "move the figure.",
    ),
    "alt-slope": (
        "Spesialisering {years} for {shown} {what} med 95 % intervall som bånd; høyest i "
        "{last}: {first}.",
        "Specialisation {years} for {shown} {what} with 95% intervals as bands; highest in "
        "{last}: {first}.",
    ),
    "alt-heat": (
        "Spesialisering for {places} steder og {activities} næringer; {strengths} av {cells} "
        "felt er styrker, de andre er bleke fordi tallene ikke skiller dem ut.",
        "Specialisation of {places} places in {activities} activities; {strengths} of {cells} "
        "cells are strengths, the others are faded because the figures do not set them apart.",
    ),
    "alt-compare": (
        "Spesialisering i {activities} næringer for {names}, hvert sted med punkt og 95 % "
        "intervall.",
        "Specialisation in {activities} activities of {names}, each place with a point and its "
        "95% interval.",
    ),
    "alt-map": (
        "Kart over {count} kommuner: {filled} har tall{range}{missing}.",
        "Map of {count} municipalities: {filled} have figures{range}{missing}.",
    ),
    "alt-tiles": (
        "Flisekart med én flis for hver av {count} kommuner, naboer mest mulig ved siden av "
        "hverandre: {filled} har tall{range}{missing}.",
        "Tile map with one tile for each of {count} municipalities, neighbours beside each other "
        "where possible: {filled} have figures{range}{missing}.",
    ),
    "alt-europe": (
        "Kart over {count} regioner i Europa (NUTS 2): {filled} har tall{range}{missing}."
        "{highlight}",
        "Map of {count} regions in Europe (NUTS 2): {filled} have figures{range}{missing}."
        "{highlight}",
    ),
    "alt-network": (
        "Nettverk av {nodes} {noun} med {ties} bånd; størst er {first}. Navn står ved de største "
        "der det er plass, og tabellen har alle.{left}",
        "Network of {nodes} {noun} with {ties} ties; the largest is {first}. The largest are named "
        "where there is room, and the table has all of them.{left}",
    ),
    "alt-left-out": (
        " De {count} minste {noun} er ikke tegnet.",
        " The {count} smallest {noun} are not drawn.",
    ),
    "about-pair": (
        "{one} og {other}: {observed} bånd, ventet {expected} ({low}–{high}), {verdict}",
        "{one} and {other}: {observed} ties, expected {expected} ({low}–{high}), {verdict}",
    ),
    "apart": ("skilt fra tilfeldighet", "set apart from chance"),
    "not-apart": ("ikke skilt fra tilfeldighet", "not set apart from chance"),
    "pair-legend": (
        "Bånd mot det tilfeldighet gir, 1 = som ventet. Omriss og full farge: skilt fra "
        "tilfeldighet",
        "Ties against what chance gives, 1 = as expected. Outline and full colour: set apart from "
        "chance",
    ),
    "alt-pairs": (
        "Bånd mellom {places} steder mot det tilfeldighet gir; {apart} av {pairs} par er skilt "
        "fra tilfeldighet, de andre er bleke.",
        "Ties between {places} places against what chance gives; {apart} of {pairs} pairs are set "
        "apart from chance, the others are faded.",
    ),
    "chance-gives": (
        "ved tilfeldighet {expected} ({low}–{high})",
        "by chance {expected} ({low}–{high})",
    ),
    "chance-band": ("95\xa0% av det tilfeldighet gir", "95% of what chance gives"),
    "beyond-chance": ("Utenfor det tilfeldighet gir", "Outside what chance gives"),
    "within-chance": ("Som ved tilfeldighet", "As by chance"),
    "alt-chance-bars": (
        "{shown} andeler, hver ved siden av det tilfeldighet gir i 95 av 100 tilfeller; {beyond} "
        "ligger utenfor. {first}.",
        "{shown} shares, each beside what chance gives in 95 of 100 cases; {beyond} lie outside. "
        "{first}.",
    ),
    "alt-trend": (
        "{name}, fra {first} til {last}, med det tilfeldighet gir i 95 av 100 tilfeller som bånd; "
        "{beyond} av {years} år ligger utenfor.",
        "{name}, from {first} to {last}, with what chance gives in 95 of 100 cases as a band; "
        "{beyond} of {years} years lie outside.",
    ),
    "alt-missing": (
        "; tomme, uten tall: {missing}",
        "; empty, without figures: {missing}",
    ),
    "alt-range": (
        ", fra {low} ({low_name}) til {high} ({high_name})",
        ", from {low} ({low_name}) to {high} ({high_name})",
    ),
    "alt-highlight": (" Uthevet: {names}.", " Highlighted: {names}."),
    "alt-unsure": (
        " Bleke fordi intervallet rommer {centre}: {count}.",
        " Faded because the interval includes {centre}: {count}.",
    ),
    "alt-sure": (" Usikkerhet er ikke oppgitt i kartet.", " The map states no uncertainty."),
    "alt-scatter": (
        "{shown} punkter etter {across} (vannrett) og {upwards} (loddrett).",
        "{shown} points by {across} (across) and {upwards} (upwards).",
    ),
    "alt-corner": (
        "{corner}: {count}, først {first}.",
        "{corner}: {count}, first {first}.",
    ),
    "alt-corner-empty": (
        "{corner}: ingen.",
        "{corner}: none.",
    ),
    "alt-intervals": ("Tynne streker er 95 % intervaller.", "Thin lines are 95% intervals."),
    "alt-chance": (
        "Grå bånd er det tilfeldighet gir i 95 av 100 tilfeller.",
        "Grey bands are what chance gives in 95 of 100 cases.",
    ),
    "by-chance": ("tilfeldighet gir {between}", "chance gives {between}"),
    "alt-dots": (
        "{shown} rader med {what} og 95 % intervall; øverst {first}.",
        "{shown} rows with {what} and 95% intervals; on top {first}.",
    ),
    "alt-line": ("Loddrett strek: {line}.", "Upright line: {line}."),
    "alt-reliability": (
        "Sagt sannsynlighet mot hvor mange som slo til, med 95 % intervall, for {names}. Der "
        "det ble sagt mest, {said}, slo {came} til.",
        "Stated probability against how many came true, with 95% intervals, for {names}. Where "
        "most was stated, {said}, {came} came true.",
    ),
    "about-reliability": (
        "{name}: sa {said}, {came} slo til ({between}), {cells} tilfeller",
        "{name}: said {said}, {came} came true ({between}), {cells} cases",
    ),
    "axis-said": ("Det som ble sagt →", "What was said →"),
    "axis-came": ("↑ Det som slo til", "↑ What came true"),
    "alt-trends": (
        "{name} over årene: {told}. Båndet er {usual}.",
        "{name} over the years: {told}. The band is {usual}.",
    ),
    "top-of": ("De {shown} høyeste av {total}", "The {shown} highest of {total}"),
    "under": ("under {high}", "below {high}"),
    "over": ("{low} eller mer", "{low} or more"),
    "other": ("Andre", "Others"),
    "and": (" og ", " and "),
    "at-the-edge": (" (ved kanten: enda lenger ute)", " (at the edge: further out still)"),
}


def say(language: Language, key: str, **values: object) -> str:
    """Give a text in a language with its gaps filled."""
    text = _TEXTS[key][0 if language == "nb" else 1]
    return text.format(**values) if values else text


def number(value: float | None, language: Language, *, unit: str = "", plain: bool = False) -> str:
    """Write a number as a reader of the language expects it, to three figures that matter.

    None and NaN are written as *no figure*; whole numbers keep all their digits; `plain` leaves
    out zeros at the end.
    """
    if value is None or not math.isfinite(value):
        return say(language, "no-figure")
    size = abs(value)
    if value == int(value) or size >= 100:
        pattern = "#,##0"
    elif size >= 10:
        pattern = "#,##0.0"
    elif size >= 0.1 or size == 0:
        pattern = "#,##0.00"
    else:
        pattern = "#,##0.000"
    if plain:
        whole, _, decimals = pattern.partition(".")
        pattern = f"{whole}.{'#' * len(decimals)}" if decimals else whole
    locale = "nb_NO" if language == "nb" else "en_GB"
    text = format_decimal(value, format=pattern, locale=locale)
    return text + tail_of(unit, language)


def tail_of(unit: str, language: Language) -> str:
    """Give a unit as it stands behind a number."""
    if not unit:
        return ""
    return unit if unit == "%" and language == "en" else f"\N{NO-BREAK SPACE}{unit}"


def interval(low: float | None, high: float | None, language: Language) -> str:
    """Write an interval, or that there is none."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return say(language, "without-interval")
    return f"{number(low, language)}–{number(high, language)}"


def joined(names: Iterable[str], language: Language) -> str:
    """Write a list of names as a sentence does."""
    *before, last = list(names) or [""]
    return f"{', '.join(before)}{say(language, 'and')}{last}" if before else last


def label_expression(language: Language) -> str:
    """Give Vega's expression that writes an axis's numbers in the language."""
    plain = "format(datum.value, '~r')"
    return plain if language == "en" else f"replace({plain}, '.', ',')"
