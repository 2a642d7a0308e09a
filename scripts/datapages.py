"""Pages about the data: every source, every published table, every column."""

from __future__ import annotations

from samspill.catalogue import Source, sources
from samspill.tables import Table, tables

__all__ = ["data_pages"]

_KEEPS = {
    "newest": "the newest file, which holds all that came before",
    "every": "every vintage, each a picture of its own date",
}


def data_pages(notice: str) -> dict[str, str]:
    """Give the pages about the data by their path in docs."""
    published = [one for one in tables().values() if one.is_published]
    tidy = [one for one in tables().values() if not one.is_published]
    index = (
        f"{notice}# Data\n\n[Sources](sources.md): who publishes what, under which licence, and "
    )
    index += "what it becomes here. [Tables](tables.md): the published tables with every column's "
    index += "meaning and unit. [Tidy tables](tidy.md): the sources' own content in one form.\n\n"
    index += "| source | publisher | licence | cadence |\n|---|---|---|---|\n"
    for source in sources().values():
        link = f"[{source.title['en']}](sources.md#{source.id})"
        index += f"| {link} | {source.publisher} | {source.licence} | {source.cadence['en']} |\n"
    index += "\n| table | norsk | key |\n|---|---|---|\n"
    for table in published:
        key = ", ".join(f"`{name}`" for name in table.key)
        index += f"| [`{table.name}`](tables.md#{table.name}) {table.en} | {table.nb} | {key} |\n"
    return {
        "data/index.md": index,
        "data/sources.md": f"{notice}# Sources\n\n"
        + "\n".join(_source(source) for source in sources().values()),
        "data/tables.md": f"{notice}# Published tables\n\n"
        "What the pages, the export, notebooks and other people's programs rely on.\n\n"
        + "\n".join(_table(table) for table in published),
        "data/tidy.md": f"{notice}# Tidy tables\n\n"
        "What the publishers' files become before anything is computed.\n\n"
        + "\n".join(_table(table) for table in tidy),
    }


def _source(source: Source) -> str:
    fills = ", ".join(f"[`{name}`]({_page(name)}#{name})" for name in source.tables)
    text = f'<a id="{source.id}"></a>\n\n## {source.title["en"]}\n\n*{source.title["nb"]}*\n\n'
    text += f"{source.description['en']}\n\n{source.description['nb']}\n\n"
    text += f"- **Id:** `{source.id}`\n- **Publisher:** [{source.publisher}]({source.homepage})\n"
    text += f"- **Licence:** [{source.licence}]({source.licence_url})\n"
    if source.cadence["en"]:
        text += f"- **Cadence:** {source.cadence['en']} ({source.cadence['nb']})\n"
    text += f"- **A build reads:** {_KEEPS[source.keeps]}\n- **Fills:** {fills}\n"
    for download in source.downloads:
        text += f"- **Downloads:** `{download.name}` from <{download.url}>\n"
    return text


def _page(name: str) -> str:
    return "tables.md" if tables()[name].is_published else "tidy.md"


def _table(table: Table) -> str:
    text = f'<a id="{table.name}"></a>\n\n## `{table.name}`\n\n{table.en} (*{table.nb}*).\n\n'
    text += "| column | type | unit | means | betyr |\n|---|---|---|---|---|\n"
    for field in table.fields:
        name = f"**`{field.name}`**" if field.name in table.key else f"`{field.name}`"
        text += f"| {name} | {field.type} | {field.unit} | {field.en} | {field.nb} |\n"
    return text + ("\nThe key is bold.\n" if table.key else "\nWithout a key: rows may repeat.\n")
