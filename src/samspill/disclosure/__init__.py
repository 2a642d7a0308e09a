"""Which figures would give a single unit away, and which more have to go with them.

`Rule` says when a figure of some units is sensitive; `protect` finds the sensitive cells of a table
of places and columns, and hides as many more as it takes, so that no sensitive one can be worked
out from the sums that are published beside it.
"""

from samspill.disclosure.hiding import Layout, Protected, protect, stand_ins
from samspill.disclosure.holdings import Holdings, Rule

__all__ = ["Holdings", "Layout", "Protected", "Rule", "protect", "stand_ins"]
