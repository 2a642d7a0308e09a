"""How the documentation becomes a site (make site): Sphinx, strict, nothing from other hosts."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

import samspill
from samspill.formula import mathml

project = "Samspill"
author = "The Samspill authors"
version = release = samspill.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = False
language = "en"

myst_enable_extensions = ["dollarmath", "fieldlist"]
myst_heading_anchors = 4
# pages that are read in the repository too link to files beside docs/
suppress_warnings = ["myst.xref_missing"]

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_custom_sections = [("Undefined", "notes_style"), ("Peers", "notes_style")]

html_theme = "furo"
html_title = "Samspill"
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#00526a", "color-brand-content": "#00526a"},
    "dark_css_variables": {"color-brand-primary": "#9be1f3", "color-brand-content": "#9be1f3"},
}
# formulas are MathML, which browsers set without a script from anywhere
html_math_renderer = "mathml"


def _inline(translator, node: nodes.math) -> None:
    translator.body.append(mathml(node.astext()).replace('display="block"', 'display="inline"'))
    raise nodes.SkipNode


def _block(translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="math">{mathml(node.astext())}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Set formulas as pages of the site set them."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
