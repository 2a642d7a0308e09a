"""What commands say when they have done something, in both languages."""

from __future__ import annotations

__all__ = ["say"]

_MESSAGES = {
    "begun": {
        "en": "{n} files are in {folder}. Change them, then: samspill check {folder}; "
        "samspill build {folder}",
        "nb": "{n} filer ligger i {folder}. Rett dem, og så: samspill check {folder}; "
        "samspill build {folder}",
    },
    "problem": {
        "en": "{n} problem. Mend it in the file and check again.",
        "nb": "{n} feil. Rett den i filen, og sjekk igjen.",
    },
    "problems": {
        "en": "{n} problems. Mend them in the files and check again.",
        "nb": "{n} feil. Rett dem i filene, og sjekk igjen.",
    },
    "in_order": {
        "en": "The profile of {name} is in order.",
        "nb": "Profilen til {name} er i orden.",
    },
    "came": {
        "en": "{source}: {name}, {size:,} bytes, vintage {vintage}",
        "nb": "{source}: {name}, {size:,} byte, årgang {vintage}",
    },
    "did_not_come": {"en": "{source}: did not come", "nb": "{source}: kom ikke"},
    "some_did_not_come": {
        "en": "{n} of {of} sources did not come; what came is in {folder}.",
        "nb": "{n} av {of} kilder kom ikke; det som kom, ligger i {folder}.",
    },
    "fetch_again": {
        "en": "Run the same command again to try what is missing, or `samspill import` files that "
        "you have.",
        "nb": "Kjør samme kommando igjen for å prøve det som mangler, eller ta inn filer dere har, "
        "med `samspill import`.",
    },
    "imported_one": {
        "en": "The file is in {folder}. Next: {command}",
        "nb": "Filen ligger i {folder}. Neste: {command}",
    },
    "imported": {
        "en": "{n} files are in {folder}. Next: {command}",
        "nb": "{n} filer ligger i {folder}. Neste: {command}",
    },
    "built": {"en": "\nThe build lies in {folder}", "nb": "\nBygget ligger i {folder}"},
    "network": {
        "en": "{nodes} actors and {edges} pairs are in {out}",
        "nb": "{nodes} aktører og {edges} par ligger i {out}",
    },
    "served": {
        "en": "\nServed at http://{host}:{port} (stop with Ctrl+C)",
        "nb": "\nVises på http://{host}:{port} (stopp med Ctrl+C)",
    },
    "report": {
        "en": "The report of the build {build} is in {out}",
        "nb": "Rapporten fra bygget {build} ligger i {out}",
    },
    "exported": {
        "en": "{n} files of the build {build} are in {folder}",
        "nb": "{n} filer fra bygget {build} ligger i {folder}",
    },
    "sample": {
        "en": """
This is sample data: the places are real, every organisation and figure is invented.
The build lies in {folder}
Look further:
  {program} show strengths --home {home} --place 0301
  {program} explain strengths --home {home} place_code=0301 activity_code=J62""",
        "nb": """
Dette er eksempeldata: stedene er virkelige, alle virksomheter og tall er oppdiktet.
Bygget ligger i {folder}
Se videre:
  {program} show strengths --home {home} --place 0301 --lang nb
  {program} explain strengths --home {home} place_code=0301 activity_code=J62 --lang nb""",
    },
}


def say(what: str, language: str, **values: object) -> str:
    """Give a message in a language, with its values in it.

    Parameters
    ----------
    what
        Which message.
    language
        `nb` or `en`.
    values
        What stands in it.
    """
    return _MESSAGES[what][language].format(**values)
