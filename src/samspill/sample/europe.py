"""Structural business statistics of European regions: real codes, invented figures.

A region's size in a division is its population times the division's share, times what its kind of
economy gives. Four groups of related divisions (materials and machines; digital and business
services; wood, food and land; visitors and transport) go up and down together in a region, so that
relatedness can be seen; the rest is noise that lasts from year to year.

Where a group is strong in a region, some of its divisions come late: they are scarce until a year
and there from that year on. So entries follow relatedness and not the size of what is there
already. A sample in which nothing is planted has neither.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspill.sample.activities import divisions
from samspill.sample.answers import EuropeanEntry, EuropeanStrength, GreenOption
from samspill.sample.files import Folder

__all__ = ["write_europe"]

_YEARS = tuple(range(2014, 2007, -1))

# NUTS-2 regions of the edition of 2013, with inhabitants in millions (approximate)
_NORWAY = {
    "NO01": 1.2, "NO02": 0.38, "NO03": 0.97, "NO04": 0.75, "NO05": 0.87, "NO06": 0.44,
    "NO07": 0.48,
}  # fmt: skip
_EUROPE = {
    "AT13": 1.8, "AT22": 1.2, "BE10": 1.2, "BE21": 1.8, "CZ01": 1.2, "DE11": 4.0, "DE21": 4.5,
    "DE30": 3.4, "DE60": 1.8, "DE71": 3.9, "DEA1": 5.1, "DEA2": 4.3, "DK01": 1.7, "DK02": 0.8,
    "DK03": 1.2, "DK04": 1.3, "DK05": 0.6, "EE00": 1.3, "ES21": 2.2, "ES30": 6.4, "ES51": 7.4,
    "ES52": 4.9, "FI19": 1.4, "FI1B": 1.6, "FI1C": 1.2, "FI1D": 1.3, "FR10": 12.0, "FR51": 3.7,
    "FR71": 6.4, "ITC4": 10.0, "LT00": 2.9, "LV00": 2.0, "NL22": 2.0, "NL31": 1.3, "NL32": 2.8,
    "NL33": 3.6, "PT11": 3.6, "PT17": 2.8, "SE11": 2.2, "SE12": 1.6, "SE21": 0.8, "SE22": 1.4,
    "SE23": 1.9, "SE31": 0.8, "SE32": 0.4, "SE33": 0.5, "SI03": 1.1, "SI04": 1.0, "UKK1": 2.4,
}  # fmt: skip
_GROUPS = (
    "C22 C23 C24 C25 C26 C27 C28 C29 C30 C33",
    "J58 J59 J60 J61 J62 J63 M69 M70 M71 M72 M73 M74 N78 N82",
    "C10 C11 C16 C17 C31 E38 F41 F43 G45",
    "H49 H50 H51 H52 I55 I56 N77 N79",
)
_STRONG, _LATE = 0.4, 0.5
"""How strong a group must be in a region, and the part of its divisions that come late there."""

_SCARCE, _THERE = 0.5, 1.8
_PLANTED = (
    ("NO01", "J62", 2.2), ("NO01", "J58", 2.0), ("NO01", "J59", 2.2), ("NO01", "M70", 1.8),
    ("NO02", "C16", 4.0), ("NO02", "C10", 2.0), ("NO02", "I55", 2.2), ("NO03", "C20", 2.2),
    ("NO03", "C26", 2.4), ("NO03", "C27", 2.0), ("SE12", "C30", 2.5), ("FI19", "C28", 2.2),
    ("DK01", "C21", 3.5), ("DE60", "H50", 4.0), ("DE11", "C29", 3.5), ("ES51", "C13", 2.5),
    ("PT11", "C15", 6.0), ("UKK1", "C30", 2.5),
)  # fmt: skip

# the green option: engineering, of which a part is green and whose group is not. One region has
# the rest of the group and lacks it, one lacks both; both have the same of what is green and far
# from it, so that they differ in nothing but what is near
_GREEN_OPTION, _GREEN_CONTROL, _GREEN = "NO02", "NO07", "M71"
_PLENTY, _LITTLE = 2.0, 0.5
_NEAR = ("J58", "J59", "J60", "J61", "J62", "J63", "M69", "M70", "M73", "M74", "N78", "N82")
_NEAR_AND_GREEN = "M72"
_FAR_AND_GREEN = ("D35", "E36", "E37", "E38", "E39")
_AROUND_GREEN = (
    *((_GREEN_OPTION, act, _PLENTY) for act in _NEAR),
    *((_GREEN_CONTROL, act, _LITTLE) for act in _NEAR),
    *(
        cell
        for place in (_GREEN_OPTION, _GREEN_CONTROL)
        for cell in (
            *((place, act, _PLENTY) for act in _FAR_AND_GREEN),
            (place, _NEAR_AND_GREEN, _LITTLE),
            (place, _GREEN, _LITTLE),
        )
    ),
)


def write_europe(
    folder: Folder, rng: np.random.Generator, *, planted: bool
) -> tuple[tuple[EuropeanStrength, ...], tuple[EuropeanEntry, ...], tuple[GreenOption, ...]]:
    """Write the statistics in Eurostat's wide layout; give the strengths, entries and options."""
    regions = {**_NORWAY, **_EUROPE}
    # the statistics leave out farming, banks, schools, health and the rest of the public sector
    acts = [code for code in divisions() if code[0] in "BCDEFGHIJLMN" and code != "M75"]
    acts.append("S95")
    chosen = _PLANTED if planted else ()
    around = _AROUND_GREEN if planted else ()
    cells = [
        (list(regions).index(place), acts.index(act), lq) for place, act, lq in (*chosen, *around)
    ]
    kept = {(place, act) for place, act, _ in cells}
    persons, late = _persons(rng, regions, acts, kept, related=planted)
    flags = np.where(rng.random(persons.shape) < 0.04, "c", "")
    flags = np.where((flags == "") & (rng.random(persons.shape) < 0.03), "e", flags)
    for place, act in (*kept, *late):
        flags[place, act] = ""
    persons = np.rint(_made_strong(persons, flags != "c", cells))

    units = np.maximum(1, np.rint(persons / np.exp(2.2 + 0.3 * rng.standard_normal(persons.shape))))
    units[persons == 0] = 0
    pay = np.exp(-3.4 + 0.15 * rng.standard_normal(persons.shape))
    lines = ["nace_r2,indic_sb,geo\\time\t" + "\t".join(f"{year} " for year in _YEARS)]
    for measure, values, digits in (
        ("V11210", units, 0), ("V13320", persons * pay, 1), ("V16110", persons, 0)
    ):  # fmt: skip
        lines += _lines(measure, values, digits, flags, list(regions), acts)
    name = "eurostat/sbs_r_nuts06_r2.tsv.gz"
    folder.write(name, ("\n".join([lines[0], *sorted(lines[1:])]) + "\n").encode())
    folder.enter("eurostat_sbs", name, "Eurostat", "2017-11")
    names = list(regions)
    return (
        tuple(EuropeanStrength(*one) for one in chosen),
        tuple(
            EuropeanEntry(names[place], acts[act], year)
            for (place, act), year in sorted(late.items())
        ),
        (GreenOption(_GREEN_OPTION, _GREEN, _GREEN_CONTROL),) if planted else (),
    )


def _made_strong(
    persons: NDArray[np.float64],
    is_given: NDArray[np.bool_],
    cells: list[tuple[int, int, float]],
) -> NDArray[np.float64]:
    """Give planted cells their location quotient among the figures that are given."""
    result = persons.copy()
    for _ in range(60):
        given = np.where(is_given, result, 0.0)
        of_region, of_act, of_all = given.sum(axis=1), given.sum(axis=0), given.sum(axis=(0, 1))
        for place, act, target in cells:
            result[place, act] = target * of_region[place] * of_act[act] / of_all
    return result


def _persons(
    rng: np.random.Generator,
    regions: dict[str, float],
    acts: list[str],
    kept: set[tuple[int, int]],
    *,
    related: bool,
) -> tuple[NDArray[np.float64], dict[tuple[int, int], int]]:
    """Give persons employed, region x activity x year, and the year of what comes late."""
    # a stream of its own, so that what comes late leaves the rest of the file as it is
    of_late = rng.spawn(1)[0]
    facts = divisions()
    share = np.array([facts[code][0] for code in acts]) / 2_700
    size = np.array(list(regions.values())) * 500_000
    shape = (len(regions), len(acts), len(_YEARS))

    loading = 0.7 * rng.standard_normal((len(regions), len(_GROUPS)))
    logs = 0.35 * rng.standard_normal(shape[:2])
    late: dict[tuple[int, int], int] = {}
    if related:
        for at, group in enumerate(_GROUPS):
            of_group = np.array([code in group.split() for code in acts])
            logs[:, of_group] += loading[:, [at]]
            late |= _latecomers(of_late, loading[:, at], np.flatnonzero(of_group), kept)
    steps = 0.02 * rng.standard_normal(shape)
    walk = np.cumsum(steps, axis=2)[:, :, ::-1]
    growth = np.linspace(0.04, 0.0, len(_YEARS))
    level = np.repeat(logs[:, :, None], len(_YEARS), axis=2)
    for (place, act), year in late.items():
        level[place, act] = np.log([_THERE if one >= year else _SCARCE for one in _YEARS])
    exact = size[:, None, None] * share[None, :, None] * np.exp(level + walk + growth)
    result: NDArray[np.float64] = exact
    return result, late


def _latecomers(
    rng: np.random.Generator,
    loading: NDArray[np.float64],
    of_group: NDArray[np.intp],
    kept: set[tuple[int, int]],
) -> dict[tuple[int, int], int]:
    """Choose divisions of a group that come late where the group is strong, and when."""
    chosen = {}
    for place in np.flatnonzero(loading > _STRONG):
        for act in of_group:
            year = int(rng.integers(_YEARS[-1] + 1, _YEARS[0] + 1))
            if rng.random() < _LATE and (int(place), int(act)) not in kept:
                chosen[int(place), int(act)] = year
    return chosen


def _lines(
    measure: str,
    values: NDArray[np.float64],
    digits: int,
    flags: NDArray[np.str_],
    regions: list[str],
    acts: list[str],
) -> list[str]:
    def cell(value: float, flag: str) -> str:
        if flag == "c":
            return ": c"
        return f"{value:.{digits}f} {flag}"

    found = []
    for at, region in enumerate(regions):
        for number, act in enumerate(acts):
            cells = [
                cell(value, flag)
                for value, flag in zip(
                    values[at, number].tolist(), flags[at, number].tolist(), strict=True
                )
            ]
            found.append(f"{act},{measure},{region}\t" + "\t".join(cells))
    # Norway as a whole, which no table of regions may count once more
    norway = values[[at for at, region in enumerate(regions) if region.startswith("NO")]].sum(
        axis=0
    )
    for number, act in enumerate(acts):
        cells = [cell(value, "") for value in norway[number].tolist()]
        found.append(f"{act},{measure},NO0\t" + "\t".join(cells))
    return found
