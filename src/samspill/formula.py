r"""Formulas of the indicators' docstrings, for browsers, for print and for those who hear them.

Knows the part of LaTeX that those docstrings use: `\frac`, `\sqrt`, sums, indices, powers, Greek
letters, operators, braces below and words in `\text` or `\mathrm`. What it does not know it shows
as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

__all__ = ["math_of", "mathml", "plain_math", "typst_math"]

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_OPERATORS = {
    "cdot": "·", "times": "×", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "in": "∈", "sum": "∑", "prod": "∏", "int": "∫", "infty": "∞", "pm": "±",
    "to": "→", "rightarrow": "→", "approx": "≈", "sim": "∼", "mid": "|", "ldots": "…",
    "dots": "…", "cdots": "⋯", "top": "⊤", "circ": "∘", "notin": "∉", "partial": "∂",
    "propto": "∝", "cup": "∪", "cap": "∩", "setminus": "∖", "forall": "∀", "lvert": "|",
    "rvert": "|", "lVert": "‖", "rVert": "‖", "langle": "⟨", "rangle": "⟩", "iff": "⇔",
    "implies": "⇒", "colon": ":", "{": "{", "}": "}", "|": "‖", "%": "%", "#": "#",
}  # fmt: skip
_UNSEEN = {
    *("Bigg", "big", "Big", "bigl", "bigr", "left", "right", "limits"),
    *("displaystyle", "textstyle", ",", ";", ":", "!", " "),
}
"""What only moves things, which browsers and typst do by themselves."""
_ACCENTS = {"bar": "¯", "hat": "^", "tilde": "~", "overline": "¯", "widehat": "^",
            "widetilde": "~", "dot": "˙"}  # fmt: skip
_NAMES = {"max", "min", "log", "ln", "exp", "Pr", "arg", "sup", "inf", "det", "sign"}
_WORDS = re.compile(r"\\(?:text|textrm|mathrm|mathbf|mathit|operatorname)\s*{([^{}]*)}")
_TOKEN = re.compile(
    r"\\(?:text|textrm|mathrm|mathbf|mathit|operatorname)\s*{[^{}]*}"
    r"|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[{}_^&]|\S"
)
_LARGE = {"∑", "∏"}
_CLOSING = {"(": ")", "[": "]", "|": "|", "\\{": "\\}"}


@dataclass(frozen=True)
class _Sign:
    kind: Literal["letter", "number", "operator", "name", "words", "gap"]
    text: str


@dataclass(frozen=True)
class _Row:
    parts: tuple[_Part, ...] = ()


@dataclass(frozen=True)
class _Fraction:
    top: _Part
    bottom: _Part


@dataclass(frozen=True)
class _Root:
    body: _Part
    degree: _Part | None


@dataclass(frozen=True)
class _Accent:
    body: _Part
    sign: str


@dataclass(frozen=True)
class _Brace:
    body: _Part


@dataclass(frozen=True)
class _Brackets:
    opening: str
    body: _Row
    closing: str


@dataclass(frozen=True)
class _Scripts:
    base: _Part
    low: _Part | None
    high: _Part | None

    @property
    def is_stacked(self) -> bool:
        """Whether the index stands under its base and the power over it."""
        if isinstance(self.base, _Sign):
            return self.base.text in _LARGE
        return isinstance(self.base, _Brace)


_Part = _Sign | _Row | _Fraction | _Root | _Accent | _Brace | _Brackets | _Scripts


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
    """Give a formula as MathML, which browsers draw without a library."""
    return (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'
        f"{_mathml(_read(latex))}</math>"
    )


def typst_math(latex: str) -> str:
    """Give a formula as what typst reads between dollar signs."""
    return _typst(_read(latex))


def plain_math(latex: str) -> str:
    """Give a formula on one line of plain text, for those who hear it."""
    return " ".join(_plain(_read(latex)).split())


# reading


def _read(latex: str) -> _Row:
    return _Reader(_TOKEN.findall(latex)).group(None)


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

    def group(self, end: str | None) -> _Row:
        """Read until a closing token, or to the end."""
        parts: list[_Part] = []
        while (token := self._peek()) is not None:
            if token == end:
                self.at += 1
                break
            parts.append(self._scripted())
        return _Row(tuple(one for one in parts if one != _Row()))

    def _scripted(self) -> _Part:
        """Read one thing with its index, its primes and its power."""
        base = _Row() if self._peek() in ("_", "^") else self._atom()
        low: _Part | None = None
        high: list[_Part] = []
        while (token := self._peek()) in ("_", "^", "'"):
            self.at += 1
            if token == "'":
                high.append(_Sign("operator", "′"))
            elif token == "_":
                low = self._argument()
            else:
                high.append(self._argument())
        if low is None and not high:
            return base
        power = high[0] if len(high) == 1 else _Row(tuple(high)) if high else None
        return _Scripts(base, low, power)

    def _argument(self) -> _Part:
        """Read what an index, a power or a fraction takes: a group or one sign, one digit of it."""
        token = self._peek()
        if token is None:
            return _Row()
        if token.isdigit() and len(token) > 1:
            self.tokens[self.at] = token[1:]
            return _Sign("number", token[0])
        return self._atom()

    def _atom(self) -> _Part:
        token = self._next()
        if token == "{":
            return self.group("}")
        if token in _CLOSING and self._closes(token):
            body = self.group(_CLOSING[token])
            return _Brackets(token[-1], body, _CLOSING[token][-1])
        if words := _WORDS.fullmatch(token):
            return _Sign("words", words[1])
        if token.startswith("\\"):
            return self._command(token[1:])
        if token[0].isdigit():
            return _Sign("number", token)
        if token.isalpha():
            return _Sign("letter", token)
        if token in ("&", "}"):
            return _Row()
        return _Sign("operator", {"-": "−", "*": "∗"}.get(token, token))

    def _closes(self, opening: str) -> bool:
        """Whether a bracket that was read is closed before its group ends."""
        depth = inside = 0
        for token in self.tokens[self.at :]:
            depth += (token == "{") - (token == "}")
            if depth < 0:
                return False
            if depth == 0 and token == _CLOSING[opening] and inside == 0:
                return True
            inside += (depth == 0) * ((token == opening) - (token == _CLOSING[opening]))
        return False

    def _command(self, name: str) -> _Part:
        if name in ("frac", "tfrac", "dfrac"):
            return _Fraction(self._argument(), self._argument())
        if name == "sqrt":
            degree = None
            if self._peek() == "[":
                self.at += 1
                degree = self.group("]")
            return _Root(self._argument(), degree)
        if name == "underbrace":
            return _Brace(self._argument())
        if name in _ACCENTS:
            return _Accent(self._argument(), _ACCENTS[name])
        if name in _GREEK:
            return _Sign("letter", _GREEK[name])
        if name in _NAMES:
            return _Sign("name", name)
        if name in _OPERATORS:
            return _Sign("operator", _OPERATORS[name])
        if name in ("quad", "qquad"):
            return _Sign("gap", " ")
        return _Row() if name in _UNSEEN else _Sign("words", name)


# writing


def _mathml(part: _Part | None) -> str:
    match part:
        case None:
            return "<mrow></mrow>"
        case _Sign(kind, text):
            if kind == "gap":
                return '<mspace width="0.8em"></mspace>'
            tag = {"letter": "mi", "name": "mi", "number": "mn", "operator": "mo"}.get(kind)
            inside = escape(text) if tag else escape(text).replace(" ", "\N{NO-BREAK SPACE}")
            return f"<{tag or 'mtext'}>{inside}</{tag or 'mtext'}>"
        case _Row(parts):
            return f"<mrow>{''.join(map(_mathml, parts))}</mrow>"
        case _Fraction(top, bottom):
            return f"<mfrac>{_mathml(top)}{_mathml(bottom)}</mfrac>"
        case _Root(body, None):
            return f"<msqrt>{_mathml(body)}</msqrt>"
        case _Root(body, degree):
            return f"<mroot>{_mathml(body)}{_mathml(degree)}</mroot>"
        case _Accent(body, sign):
            return f"<mover>{_mathml(body)}<mo>{sign}</mo></mover>"
        case _Brace(body):
            return f"<munder>{_mathml(body)}<mo>⏟</mo></munder>"
        case _Brackets(opening, body, closing):
            return f"<mrow><mo>{opening}</mo>{_mathml(body)}<mo>{closing}</mo></mrow>"
        case _Scripts(base, low, high):
            under, over = ("under", "over") if part.is_stacked else ("sub", "sup")
            inside = "".join(_mathml(one) for one in (base, low, high) if one is not None)
            tag = f"m{under if low is not None else ''}{over if high is not None else ''}"
            return f"<{tag}>{inside}</{tag}>"


def _typst(part: _Part | None) -> str:
    match part:
        case None:
            return '""'
        case _Sign(kind, text):
            if kind == "gap":
                return "wide"
            if kind == "words":
                return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
            if kind == "name":
                return f'op("{text}")'
            return f"\\{text}" if kind == "operator" and text.isascii() else text
        case _Row(parts):
            return " ".join(map(_typst, parts)) or '""'
        case _Fraction(top, bottom):
            return f"frac({_typst(top)}, {_typst(bottom)})"
        case _Root(body, None):
            return f"sqrt({_typst(body)})"
        case _Root(body, degree):
            return f"root({_typst(degree)}, {_typst(body)})"
        case _Accent(body, sign):
            name = {"¯": "overline", "^": "hat", "~": "tilde", "˙": "dot"}[sign]
            return f"{name}({_typst(body)})"
        case _Brace(body):
            return f"underbrace({_typst(body)})"
        case _Brackets(opening, body, closing):
            return f"lr(\\{opening} {_typst(body)} \\{closing})"
        case _Scripts(_Brace(body), low, None):
            return f"underbrace({_typst(body)}, {_typst(low)})"
        case _Scripts(base, low, high):
            below = f", b: {_typst(low)}" if low is not None else ""
            above = f", t: {_typst(high)}" if high is not None else ""
            return f"attach({_typst(base)}{below}{above})"


def _plain(part: _Part | None) -> str:
    match part:
        case None:
            return ""
        case _Sign(kind, text):
            if kind == "operator" and text == ",":
                return ", "
            stands_alone = kind in ("letter", "number") or text in "|′#·"
            return text if stands_alone else f" {text} "
        case _Row(parts):
            return "".join(map(_plain, parts))
        case _Fraction(top, bottom):
            return f"{_bracketed(top)} / {_bracketed(bottom)}"
        case _Root(body, None):
            return f"√({_plain(body)})"
        case _Root(body, degree):
            return f"root {_plain(degree)} of ({_plain(body)})"
        case _Accent(body, sign):
            return f"{_plain(body)}{ {'¯': '̄', '^': '̂', '~': '̃', '˙': '̇'}[sign] }"
        case _Brace(body):
            return f"({_plain(body)})"
        case _Brackets(opening, body, closing):
            return f"{opening}{_plain(body).strip()}{closing}"
        case _Scripts(base, low, high):
            below = f"_{_bracketed(low)}" if low is not None else ""
            above = f"^{_bracketed(high)}" if high is not None else ""
            if high == _Sign("operator", "′"):
                below, above = f"′{below}", ""
            return f"{_plain(base).rstrip()}{below}{above} "


def _bracketed(part: _Part) -> str:
    """Put what is more than letters and digits in brackets, so that it is heard as one thing."""
    text = " ".join(_plain(part).split())
    return text if text.isalnum() else f"({text})"
