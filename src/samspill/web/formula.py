r"""Formulas of the indicators' docstrings as MathML, which browsers draw without a library.

Knows the part of LaTeX that those docstrings use: `\frac`, `\sqrt`, sums, indices, powers, Greek
letters, operators and words in `\text` or `\mathrm`. What it does not know it shows as it is.
"""

from __future__ import annotations

import re
from html import escape

__all__ = ["math_of", "mathml"]

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_OPERATORS = {
    "cdot": "·", "times": "×", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "in": "∈", "sum": "∑", "prod": "∏", "int": "∫", "infty": "∞", "pm": "±",
    "to": "→", "rightarrow": "→", "approx": "≈", "sim": "∼", "mid": "|", "ldots": "…",
    "dots": "…", "cdots": "⋯", "top": "⊤", "circ": "∘", "notin": "∉", "quad": " ",
    "qquad": " ", "Bigg": "", "big": "", "Big": "", "bigl": "", "bigr": "", "left": "",
    "right": "", "limits": "", "displaystyle": "", "partial": "∂", "propto": "∝", "cup": "∪",
    "cap": "∩", "setminus": "∖", "forall": "∀", "lvert": "|", "rvert": "|", "lVert": "‖",
    "rVert": "‖", "langle": "⟨", "rangle": "⟩", "iff": "⇔", "implies": "⇒", "colon": ":",
}  # fmt: skip
_WORDS = re.compile(r"\\(?:text|textrm|mathrm|mathbf|mathit|operatorname)\s*{([^{}]*)}")
_ACCENTS = {"bar": "¯", "hat": "^", "tilde": "~", "overline": "¯", "widehat": "^", "dot": "˙"}
_NAMES = {"max", "min", "log", "ln", "exp", "Pr", "arg", "sup", "inf", "det", "sign"}
_TOKEN = re.compile(
    r"\\(?:text|textrm|mathrm|mathbf|mathit|operatorname)\s*{[^{}]*}"
    r"|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[{}_^&]|\S"
)
_LARGE = {"∑", "∏"}


def math_of(docstring: str) -> list[str]:
    """Give the formulas of a docstring: what stands after `.. math::`, and lines below it."""
    formulas = []
    lines = docstring.splitlines()
    for number, line in enumerate(lines):
        if ".. math::" not in line:
            continue
        indent = len(line) - len(line.lstrip())
        parts = [line.partition(".. math::")[2].strip()]
        for below in lines[number + 1 :]:
            if below.strip() and len(below) - len(below.lstrip()) <= indent:
                break
            parts.append(below.strip())
        pieces = re.split(r"\\\\|\n\n", "\n".join(parts).strip())
        formulas += [" ".join(piece.split()) for piece in pieces if piece.strip()]
    return formulas


def mathml(latex: str) -> str:
    """Give a formula as MathML."""
    reader = _Reader(_TOKEN.findall(latex))
    body = reader.group(None)
    return (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'
        f"<mrow>{body}</mrow></math>"
    )


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def _peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next(self) -> str:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def group(self, end: str | None) -> str:
        """Read until a closing token, or to the end."""
        parts = []
        while (token := self._peek()) is not None:
            if token == end:
                self.at += 1
                break
            parts.append(self._scripted())
        return "".join(parts)

    def _scripted(self) -> str:
        """Read one thing with its index and its power."""
        token = self._peek()
        base = "<mrow></mrow>" if token in ("_", "^") else self._atom()
        low = high = None
        while self._peek() in ("_", "^"):
            which, inner = self._next(), self._atom() if self._peek() is not None else ""
            low, high = (inner, high) if which == "_" else (low, inner)
        large = any(sign in base for sign in _LARGE)
        if low is not None and high is not None:
            tag = "munderover" if large else "msubsup"
            return f"<{tag}>{base}{low}{high}</{tag}>"
        if low is not None:
            tag = "munder" if large else "msub"
            return f"<{tag}>{base}{low}</{tag}>"
        if high is not None:
            tag = "mover" if large else "msup"
            return f"<{tag}>{base}{high}</{tag}>"
        return base

    def _atom(self) -> str:
        token = self._next()
        if token == "{":
            return f"<mrow>{self.group('}')}</mrow>"
        if words := _WORDS.fullmatch(token):
            return f"<mtext>{escape(words[1])}</mtext>"
        if token.startswith("\\"):
            return self._command(token[1:])
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if token.isalpha():
            return f"<mi>{escape(token)}</mi>"
        if token in ("&", "}"):
            return ""
        return f"<mo>{escape({'-': '−', '*': '∗'}.get(token, token))}</mo>"

    def _command(self, name: str) -> str:
        if name in ("frac", "tfrac", "dfrac"):
            return f"<mfrac>{self._atom()}{self._atom()}</mfrac>"
        if name == "sqrt":
            return f"<msqrt>{self._atom()}</msqrt>"
        if name in _ACCENTS and self._peek() is not None:
            return f"<mover>{self._atom()}<mo>{_ACCENTS[name]}</mo></mover>"
        if name in _GREEK:
            return f"<mi>{_GREEK[name]}</mi>"
        if name in _NAMES:
            return f"<mi>{name}</mi>"
        if name in _OPERATORS:
            sign = _OPERATORS[name]
            return (
                f"<mo>{sign}</mo>"
                if sign.strip()
                else "<mspace width='0.4em'></mspace>" * bool(sign)
            )
        if name in ("{", "}", "|", "%"):
            return f"<mo>{escape('‖' if name == '|' else name)}</mo>"
        if name in (",", ";", ":", "!", " "):
            return ""
        return f"<mtext>{escape(name)}</mtext>"
