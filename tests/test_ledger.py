"""The ledger balances to the row and the krone, or says what is lost."""

from __future__ import annotations

import math

import pytest

from samspill.errors import LedgerError
from samspill.ledger import Entry, Ledger
from samspill.tables import table


def entry(received: float, kept: float, rejected: float, unit: str = "rows") -> Entry:
    return Entry("trial", "read", unit, "", received, kept, rejected)


def test_what_came_is_what_was_kept_and_set_aside() -> None:
    assert entry(10, 7, 3).is_balanced
    assert entry(0, 0, 0).is_balanced


@pytest.mark.parametrize(
    ("received", "kept", "rejected", "unit"),
    [
        (10, 7, 2, "rows"),
        (10, 7, 4, "rows"),
        (49_466, 49_465, 0, "rows"),
        (54_327_241_168, 54_327_241_167, 0, "amount_nok"),
        (1_672_234_782.37, 1_672_234_782.36, 0, "amount_eur"),
        (5_367_580, 5_367_579, 0, "persons_count"),
        (0, 1, 0, "rows"),
    ],
)
def test_one_row_one_krone_one_cent_one_person_is_missed(
    received: float, kept: float, rejected: float, unit: str
) -> None:
    assert not entry(received, kept, rejected, unit).is_balanced


def test_the_rounding_of_a_sum_is_not_missed() -> None:
    total = sum([0.1] * 10)
    assert total != 1.0
    assert entry(1.0, total, 0, "amount_eur").is_balanced


@pytest.mark.parametrize("lost", [math.nan, math.inf])
def test_a_sum_that_is_no_number_does_not_balance(lost: float) -> None:
    assert not entry(lost, 1, 0, "amount_nok").is_balanced
    assert not entry(1, lost, 0, "amount_nok").is_balanced
    assert not entry(lost, lost, 0, "amount_nok").is_balanced


def test_a_unit_that_nobody_kept_does_not_balance() -> None:
    ledger = Ledger()
    ledger.enter("trial", "read", received={"rows": 2, "amount_nok": 5.0}, kept={"rows": 2})
    with pytest.raises(LedgerError, match="amount_nok"):
        ledger.check()


def test_the_sentence_says_where_and_how_much() -> None:
    ledger = Ledger()
    ledger.enter("good", "read", received={"rows": 2}, kept={"rows": 1}, rejected={"rows": 1})
    ledger.check()
    ledger.enter(
        "innovasjon_norge", "carry", part="NO01",
        received={"amount_nok": 1_234_567.0}, kept={"amount_nok": 1_234_000.0},
    )  # fmt: skip
    with pytest.raises(LedgerError) as caught:
        ledger.check()
    told = str(caught.value)
    assert "innovasjon_norge" in told
    assert "«carry», part NO01" in told
    assert "1,234,567.00 amount_nok came in" in told
    assert "leaves 567.00" in told
    assert "Nothing was published" in told


def test_its_rows_are_in_the_order_they_were_written() -> None:
    ledger = Ledger()
    ledger.enter("b", "read", received={"rows": 2, "amount_nok": 3}, kept={"rows": 2})
    ledger.enter("a", "read", received={"rows": 1}, kept={"rows": 1}, part="x")
    rows = table("ledger").check(ledger.rows()).sort_by("order").to_pylist()
    assert [(row["order"], row["source"], row["unit"], row["part"]) for row in rows] == [
        (1, "b", "rows", ""),
        (2, "b", "amount_nok", ""),
        (3, "a", "rows", "x"),
    ]
