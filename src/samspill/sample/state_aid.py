"""The state-aid register: awards of its own, some that stand in another list too, an overlap.

Grants by Enova fall in proportion to employees. Equity comes from three providers: one deals it
out in proportion to employees, the two others mostly to the same three divisions, which is the
planted *overlap*. The planted *double reports* are awards of Innovasjon Norge that the register
has too, some days later and not to the krone; beside them stand awards that only look so: the
same amount two months later, and another amount on the same day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspill.sample.answers import DoubleReport, Overlap
from samspill.sample.files import Folder
from samspill.sample.register import Register
from samspill.sample.support import Award, usual_size

__all__ = ["write_state_aid"]

_PUBLISHER = "Brønnøysundregistrene"
_FIRST, _LAST = date(2016, 7, 1), date(2019, 12, 20)
_FAIR, _EQUITY, _DOUBLES = 160, 90, 8
_TOGETHER = ("C10", "J62", "M71")
_SHARE = 0.8
_OVERLAP = ("Siva", "Investinor")
_FORMS = {"Tilskudd": "Tilskudd", "Lån": "Lån", "Garanti": "Garanti"}

Lines = Iterator[dict[str, Any]]


def write_state_aid(
    folder: Folder,
    rng: np.random.Generator,
    register: Register,
    size: float,
    awards: Sequence[Award],
    *,
    planted: bool,
) -> tuple[tuple[DoubleReport, ...], tuple[Overlap, ...]]:
    """Write the register's answer as one list; give double reports and overlaps."""
    weights = usual_size(register)
    divisions = np.array([one or "" for one in register.economy.divisions().tolist()])
    weights[divisions == ""] = 0.0
    together = np.where(np.isin(divisions, _TOGETHER), weights, 0.0)
    records: list[dict[str, Any]] = []
    fair, equity = max(20, round(_FAIR * size)), max(20, round(_EQUITY * size))
    records += _dealt(rng, register, weights, fair, "Enova SF", "Tilskudd", 900_000)
    records += _dealt(
        rng, register, weights, equity, "Nysnø Klimainvesteringer", "Egenkapital", 3e6
    )
    for giver in _OVERLAP:
        gathered = round(_SHARE * equity) if planted else 0
        rest = equity - gathered
        records += _dealt(rng, register, weights, rest, giver, "Egenkapital", 3e6)
        records += _dealt(rng, register, together, gathered, giver, "Egenkapital", 3e6)
    doubles: list[DoubleReport] = []
    if planted:
        for record, double in _reported_again(rng, register, awards):
            records.append(record)
            doubles += [double] if double else []
    numbered = [
        {"stoettetiltaksnummer": f"TT-{100_000 + at}", **records[one]}
        for at, one in enumerate(rng.permutation(len(records)).tolist())
    ]
    name = "stotteregisteret/stoettetildelinger.json"
    text = json.dumps(numbered, ensure_ascii=False, indent=0)
    folder.write(name, text.encode())
    folder.enter("stotteregisteret", name, _PUBLISHER, "2020-01")
    overlaps = (Overlap("Investinor", "Siva", _TOGETHER),) if planted else ()
    return tuple(doubles), overlaps


def _dealt(
    rng: np.random.Generator,
    register: Register,
    weights: NDArray[np.float64],
    count: int,
    giver: str,
    form: str,
    usual: float,
) -> Lines:
    if count == 0:
        return
    rows = rng.choice(len(weights), count, p=weights / weights.sum()).tolist()
    days = rng.integers(0, (_LAST - _FIRST).days, count).tolist()
    factors = np.exp(0.6 * rng.standard_normal(count))
    for row, day, factor in zip(rows, days, factors.tolist(), strict=True):
        amount = max(100_000, round(usual * factor / 1000) * 1000)
        yield _record(register, row, giver, form, amount, _FIRST + timedelta(days=day))


def _reported_again(
    rng: np.random.Generator, register: Register, awards: Sequence[Award]
) -> Iterator[tuple[dict[str, Any], DoubleReport | None]]:
    """Give reports of awards that another list has, and of some that only look like it."""
    fitting = [
        award
        for award in awards
        if award.day >= _FIRST and award.variant >= 0.1 and award.amount >= 300_000
        and register.companies[award.row].form == "AS"
    ]  # fmt: skip
    chosen = rng.permutation(len(fitting))[: _DOUBLES + 4].tolist()
    for at, one in enumerate(chosen):
        award = fitting[one]
        amount = award.amount + int(rng.integers(-400, 401))
        day = award.day + timedelta(days=int(rng.integers(0, 26)))
        is_double = at < _DOUBLES
        if not is_double:
            # the amount of another award, or the same amount long after
            amount, day = (
                (round(award.amount * 1.3), day) if at % 2 else (amount, day + timedelta(days=61))
            )
        form = _FORMS[award.instrument[4]]
        number = register.companies[award.row].number
        record = _record(register, award.row, "INNOVASJON NORGE", form, amount, day)
        yield record, DoubleReport(number, award.amount, str(award.day)) if is_double else None


def _record(
    register: Register, row: int, giver: str, form: str, amount: int, day: date
) -> dict[str, Any]:
    company, activity = register.companies[row], register.activity(row)
    code = "" if activity is None else activity.code
    return {
        "rolle": [
            {
                "rolletype": {
                    "stoettemottaker": {
                        "organisasjonsnummer": register.numbers[row]
                        if company.form != "ENK"
                        else company.number,
                        "navn": company.name,
                    }
                }
            },
            {"rolletype": {"stoettegiver": {"navn": giver}}},
        ],
        "tildeltBeloep": {"beloep": amount, "valuta": "NOK"},
        "tildelingsdato": day.isoformat(),
        "mottattDato": (day + timedelta(days=12)).isoformat(),
        "endret": (day + timedelta(days=12)).isoformat(),
        "status": "REGISTRERT",
        "naering": code,
        "region": "Norge",
        "stoetteinstrument": form,
        "tilknyttetStoetteordning": f"{form} fra {giver.title() if giver.isupper() else giver}",
    }
