"""Published numbers: 226 countries × 785 products, average of 1998 to 2000.

Balassa index and proximities of the data set that came with economiccomplexity; the proximities
are published with twelve decimals.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import location_quotient, presence
from samspill.matrix import Matrix

REAL = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
pytestmark = pytest.mark.skipif(
    not (REAL / "complexity").is_dir(), reason="the folder ../shared/data is missing"
)


@pytest.fixture(scope="module")
def trade() -> Matrix:
    # «nam» is Namibia and no missing value
    frame = pd.read_csv(
        REAL / "complexity/world_trade_avg_1998_to_2000.csv.gz",
        dtype={"country": str, "product": str, "value": float},
        keep_default_na=False,
    )
    return Matrix.from_frame(frame, place="country", activity="product", value="value")


def published(name: str) -> pd.DataFrame:
    path = REAL / f"complexity/published_{name}.csv.gz"
    return pd.read_csv(path, index_col=0, keep_default_na=False)


def test_presences_are_equal_in_every_cell(trade: Matrix) -> None:
    table = published("balassa_index")
    assert tuple(table.index) == trade.rows.codes
    assert tuple(table.columns) == trade.columns.codes
    found = presence(location_quotient(trade)).values
    assert found.shape == (226, 785)
    assert_array_equal(found, table.to_numpy(dtype=np.float64))


@pytest.mark.parametrize("side", ["product", "country"])
def test_proximities_are_equal_to_twelve_decimals(trade: Matrix, side: str) -> None:
    having = presence(location_quotient(trade))
    found = proximity(having if side == "product" else having.transposed)
    table = published(f"proximity_{side}")
    assert tuple(table.index.astype(str).str.zfill(4 if side == "product" else 3)) == tuple(
        found.rows.codes
    )
    wanted = table.to_numpy(dtype=np.float64)
    # the published diagonal is 1, ours 0
    assert_array_equal(wanted.diagonal(), 1)
    np.fill_diagonal(wanted, 0)
    assert_allclose(found.values, wanted, rtol=0, atol=1e-12)
