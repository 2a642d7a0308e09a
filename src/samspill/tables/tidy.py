"""The tidy tables: one for each kind of source, and what harmonising makes of them."""

from samspill.tables.form import Table

__all__ = ["TIDY"]

_AWARD_PLACE = ("county_name", "municipality_name")
_TRACE = ("file_sha256", "source_row")

TIDY = (
    # tidy: one for each kind of source
    Table(
        "industry_statistics",
        "Næringsstatistikk slik utgiveren gir den",
        "Industry statistics as the publisher gives them",
        ("source", "place_code", "activity_code", "measure", "year"),
        ("place_edition", "activity_edition", "value", "flag", *_TRACE),
    ),
    Table(
        "grants",
        "Tilsagn slik utgiveren gir dem",
        "Commitments as the publisher gives them",
        ("award_id",),
        (
            "source", "provider", "date", *_AWARD_PLACE, "organisation_number",
            "organisation_name", "amount_nok", "amount_eur", "instrument", "instrument_group",
            "kind", "office", "activity_code", *_TRACE,
        ),
    ),
    Table(
        "project_participations",
        "Prosjektdeltakelser slik utgiveren gir dem",
        "Project participations as the publisher gives them",
        (),
        (
            "source", "project_id", "project_title", "programme", "date", "started_on",
            "ended_on", "organisation_number", "pic", "vat_number", "organisation_name",
            "sector", "role", "country_code", "county_code", "municipality_code", "place_code",
            "amount_eur", *_TRACE,
        ),
    ),
    Table(
        "applications",
        "Søknader slik utgiveren gir dem",
        "Applications as the publisher gives them",
        ("project_id",),
        (
            "source", "provider", "date", "project_title", "project_phase", "instrument",
            "instrument_group", "organisation_number", "organisation_name", "sector",
            "municipality_code", "county_code", "applied_nok", "awarded_nok", "programme",
            *_TRACE,
        ),
    ),
    Table(
        "units",
        "Enheter i Enhetsregisteret",
        "Units in the register of legal entities",
        ("organisation_number", "year"),
        (
            "organisation_name", "organisation_form", "activity_code", "second_activity_code",
            "third_activity_code", "sector", "has_employees", "employees_count",
            "municipality_code", "parent_number", "started_on", "purpose", "description",
            "vintage", *_TRACE,
        ),
    ),
    Table(
        "establishments",
        "Underenheter (virksomheter) i Enhetsregisteret",
        "Sub-units (establishments) in the register of legal entities",
        (),
        (
            "organisation_number", "organisation_name", "organisation_form", "parent_number",
            "activity_code", "second_activity_code", "third_activity_code", "has_employees",
            "employees_count", "municipality_code", "started_on", "closed_on", "year", "vintage",
            *_TRACE,
        ),
    ),
    Table(
        "carried_codes",
        "Hvilket sted og hvilken næring registerets koder ble ført til",
        "Which place and activity the register's codes were carried to",
        ("municipality_code", "second_activity_code", "year"),
        ("place_code", "activity_code"),
    ),
    Table(
        "groups",
        "Hvilke kommuner en mengde eller stedstype har",
        "Which municipalities a set or a type of place has",
        ("place_code", "municipality_code"),
        ("place_kind",),
    ),
    Table(
        "applications_carried",
        "Søknader i én utgave av kommunene",
        "Applications in one edition of the municipalities",
        ("project_id",),
        (
            "source", "provider", "date", "year", "project_title", "project_phase", "instrument",
            "actor_id", "organisation_number", "organisation_name", "sector", "place_code",
            "county_code",
            "applied_nok", "awarded_nok", *_TRACE,
        ),
    ),
    Table(
        "place_changes",
        "Endringer i kommuneinndelingen",
        "Changes of municipalities",
        (),
        (
            "from_code", "from_name", "from_valid_from", "from_valid_to", "to_code", "to_name",
            "to_valid_from", "to_valid_to", "changed_on", *_TRACE,
        ),
    ),
    Table(
        "place_units",
        "Kommuner med gyldighet, også de som aldri ble endret",
        "Municipalities with their validity, also those that never changed",
        (),
        ("code", "name", "valid_from", "valid_to", *_TRACE),
    ),
    Table(
        "region_changes",
        "Endringer i NUTS 2-regionene",
        "Changes of the NUTS 2 regions",
        (),
        (
            "from_edition", "from_code", "to_edition", "to_code", "place_name", "change", *_TRACE,
        ),
    ),
    Table(
        "classification",
        "Næringsgruppering",
        "Classification of activities",
        ("activity_edition", "activity_code"),
        ("activity_level", "activity_parent", "activity_nb", "activity_en", *_TRACE),
    ),
    Table(
        "population",
        "Folkemengde",
        "Population",
        ("place_code", "year"),
        ("place_name", "population", *_TRACE),
    ),
    Table(
        "borders",
        "Grenser",
        "Borders",
        ("place_edition", "place_code"),
        ("place_kind", "place_name", "geometry", *_TRACE),
    ),
    Table(
        "sizes",
        "Størrelsen på aktivitetene i hvert sted, i én utgave",
        "Sizes of the activities of each place, in one edition",
        ("source", "place_kind", "place_code", "activity_code", "measure", "year"),
        ("place_edition", "value", "held_value", "establishments_count", "squares", "withheld_count", "flag"),
    ),
    Table(
        "subclasses",
        "Virksomheter med ansatte i hver næringsundergruppe i hver kommune, i én utgave",
        "Establishments with employees of each subclass in each municipality, in one edition",
        ("source", "place_code", "subclass_code", "year"),
        ("place_edition", "activity_code", "establishments_count"),
    ),
)  # fmt: skip
