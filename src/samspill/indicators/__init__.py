"""Measures: pure functions on a matrix, one module a family."""
