"""The classifier of the areas on other labels: euroSciVoc, English, 4,814 projects.

`python benchmarks/euroscivoc.py DATA`, DATA being a folder with `cordis/he_projectDeliverables` and
`cordis/he_euroSciVoc`. A project's text is the titles and descriptions of its deliverables, each
once, the first 120 words; its labels are the top fields of euroSciVoc, as many as it has. Five
folds, the same for both methods.
"""

from __future__ import annotations

import csv
import gzip
import sys
import time
from pathlib import Path

import numpy as np

from samspill.text.learning import Classifier, Features, folds_of
from samspill.text.quality import Trial, plain

_WORDS = 120


def read(folder: Path) -> tuple[list[str], tuple[str, ...], np.ndarray]:
    """Give the texts, the fields and the labels."""
    csv.field_size_limit(10**8)
    texts: dict[str, list[str]] = {}
    with gzip.open(folder / "cordis/he_projectDeliverables.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            own = texts.setdefault(row["projectID"], [])
            own += [text for text in (row["title"], row["description"]) if text not in own]
    fields: dict[str, set[str]] = {}
    with gzip.open(folder / "cordis/he_euroSciVoc.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            fields.setdefault(row["projectID"], set()).add(row["euroSciVocPath"].split("/")[1])
    known = sorted(set(texts) & set(fields))
    names = tuple(sorted({one for project in known for one in fields[project]}))
    labels = np.array([[name in fields[project] for name in names] for project in known])
    return [" ".join(" ".join(texts[p]).split()[:_WORDS]) for p in known], names, labels


def trial(folder: Path, seed: int = 2019, folds: int = 5) -> Trial:
    """Judge every project by what was learnt from the other folds, by both methods."""
    texts, names, labels = read(folder)
    fold = folds_of(len(texts), folds, seed)
    features = Features.of(texts)
    votes = np.zeros(labels.shape)
    baseline = np.zeros(labels.shape, dtype=bool)
    for one in range(folds):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        votes[outside] = Classifier.fit(features, inside, labels).of_features(
            features.together[outside]
        )
        baseline[outside] = plain(
            [texts[row] for row in inside], labels[inside], [texts[row] for row in outside]
        )
    decided = {"classifier": votes > 0.0, "text_baseline": baseline}
    return Trial(names, labels, decided, {"classifier": 1.0 / (1.0 + np.exp(-votes))})


if __name__ == "__main__":
    started = time.perf_counter()
    done = trial(Path(sys.argv[1]))
    for score in done.scores(2019):
        if score.area_id == "all":
            print(f"{score.method:16}{score.measure:10}{score.value:7.3f} "
                  f"({score.low:.3f} to {score.high:.3f})")  # fmt: skip
    print(f"{len(done.labels)} projects, {time.perf_counter() - started:.0f} s")
