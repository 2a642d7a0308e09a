"""How well records are put in areas, on the labelled records: the page and the profile's figures.

`python benchmarks/areas.py HOME DATA`, HOME being a home folder with a build of the real files, and
DATA the files themselves (for `benchmarks/euroscivoc.py`, which it runs). Writes
`docs/quality-areas.md`, and `area_quality.csv` in the profile, which a build publishes.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import euroscivoc
import numpy as np
import pyarrow.parquet as pq

from samspill.findings.areas import flags, records
from samspill.region import Region, load_region
from samspill.store import Build, Store
from samspill.tables import table
from samspill.text import Lexicon, pieces_of
from samspill.text.quality import Score, Trial, agreement, cross_validated

ROOT = Path(__file__).resolve().parents[1]
PROFILE = ROOT / "src/samspill/regions/osloregionen"
SECOND = ROOT / "tests/truth/area_labels_second.csv"
SEED, FOLDS = 2019, 5
NAMES = {
    "combined": "combined: code, words and classifier",
    "by_rule": "code and words by the rule, nothing learnt",
    "code_alone": "the activity code alone",
    "text_baseline": "TF-IDF and logistic regression",
    "text_and_industry_baseline": "the same, reading the industry's name too",
}


def measured(region: Region, build: Build) -> tuple[Trial, list[Score], list[str]]:
    """Judge the labelled records by every method; give also the source of each."""

    def tidy(name):
        path = build.tidy_path(name)
        return table(name).empty() if path is None else pq.read_table(path, partitioning=None)

    known, areas = records.labelled(region, tidy, records.units_of(tidy))
    names = {
        row["activity_code"]: row["activity_nb"] or "" for row in tidy("classification").to_pylist()
    }
    pieces = pieces_of(known, region.areas, Lexicon(region.areas))
    trial = cross_validated(
        [one.text for one in known],
        [names.get(one.activity_code or "", "") for one in known],
        pieces,
        flags(region, areas),
        folds=FOLDS,
        seed=SEED,
    )
    return trial, trial.scores(SEED), [one.source for one in region.area_labels]


def second(region: Region):
    """Compare the second labelling with the first."""
    first = {(one.source, one.record_id): one.area_ids for one in region.area_labels}
    with SECOND.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    again = [tuple(row["area_ids"].split()) for row in rows]
    before = [first[row["source"], row["record_id"]] for row in rows]
    return agreement(flags(region, before), flags(region, again))


def write(region: Region, trial: Trial, scores: list[Score], sources: list[str], other: str):
    """Write the page and the profile's figures."""
    with (PROFILE / "area_quality.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["method", "area_id", "measure", "decided_as", "value", "low", "high"])
        for one in scores:
            rows.writerow(
                [one.method, one.area_id, one.measure, one.decided_as]
                + ["" if np.isnan(x) else f"{x:.4f}" for x in (one.value, one.low, one.high)]
            )
    (ROOT / "docs/quality-areas.md").write_text(
        page(region, trial, scores, sources, other), encoding="utf-8"
    )


def page(region: Region, trial: Trial, scores: list[Score], sources: list[str], other: str) -> str:
    """Give the page."""
    found = {(one.method, one.area_id, one.measure): one for one in scores if not one.decided_as}

    def said(method, area, measure):
        one = found[method, area, measure]
        return f"{one.value:.2f} ({one.low:.2f}-{one.high:.2f})"

    agreed = second(region)
    counts = {name: sources.count(name) for name in sorted(set(sources))}
    labelled = dict(zip(trial.areas, trial.labels.sum(axis=0).tolist(), strict=True))
    labelled["unclassified"] = int((~trial.labels.any(axis=1)).sum())
    gain = found["text_baseline", "all", "f1_gain"]
    code, rule = (found[name, "all", "f1_gain"] for name in ("code_alone", "by_rule"))
    industry = found["text_and_industry_baseline", "all", "f1_gain"]
    own, ruled = (found[name, "all", "log_loss"] for name in ("combined", "by_rule"))
    loss = (
        "Its probabilities, which are the weights by which money is shared out, have a log loss of "
        f"{own.value:.3f} ({own.low:.3f}-{own.high:.3f}) against {ruled.value:.3f} "
        f"({ruled.low:.3f}-{ruled.high:.3f}) by the rule; low is good."
    )
    lines = [
        "# How well records are put in areas",
        "",
        "Written by `python benchmarks/areas.py HOME DATA`, HOME with a build of the real "
        "files and DATA with the files. How the "
        "records were drawn and labelled, and how words and labels were kept apart: "
        "[labelling.md](labelling.md).",
        "",
        f"{len(trial.labels)} records were labelled by hand: "
        + ", ".join(f"{count} of `{name}`" for name, count in counts.items())
        + f". Folds: {FOLDS}, dealt by seed {SEED}, the same for every method. Every figure is of "
        "records that the method had not learnt from, with a 95 % interval from redrawing the "
        "records. The mean is over the seven areas and *unclassified*, each counting the same. The "
        "records were drawn so that each area has enough; in all records *unclassified* is far "
        "more common.",
        "",
        "| method | mean F1 | the combined method is better by |",
        "|---|---|---|",
    ]
    for method, name in NAMES.items():
        by = "" if method == "combined" else said(method, "all", "f1_gain")
        lines.append(f"| {name} | {said(method, 'all', 'f1')} | {by} |")
    lines += [
        "",
        _verdict(gain, code, industry, rule, loss),
        "",
        "| area | labelled records | F1 | precision | recall | code alone | TF-IDF |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| `{area}` | {count} | {said('combined', area, 'f1')} "
            f"| {said('combined', area, 'precision')} | {said('combined', area, 'recall')} "
            f"| {found['code_alone', area, 'f1'].value:.2f} "
            f"| {found['text_baseline', area, 'f1'].value:.2f} |"
            for area, count in labelled.items()
        ),
        "",
        f"Doubtful, so that the machine abstains: {said('combined', 'all', 'abstained')} of the "
        "records.",
        "",
        "## What is taken for what",
        "",
        "Records labelled with the area of the row that were decided to be of the area of the "
        "column. A record with two areas stands in two rows and columns.",
        "",
        "| labelled | " + " | ".join(labelled) + " |",
        "|---" * (len(labelled) + 1) + "|",
    ]
    cell = {(one.area_id, one.decided_as): one.value for one in scores if one.decided_as}
    lines += [
        f"| `{one}` | " + " | ".join(f"{cell[one, other]:.0f}" for other in labelled) + " |"
        for one in labelled
    ]
    return "\n".join(
        [
            *lines,
            "",
            "## A second labelling",
            "",
            f"{agreed.records_count} records drawn at random were labelled again at the end, in "
            f"another order and without the first labels beside them: {agreed.same_count} got the "
            f"very same areas, kappa {agreed.kappa:.2f}. It was the same labeller on the same day, "
            "so this says how steadily the guideline was applied, and is more than two "
            "people would "
            "reach.",
            "",
            "## On other labels",
            "",
            other,
            "",
            "## How to read it",
            "",
            "- The words of `areas.toml` and the labels are by the same hand. The words were "
            "written, and entered in the project's history, before any drawn record was read, and "
            "none was changed afterwards. How much a word counts by the rule (one number) was set "
            "once more after the first figures had been seen; what the combined method uses is "
            "learnt from the other folds.",
            "- The second part of the records (72) was drawn after the first had been labelled, "
            "from programmes, schemes and industries where the areas with few records were likely "
            "to be; not by any word of the profile.",
            "- Short texts decide: the name of a firm and of a scheme, or a title. What is in the "
            "name of a firm only is often missed.",
            "",
        ]
    )


def on_other_labels(data: Path) -> str:
    """Say how the classifier does on the labels of euroSciVoc."""
    trial = euroscivoc.trial(data)
    found = {(one.method, one.measure): one for one in trial.scores(SEED) if one.area_id == "all"}
    own, plain = found["classifier", "f1"], found["text_baseline", "f1"]
    gain = found["text_baseline", "f1_gain"]
    word = "better" if gain.low > 0 else "worse" if gain.high < 0 else "no different"
    return (
        f"The classifier alone (words and letters, without codes and terms) on "
        f"{len(trial.labels):,} "
        f"projects of Horizon Europe, their deliverables' titles and descriptions, and the "
        f"{len(trial.areas)} top fields of euroSciVoc: mean F1 {own.value:.3f} "
        f"({own.low:.3f}-{own.high:.3f}) against {plain.value:.3f} "
        f"({plain.low:.3f}-{plain.high:.3f}) "
        f"for TF-IDF with logistic regression on the same folds. It is {word}: the difference is "
        f"{gain.value:+.3f} ({gain.low:+.3f} to {gain.high:+.3f}). "
        f"`benchmarks/euroscivoc.py` is the "
        "run."
    )


def _verdict(gain: Score, code: Score, industry: Score, rule: Score, loss: str) -> str:
    def beats(one: Score) -> str:
        if one.low > 0:
            return "beats"
        return "loses to" if one.high < 0 else "cannot be told from"

    return (
        f"The combined method {beats(gain)} TF-IDF with logistic regression, {beats(industry)} the "
        f"same with the industry's name, {beats(code)} the activity code alone, and {beats(rule)} "
        "code and words by the rule: with so few labelled texts the classifier adds little "
        "to which "
        "area is chosen. " + loss
    )


if __name__ == "__main__":
    profile = load_region("osloregionen")
    done = measured(profile, Store(Path(sys.argv[1])).current())
    write(profile, *done, on_other_labels(Path(sys.argv[2])))
