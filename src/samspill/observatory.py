"""A build for notebooks and programs: its tables, and the figures of its pages as live charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from samspill.errors import UnknownCode
from samspill.region import Region
from samspill.store import Build, Vault
from samspill.web.language import language
from samspill.web.pinned import Pinned
from samspill.web.site import Visit, pages

__all__ = ["Observatory"]


@dataclass(frozen=True)
class Observatory(Build):
    """The current build of an observatory; its tables can be read and never change.

    `read(name)` gives a published table as an Arrow table, which every dataframe library takes:
    `.to_pandas()`, `polars.from_arrow(...)`, `duckdb.sql(...)`.
    """

    vault: Vault
    region: Region

    def charts(self, page: str, *, lang: str = "en", **asked: Any) -> dict[str, alt.TopLevelMixin]:
        """Give the figures of a page as live Altair charts, by the figures' ids.

        Parameters
        ----------
        page
            A page of the site, such as `strengths`, `place` or `interplay`.
        lang
            The language of the charts: `nb` or `en`.
        asked
            What the page is asked, as in its address: `code="3301"`, `area="bio"`, `year=2014`.

        Raises
        ------
        UnknownCode
            There is no such page, place, activity or language.
        """
        known = pages()
        if page not in known:
            raise UnknownCode("page", page, known)
        chosen = known[page]
        visit = Visit(
            Pinned(Build(self.folder, self.id), self.vault),
            self.region,
            language(lang),
            chosen,
            chosen.query.model_validate(asked),
        )
        return {plan.id: plan.make().chart for plan in chosen.show(visit).figures}
