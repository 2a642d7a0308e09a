"""The sample region: files as the publishers lay them out, and the key to what was planted.

The places are real: the municipalities of Østlandet and fifteen others, with the codes they had in
2018, 2020 and 2024. Every organisation and every figure about one is invented; an invented
organisation number begins with 80 (see `organisations`).

What is in the files is chance, except what `answer_key.json` lists:

- *strengths*: places and divisions with a target location quotient in the register of 2020, and
  much the same in 2018 and 2019 except where they grow, after the division of labour that the
  report of 2017 found: knowledge-intensive services, ICT and creative industries in the capital,
  advanced manufacturing in the towns, bio-production and experiences in the districts. A place is
  kept at its size by taking chance establishments away evenly.
- *specialities*: places in which all that fell of a division does one and the same thing, while
  the division is no larger there than elsewhere.
- *gaps* and *bets*: awards fall in proportion to employees, except that hardly any falls on a gap
  (a strength) and some tens more on a bet (no strength).
- *double_reports*: awards that the state-aid register has too, some days later, rounded otherwise.
- *overlaps*: two providers of equity that put most of it into the same three divisions.
- *communities* and *brokers*: organisations that take part in European projects with each other
  only, and organisations that take part in those of two communities and in no other.
- *thin_borders*: two neighbouring counties whose organisations are in no project of a community
  together, while all other counties meet as chance would have it.
- *area_texts*: applications whose titles say plainly which areas they belong to, or that they
  belong to none; some of these hold words that mislead.
- *europe*: regions and divisions with a location quotient among the regions. Related divisions go
  up and down together in a region, so that relatedness can be seen.
- *entries*: divisions that are scarce in a European region until a year and present from then on,
  where the divisions that they are related to are strong.
- *cluster_pairs*: clusters with members, of which some should meet; see `clusters`. The sample's
  own profile, with invented clusters and an invented programme, lies beside the files.

So whoever looks for more finds nothing that was meant. `write_null_sample` plants nothing at all.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from samspill.errors import UsageError
from samspill.sample.activities import write_activities
from samspill.sample.answers import AnswerKey
from samspill.sample.economy import narrow_plans, narrowed, plans, simulate
from samspill.sample.europe import write_europe
from samspill.sample.files import Folder
from samspill.sample.municipalities import write_places, write_population
from samspill.sample.projects import write_projects
from samspill.sample.realised import read_off, read_off_narrow
from samspill.sample.register import enrol
from samspill.sample.state_aid import write_state_aid
from samspill.sample.support import write_applications, write_grants

__all__ = ["AnswerKey", "write_null_sample", "write_sample"]


def write_sample(folder: Path, *, seed: int = 2019, size: float = 1.0) -> AnswerKey:
    """Write the sample region with everything planted.

    Parameters
    ----------
    folder
        Where the files go, with `sources.toml` and `answer_key.json` beside them; it is made if it
        is not there.
    seed
        The same seed gives the same files, byte for byte.
    size
        Number of establishments and awards against the usual, 0.1 to 4. From 0.5 on every planted
        strength reaches its target; below that some are too small for it, and the key says what
        they have.

    Raises
    ------
    UsageError
        The size is out of range.
    """
    return _write(folder, seed, size, is_planted=True)


def write_null_sample(folder: Path, *, seed: int = 2019, size: float = 1.0) -> AnswerKey:
    """Write a sample region of the same form in which nothing is planted.

    Parameters and errors are those of `write_sample`.
    """
    return _write(folder, seed, size, is_planted=False)


def _write(path: Path, seed: int, size: float, *, is_planted: bool) -> AnswerKey:
    if not 0.1 <= size <= 4:
        raise UsageError(f"A sample of size {size} cannot be made: give a size from 0.1 to 4.")
    # each part has a stream of its own, so that a change in one leaves the others as they are
    (
        of_economy,
        of_register,
        of_grants,
        of_applications,
        of_projects,
        of_europe,
        of_aid,
        of_clusters,
    ) = (np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(8))
    folder = Folder(path)
    write_places(folder)
    write_activities(folder)
    write_population(folder)

    planted = plans() if is_planted else ()
    narrow = narrow_plans() if is_planted else ()
    economy = narrowed(simulate(of_economy, size, planted), narrow)
    register = enrol(of_register, economy)
    register.write(folder)
    strengths, withheld, set_aside = read_off(economy, planted)
    gaps, bets, awards = write_grants(folder, of_grants, register, size, strengths)
    area_texts = write_applications(folder, of_applications, register, size, is_planted=is_planted)
    doubles, overlaps = write_state_aid(folder, of_aid, register, size, awards, planted=is_planted)
    communities, brokers, borders, pairs = write_projects(
        folder, of_projects, of_clusters, register, size, planted=is_planted
    )
    europe, entries, green_options = write_europe(folder, of_europe, planted=is_planted)

    key = AnswerKey(
        seed=seed,
        size=size,
        is_planted=is_planted,
        strengths=strengths,
        specialities=read_off_narrow(economy, narrow),
        withheld=withheld,
        set_aside=set_aside,
        gaps=gaps,
        bets=bets,
        double_reports=doubles,
        overlaps=overlaps,
        communities=communities,
        brokers=brokers,
        thin_borders=borders,
        europe=europe,
        entries=entries,
        area_texts=area_texts,
        green_options=green_options,
        cluster_pairs=pairs,
    )
    folder.write("answer_key.json", key.to_json().encode())
    folder.close()
    return key
