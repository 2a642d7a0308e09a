"""Networks as GraphML, which Gephi, igraph, NetworkX, Cytoscape and R read."""

from __future__ import annotations

import io
import math
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["about_actors", "graphml"]

_SPACE = "http://graphml.graphdrawing.org/xmlns"
_KINDS = ((bool, "boolean"), (int, "long"), (float, "double"))


def graphml(
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    *,
    node: str,
    ends: tuple[str, str],
    about: str = "",
) -> bytes:
    """Write an undirected network with all that its rows say.

    Parameters
    ----------
    nodes, edges
        Rows; what is None or not finite is left out of its node or edge.
    node
        Column with the node's id, which other columns stand beside.
    ends
        Columns with the ids of an edge's two ends.
    about
        What the network is and where it comes from.

    Returns
    -------
    bytes
        The same rows give the same bytes.

    Examples
    --------
    >>> rows = [{"id": "A", "size": 2}, {"id": "B", "size": None}]
    >>> text = graphml(rows, [{"a": "A", "b": "B", "weight": 0.5}], node="id", ends=("a", "b"))
    >>> b'<data key="edge_weight">0.5</data>' in text, text.count(b"node_size")
    (True, 2)
    """
    root = ET.Element("graphml", xmlns=_SPACE)
    if about:
        ET.SubElement(root, "desc").text = about
    kinds = {
        "node": _columns(nodes, {node}),
        "edge": _columns(edges, set(ends)),
    }
    for what, columns in kinds.items():
        for name, kind in columns.items():
            attributes = {"id": f"{what}_{name}", "for": what, "attr.name": name, "attr.type": kind}
            ET.SubElement(root, "key", attributes)
    graph = ET.SubElement(root, "graph", id="network", edgedefault="undirected")
    for row in nodes:
        element = ET.SubElement(graph, "node", id=str(row[node]))
        _say(element, "node", row, kinds["node"])
    for row in edges:
        one, other = (str(row[end]) for end in ends)
        element = ET.SubElement(graph, "edge", source=one, target=other)
        _say(element, "edge", row, kinds["edge"])
    ET.indent(root, " ")
    out = io.BytesIO()
    ET.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue() + b"\n"


def _columns(rows: Sequence[Mapping[str, Any]], taken: set[str]) -> dict[str, str]:
    """Give the columns that any row says something in, each with GraphML's type."""
    found: dict[str, str] = {}
    for row in rows:
        for name, value in row.items():
            if name in taken or name in found or not _is_said(value):
                continue
            found[name] = next((word for kind, word in _KINDS if isinstance(value, kind)), "string")
    return found


def _is_said(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


def _say(
    element: ET.Element, what: str, row: Mapping[str, Any], columns: Mapping[str, str]
) -> None:
    for name in columns:
        value = row.get(name)
        if _is_said(value):
            text = str(value).lower() if isinstance(value, bool) else str(value)
            ET.SubElement(element, "data", key=f"{what}_{name}").text = text


def about_actors(build: str, *, is_sample: bool) -> str:
    """Say what the network of actors of a build is, for those who open the file."""
    about = f"Samspill, build {build}: actors of Norway that share EU projects."
    return f"Sample data, invented. {about}" if is_sample else about
