"""The published tables: the contract with pages, exports and other people's programs."""

from samspill.tables.form import Table

__all__ = ["PUBLISHED"]

_AWARD_PLACE = ("county_name", "municipality_name")
_TRACE = ("file_sha256", "source_row")
_DECISION = (
    "area_weight", "area_probability", "is_doubtful", "points_code", "points_terms",
    "points_votes", "evidence_nb", "evidence_en", "text_read",
)  # fmt: skip

PUBLISHED = (
    Table(
        "sources",
        "Kilder",
        "Sources",
        ("source", "file_sha256"),
        (
            "title_nb", "title_en", "publisher", "licence", "vintage", "name", "url", "date",
            "rows", "is_sample",
        ),
        is_published=True,
    ),
    Table(
        "ledger",
        "Regnskap over rader, penger og personer",
        "Ledger of rows, money and persons",
        ("source", "step", "unit", "part"),
        ("received", "kept", "rejected", "order"),
        is_published=True,
    ),
    Table(
        "rejects",
        "Rader som er lagt til side, med grunn",
        "Rows set aside, with the reason",
        (),
        (
            "source", "file_sha256", "source_row", "step", "reason", "explanation_nb", "explanation_en",
            "content", "amount_nok", "amount_eur", "persons_count",
        ),
        is_published=True,
    ),
    Table(
        "places",
        "Steder",
        "Places",
        ("place_edition", "place_code"),
        (
            "name", "place_kind", "parent_code", "type", "is_member", "centrality", "population",
            "status",
        ),
        is_published=True,
    ),
    Table(
        "activities",
        "Aktiviteter",
        "Activities",
        ("activity_edition", "activity_code"),
        ("activity_level", "activity_parent", "activity_nb", "activity_en"),
        is_published=True,
    ),
    Table(
        "alliance",
        "Alliansen: medlemmer etter dato",
        "The alliance: members by date",
        ("place_edition", "place_code", "valid_from"),
        (
            "name", "valid_to", "to_code", "county_code", "county_name", "type", "status",
            "source",
        ),
        is_published=True,
    ),
    Table(
        "alliance_facts",
        "Alliansen: hvem den er",
        "The alliance: who it is",
        ("fact", "order"),
        ("title_nb", "title_en", "value_text", "status", "source"),
        is_published=True,
    ),
    Table(
        "strengths",
        "Sterke næringsmiljøer",
        "Strong business environments",
        ("place_code", "activity_code", "measure", "year", "reference"),
        (
            "place_edition", "place_name", "activity_nb", "activity_en", "value",
            "establishments_count", "share", "lq", "lq_low", "lq_high", "lq_shrunk", "p_value", "q_value", "is_strength", "growth",
            "effective_count", "stars", "rule_set", "flag", "source",
        ),
        is_published=True,
    ),
    Table(
        "stars",
        "Stjerner: belegget for hver styrke etter hvert regelsett",
        "Stars: the evidence for each strength by each set of rules",
        ("place_code", "activity_code", "measure", "year", "reference", "rule_set"),
        (
            "stars", "stars_possible", "star_specialised", "star_sizeable", "star_growing",
            "star_knowledge", "star_connected", "star_focus",
        ),
        is_published=True,
    ),
    Table(
        "specialities",
        "Spesialiteter: næringsundergrupper et sted har mange virksomheter av",
        "Specialities: subclasses of which a place has many establishments",
        ("place_code", "subclass_code", "year"),
        (
            "place_kind", "place_edition", "place_name", "subclass_nb", "subclass_en",
            "activity_code", "activity_nb", "activity_en", "establishments_count", "share", "lq",
            "lq_low", "lq_high", "lq_shrunk", "p_value", "q_value", "is_speciality",
            "activity_share", "activity_share_norway", "excess_count", "carried_share",
            "is_within_strength", "source",
        ),
        is_published=True,
    ),
    Table(
        "actors",
        "Aktører",
        "Actors",
        ("actor_id",),
        (
            "name", "registered_name", "sector", "country_code", "place_code", "county_code",
            "activity_code", "employees_from", "organisation_number", "pic", "records_count",
            "sources",
        ),
        is_published=True,
    ),
    Table(
        "actor_merges",
        "Hva som ble slått sammen til én aktør, og hvorfor",
        "What was merged into one actor, and why",
        ("actor_id", "order"),
        (
            "merged_a", "merged_b", "name_a", "name_b", "reason", "score", "name_score",
            "place_score", "form_score", "sector_score",
        ),
        is_published=True,
    ),
    Table(
        "actor_review",
        "Par av aktører som kan være den samme, og som noen bør se på",
        "Pairs of actors that may be one, for a person to look at",
        ("actor_a", "actor_b"),
        (
            "name_a", "name_b", "reason", "score", "name_score", "place_score", "form_score",
            "sector_score",
        ),
        is_published=True,
    ),
    Table(
        "awards",
        "Tildelinger",
        "Awards",
        ("award_id",),
        (
            "source", "provider", "instrument", "kind", "date", "year", "amount_nok", "amount_eur",
            "actor_id", "organisation_number", "place_code", "place_basis", "head_office_code", "county_code", "nuts_code", "activity_code",
            *_TRACE,
        ),
        is_published=True,
    ),
    Table(
        "award_areas",
        "Hvilke områder hver tildeling hører til, og hvorfor",
        "Which areas each award belongs to, and why",
        ("award_id", "area_id"),
        _DECISION,
        is_published=True,
    ),
    Table(
        "project_areas",
        "Hvilke områder hvert prosjekt og hver søknad hører til, og hvorfor",
        "Which areas each project and application belongs to, and why",
        ("source", "project_id", "area_id"),
        _DECISION,
        is_published=True,
    ),
    Table(
        "actor_areas",
        "Hvilke områder norske aktører hører til, og hvorfor: de som er i en liste, eller har en størrelse",
        "Which areas Norwegian actors belong to, and why: those that are in a list, or have a size",
        ("actor_id", "area_id"),
        _DECISION,
        is_published=True,
    ),
    Table(
        "double_reports",
        "Tildelinger som står i to registre og er regnet én gang",
        "Awards that stand in two registers and are counted once",
        ("award_id",),
        (
            "counted_id", "source", "counted_source", "provider", "instrument", "counted_instrument", "kind", "actor_id",
            "date", "counted_date", "days_apart", "amount_nok", "counted_nok",
        ),
        is_published=True,
    ),
    Table(
        "instruments",
        "Virkemidler: hvem, hva slags støtte, til hva",
        "Instruments: who, what kind of support, for what",
        ("instrument",),
        (
            "name_nb", "name_en", "provider", "kind", "purpose", "phase", "level", "grant_equivalent",
            "grant_equivalent_source", "status", "source",
        ),
        is_published=True,
    ),
    Table(
        "instrument_years",
        "Hva pengene fra hvert virkemiddel går til, år for år",
        "What the money of each instrument goes to, year by year",
        ("instrument", "activity_code", "year"),
        ("activity_nb", "activity_en", "awards_count", "amount_nok", "share"),
        is_published=True,
    ),
    Table(
        "support",
        "Støtte mot styrke",
        "Support against strength",
        ("provider", "instrument", "kind", "period", "place_code", "activity_code"),
        (
            "place_kind", "place_name", "activity_nb", "activity_en", "awards_count", "awards_expected", "amount_nok", "share", "strength_share", "lq",
            "lq_shrunk", "is_strength", "density", "quotient", "intensity", "expected_nok", "expected_low", "expected_high", "ratio", "chance_low", "chance_high", "p_value", "q_value",
            "q_recipients", "quadrant", "verdict", "strength_source", "strength_period",
        ),
        is_published=True,
    ),
    Table(
        "support_mismatch",
        "Hvor langt støtten er fra styrkene, mot det tilfeldighet gir",
        "How far support is from the strengths, against what chance gives",
        ("provider", "instrument", "kind", "period", "place_code"),
        (
            "place_kind", "place_name", "awards_count", "amount_nok", "measured_nok", "head_office_nok", "head_office_known_nok", "intensity", "mismatch", "expected", "expected_low", "expected_high", "p_value",
            "spearman_strength", "cosine_strength", "spearman_specialisation", "cosine_specialisation", "spearman_density", "cosine_density", "gaps_count", "bets_count", "strength_source",
        ),
        is_published=True,
    ),
    Table(
        "support_areas",
        "Områdenes andel av støtten mot deres andel av jobbene",
        "The areas' share of the support against their share of the jobs",
        ("provider", "instrument", "kind", "period", "place_code", "area_id"),
        (
            "place_kind", "place_name", "awards_count", "amount_nok", "measured_nok", "area_support_share", "area_jobs_share", "area_support_share_by_code",
            "area_jobs_share_by_code", "expected_nok", "expected_low", "expected_high", "ratio", "p_value", "q_value", "q_recipients", "verdict", "strength_source", "strength_period",
        ),
        is_published=True,
    ),
    Table(
        "support_concentration",
        "Hvem som støtter hva, og hvor samlet eller spredt støtten er",
        "Who supports what, and how gathered or split the support is",
        ("kind", "period", "place_code", "dimension", "code", "provider"),
        (
            "awards_count", "amount_nok", "share", "herfindahl", "expected", "expected_low", "expected_high", "p_value", "q_value", "providers_count",
        ),
        is_published=True,
    ),
    Table(
        "support_overlap",
        "Overlapp mellom virkemiddelaktører og mellom fylker",
        "Overlap between providers and between counties",
        ("kind", "period", "dimension", "one", "other"),
        (
            "one_name", "other_name", "cosine", "expected", "expected_low", "expected_high", "p_value", "q_value", "jaccard", "common_count",
            "is_beyond_chance",
        ),
        is_published=True,
    ),
    Table(
        "support_demand",
        "Søknader og hvor mange som ble innvilget",
        "Applications and how many were approved",
        ("provider", "dimension", "code"),
        (
            "applications_count", "approved_count", "rejected_count", "open_count", "success", "success_low", "success_high", "applied_nok", "awarded_nok",
        ),
        is_published=True,
    ),
    Table(
        "areas",
        "Hva områdene rommer, år for år",
        "What the areas hold, year by year",
        ("area_id", "place_code", "measure", "year"),
        ("value", "low", "high"),
        is_published=True,
    ),
    Table(
        "area_totals",
        "Hva områdene rommer i hvert sted, alle år under ett",
        "What the areas hold in each place, over all years",
        ("area_id", "place_code", "measure"),
        ("value", "low", "high", "share", "lq", "growth", "first_year", "last_year"),
        is_published=True,
    ),
    Table(
        "area_activities",
        "Hvor stor del av hver aktivitets jobber som hører til hvert område",
        "How much of each activity's jobs belongs to each area",
        ("activity_code", "area_id"),
        ("area_part", "area_part_by_code", "basis"),
        is_published=True,
    ),
    Table(
        "area_quality",
        "Hvor godt poster blir lagt til områder, målt på poster lest for hånd",
        "How well records are put in areas, measured on records read by hand",
        ("method", "area_id", "measure", "decided_as"),
        ("value", "low", "high"),
        is_published=True,
    ),
    Table(
        "participations",
        "Deltakelser i EU-prosjekter",
        "Participations in EU projects",
        ("source", "file_sha256", "source_row"),
        (
            "project_id", "project_title", "actor_id", "organisation_number",
            "organisation_name", "role", "sector", "programme", "activity_code", "place_code", "county_code", "country_code",
            "year", "amount_eur",
        ),
        is_published=True,
    ),
    Table(
        "network_nodes",
        "Aktørene som samarbeider, og hvor de står",
        "Actors that work together, and where they stand",
        ("actor_id",),
        (
            "name", "sector", "sphere", "place_code", "place_name", "county_code",
            "activity_code", "area_id", "projects_count", "degree", "strength", "betweenness",
            "betweenness_expected", "constraint", "participation_coefficient", "community",
            "loyalty", "wanders", "is_broker", "p_value", "q_value", "share_abroad", "x", "y",
        ),
        is_published=True,
    ),
    Table(
        "network_edges",
        "Hvem som samarbeider med hvem",
        "Who works with whom",
        ("actor_a", "actor_b"),
        (
            "weight", "projects_count", "projects_expected", "p_value", "q_value", "first_year",
            "last_year",
        ),
        is_published=True,
    ),
    Table(
        "network_ties",
        "Hvert felles prosjekt til hvert par av aktører",
        "Each joint project of each pair of actors",
        ("actor_a", "actor_b", "source", "project_id"),
        ("tie_kind", "year", "weight"),
        is_published=True,
    ),
    Table(
        "communities",
        "Miljøer: aktører som arbeider mer med hverandre enn med andre",
        "Communities: actors that work more with each other than with others",
        ("community",),
        (
            "order", "title_nb", "title_en", "members_count", "wanderers_count",
            "projects_count", "share_within", "stability", "is_beyond_chance", "central_actors",
        ),
        is_published=True,
    ),
    Table(
        "interplay_places",
        "Bånd mellom steder mot det tilfeldighet gir",
        "Ties between places against what chance gives",
        ("place_kind", "place_a", "place_b"),
        (
            "place_a_name", "place_b_name", "ties_observed", "ties_expected", "expected_low",
            "expected_high", "ratio", "p_value", "q_value", "is_neighbour", "is_thin",
            "distance_km", "ties_expected_distance", "ratio_distance",
        ),
        is_published=True,
    ),
    Table(
        "interplay_shares",
        "Hvem som arbeider med hvem, etter sted, sektor og område, mot det tilfeldighet gir",
        "Who works with whom by place, sector and area, against what chance gives",
        ("measure", "kind", "period"),
        (
            "value", "expected", "expected_low", "expected_high", "p_value", "q_value",
            "ties_count",
        ),
        is_published=True,
    ),
    Table(
        "isolated_strengths",
        "Styrker og hvor mange av aktørene som samarbeider",
        "Strengths and how many of their actors work together",
        ("place_code", "activity_code"),
        (
            "place_name", "activity_nb", "activity_en", "year", "lq_shrunk",
            "establishments_count", "actors_count", "actors_expected", "p_value", "q_value",
            "is_isolated",
        ),
        is_published=True,
    ),
    Table(
        "options", "Muligheter: aktiviteter stedene ikke har", "Options: activities that the places do not have",
        ("place_code", "activity_code", "year"),
        (
            "place_edition", "place_name", "activity_nb", "activity_en", "measure", "source", "lq", "lq_shrunk", "density", "complexity", "quadrant", "plane_rank",
            "stability", "horizon", "forecast", "forecast_low", "forecast_high", "baseline", "rank", "reliability", "reliability_nb", "reliability_en",
            "carried_by", "connects_to", "done_in_region", "done_next_door", "area_ids", "instruments",
        ), is_published=True,
    ),
    Table(
        "options_history", "Mulighetenes kvotient over årene", "The quotient of the options over the years",
        ("source", "place_code", "activity_code", "year"),
        ("measure", "lq", "lq_shrunk"),
        is_published=True,
    ),
    Table(
        "options_basis", "Hva stedenes tall holder til", "What the places' figures suffice for",
        ("source", "place_code"),
        (
            "place_edition", "place_name", "place_kind", "measure", "year", "basis", "reason", "reason_nb", "reason_en", "establishments_count",
            "activities_count", "options_count", "density_median", "complexity_median",
        ), is_published=True,
    ),
    Table(
        "backtest", "Etterprøving av prognosen, metode mot metode", "Back-test of the forecast, method against method",
        ("source", "rule", "fold", "horizon", "method"),
        (
            "method_nb", "method_en", "measure", "start_year", "end_year", "learnt_from", "is_strict", "places_count", "cells_count", "entries_count", "average_precision",
            "average_precision_low", "average_precision_high", "baseline", "gain", "gain_low", "gain_high", "precision_at_k", "precision_at_k_low",
            "precision_at_k_high", "brier", "brier_low", "brier_high", "brier_gain", "brier_gain_low", "brier_gain_high", "verdict",
        ), is_published=True,
    ),
    Table(
        "backtest_reliability", "Hvor mange som slo til, etter sannsynligheten som ble oppgitt", "How many came true, by the probability that was given",
        ("source", "rule", "fold", "horizon", "method", "probability_from"),
        (
            "probability_to", "probability", "cells_count", "entries_count", "came_true", "came_true_low", "came_true_high", "baseline",
        ), is_published=True,
    ),
    Table(
        "backtest_entries", "Hva som telles som nykomst, etter regel og periode", "What counts as entry, by rule and window",
        ("source", "rule", "start_year", "end_year"),
        (
            "measure", "cells_count", "unobserved_count", "leaps_count", "at_risk_count", "entries_count", "entries_margin_count", "entries_other_count",
        ), is_published=True,
    ),
    Table(
        "forecast_log", "Prognoser som er låst, med utfall når det foreligger", "Forecasts that are frozen, with the outcome once there is one",
        ("source", "vintage", "version", "place_code", "activity_code", "start_year", "end_year"),
        (
            "measure", "forecast", "forecast_low", "forecast_high", "baseline", "lq", "lq_end", "outcome",
        ), is_published=True,
    ),
    Table(
        "forecast_scores", "Hvordan låste prognoser har slått til", "How frozen forecasts have come true",
        ("source", "vintage", "version", "start_year", "end_year"),
        (
            "measure", "cells_count", "at_risk_count", "entries_count", "expected_count", "average_precision", "brier", "baseline",
        ), is_published=True,
    ),
    Table(
        "diversity", "Mangfold: variasjon, sammenheng og konsentrasjon over tid", "Diversity: variety, coherence and concentration over time",
        ("place_code", "measure", "year"),
        (
            "place_edition", "place_name", "place_kind", "activities_count", "entropy", "unrelated_variety", "related_variety", "coherence", "inner_density",
            "outer_density", "herfindahl", "theil", "source",
        ), is_published=True,
    ),
    Table(
        "diversity_usual", "Hva som er vanlig mangfold for steder av slaget", "What diversity is usual for places of the kind",
        ("source", "place_kind", "year", "indicator"),
        ("measure", "usual_low", "usual", "usual_high", "places_count"),
        is_published=True,
    ),
    Table(
        "relatedness_nodes", "Nærhetsrommet: aktivitetene og hvor de ligger", "The relatedness space: the activities and where they lie",
        ("source", "activity_code"),
        ("activity_nb", "activity_en", "section", "x", "y", "ubiquity", "complexity", "year"),
        is_published=True,
    ),
    Table(
        "relatedness_edges", "Nærhetsrommet: de sterkeste båndene", "The relatedness space: the strongest ties",
        ("source", "activity_a", "activity_b"),
        ("proximity", "year"),
        is_published=True,
    ),
    Table(
        "relatedness_presences", "Nærhetsrommet: hva stedene har", "The relatedness space: what the places have",
        ("source", "place_code", "activity_code"),
        ("place_name", "lq", "lq_shrunk", "is_present", "density", "year"),
        is_published=True,
    ),
    Table(
        "complementarity", "Hvem som har det beslektede som mangler her", "Who has the related activities that are missing here",
        ("source", "place_a", "place_b"),
        (
            "place_a_name", "place_b_name", "is_neighbour", "value", "expected", "excess", "rank", "activity_codes", "year",
        ), is_published=True,
    ),
    Table(
        "green_weights", "Hvor grønne aktiviteter og programmer er, etter profilens skjønn", "How green activities and programmes are, in the profile's judgement",
        ("kind", "code"),
        (
            "title_nb", "title_en", "green_weight", "green_weight_low", "green_weight_high", "reason_nb", "reason_en", "source", "status",
        ), is_published=True,
    ),
    Table(
        "green_shares", "Grønn andel av jobber, støtte og prosjekter", "Green share of jobs, support and projects",
        ("subject", "subject_code", "within", "measure", "period"),
        (
            "title_nb", "title_en", "green_share", "green_share_low", "green_share_high", "weights_low", "weights_high", "value", "value_low", "value_high",
            "units_count", "source",
        ), is_published=True,
    ),
    Table(
        "green_strengths", "Styrker som er grønne, helt eller delvis", "Strengths that are green, wholly or in part",
        ("place_code", "activity_code", "measure", "year", "reference"),
        (
            "place_name", "activity_nb", "activity_en", "green_weight", "green_weight_low", "green_weight_high", "value", "green_value", "lq", "lq_low",
            "lq_high", "lq_shrunk", "q_value", "source",
        ), is_published=True,
    ),
    Table(
        "green_options", "Grønne muligheter, og om de hviler på grønt eller annet", "Green options, and whether they lean on green or on the rest",
        ("place_code", "activity_code", "year"),
        (
            "place_name", "activity_nb", "activity_en", "measure", "source", "green_weight", "green_weight_low", "green_weight_high", "lq", "density",
            "density_green", "density_green_low", "density_green_high", "density_other", "density_other_low", "density_other_high", "position_green",
            "position_green_low", "position_green_high", "position_other", "position_other_low", "position_other_high", "leans_on", "complexity", "quadrant",
            "stability", "horizon", "forecast", "forecast_low", "forecast_high", "baseline", "carried_by",
        ), is_published=True,
    ),
    Table(
        "green_places", "Grønn kompleksitet, grønt potensial og antallet grønne aktiviteter", "Green complexity, green potential and the number of green activities",
        ("place_code", "measure", "source"),
        (
            "year", "title_nb", "title_en", "value", "low", "high", "weights_low", "weights_high", "rank", "places_count", "correlation",
        ), is_published=True,
    ),
    Table(
        "green_support", "Støtte til grønne aktiviteter mot jobbene i dem", "Support to green activities against the jobs in them",
        ("place_code", "activity_code", "kind"),
        (
            "place_name", "activity_nb", "activity_en", "green_weight", "green_weight_low", "green_weight_high", "awards_count", "amount_nok", "green_nok",
            "support_share", "jobs_share", "expected_low", "expected_high", "p_value", "q_value", "is_strength", "verdict", "year",
        ), is_published=True,
    ),
    Table(
        "standing", "Hvor regionen står blant Europas regioner", "Where the region stands among Europe's regions",
        ("place_code", "subject", "subject_code", "measure", "year"),
        (
            "place_name", "title_nb", "title_en", "value", "lq", "lq_low", "lq_shrunk", "lq_high", "rank", "rank_low", "rank_high", "rank_observed",
            "regions_count", "missing_count", "is_observed", "flag",
        ), is_published=True,
    ),
    Table(
        "standing_change", "Hvordan plassen har endret seg", "How the standing has changed",
        ("place_code", "subject", "subject_code", "measure"),
        (
            "place_name", "title_nb", "title_en", "year", "start_year", "end_year", "ratio", "ratio_low", "ratio_high", "rank_start", "rank_end", "rank_gain",
            "rank_gain_low", "rank_gain_high", "regions_count",
        ), is_published=True,
    ),
    Table(
        "standing_peers", "Regioner som er bygd som vår", "Regions built like ours",
        ("place_code", "peer_code", "measure", "year"),
        (
            "title_nb", "title_en", "order", "similarity", "similarity_low", "similarity_high", "rank_low", "rank_high", "stability",
        ), is_published=True,
    ),
    Table(
        "standing_panels", "Plass blant utvalgte regioner", "Standing among chosen regions",
        ("panel", "place_code", "subject", "subject_code", "measure"),
        (
            "place_name", "title_nb", "title_en", "year", "rank", "rank_low", "rank_high", "regions_count",
        ), is_published=True,
    ),
    Table(
        "standing_event", "Før og etter året som miljøhovedstad", "Before and after the year as Green Capital",
        ("place_code", "subject", "subject_code"),
        (
            "event_year", "start_year", "end_year", "ratio", "expected_low", "expected_high", "p_value", "detectable", "controls_count", "verdict",
        ), is_published=True,
    ),
    Table(
        "region_panels", "Regionene vi sammenliknes med", "The regions that ours is compared with",
        ("panel", "order"),
        (
            "place_code", "year", "title_nb", "title_en", "reason", "source", "status", "code_status",
        ), is_published=True,
    ),
    Table(
        "region_breaks", "Regioner som byttet kode eller grenser, og brudd i seriene", "Regions that changed code or borders, and breaks in the series",
        ("from_code", "to_code"),
        (
            "change", "is_break", "from_edition", "to_edition", "title_nb", "title_en",
        ), is_published=True,
    ),
    Table(
        "partners", "Partnere i utlandet", "Partners abroad",
        ("place_code", "country_code", "region_code", "area_id"),
        (
            "period", "projects_count", "projects_of_place_count", "partners_count", "share", "share_low", "share_high", "expected", "ratio", "ratio_low",
            "ratio_high",
        ), is_published=True,
    ),
    Table(
        "clusters", "Klynger og nettverk", "Clusters and networks",
        ("cluster_id",),
        (
            "name", "kind", "founded", "ended", "theme_nb", "theme_en", "activity_codes", "activities_status", "basis", "area_ids", "place_code", "place_name", "seat_name",
            "website", "programme", "level_nb", "level_en", "members_count", "members_date", "members_source", "listed_count", "recognised_count",
            "environments_count", "is_admissible", "missing", "status", "source",
        ), is_published=True,
    ),
    Table(
        "cluster_levels", "Klyngenes nivå etter dato", "The clusters' levels by date",
        ("cluster_id", "order"),
        ("programme", "level_nb", "level_en", "began", "until", "status", "source"),
        is_published=True,
    ),
    Table(
        "cluster_members", "Klyngenes medlemmer", "The clusters' members",
        ("cluster_id", "order"),
        (
            "actor_id", "name", "organisation_number", "type", "activity_code", "place_code", "employees_from", "began", "until", "status", "source",
        ), is_published=True,
    ),
    Table(
        "environments", "Sterke miljøer: beslektede styrker på ett sted, og klyngene som dekker dem", "Strong environments: related strengths in one place, and the clusters that cover them",
        ("group",),
        (
            "order", "place_code", "place_name", "place_kind", "title_nb", "title_en", "activity_codes", "activities_count", "value", "measure", "reference",
            "year", "lq_shrunk", "p_value", "q_value", "is_covered", "cluster_ids", "source",
        ), is_published=True,
    ),
    Table(
        "matches", "Koblinger: klynger som bør møtes", "Matches: clusters that should meet",
        ("cluster_a", "cluster_b"),
        (
            "rank", "pairs_count", "name_a", "name_b", "basis_a", "basis_b", "relatedness", "relatedness_rank", "complementarity_ab", "complementarity_ba",
            "complementarity_rank", "ties_observed", "ties_expected", "ties_log", "ties_log_low", "ties_log_high", "members_shared", "distance_km", "score",
            "stability", "verdict", "instrument", "reasons_nb", "reasons_en", "source",
        ), is_published=True,
    ),
    Table(
        "match_actors", "Koblinger: hvem som bør presenteres for hvem", "Matches: who should be introduced to whom",
        ("cluster_a", "cluster_b", "order"),
        ("actor_a", "actor_b", "name_a", "name_b", "activity_a", "activity_b", "proximity", "basis"),
        is_published=True,
    ),
    Table(
        "match_ties", "Koblinger: medlemmer som alt har felles prosjekter", "Matches: members that have joint projects already",
        ("cluster_a", "cluster_b", "actor_a", "actor_b"),
        ("projects_count",),
        is_published=True,
    ),
    Table(
        "match_trial", "Etterprøving av koblingene på skjulte bånd", "The matches tested on ties that were hidden",
        ("method",),
        (
            "start_year", "pairs_count", "begun_count", "average_precision", "average_precision_low", "average_precision_high", "gain", "gain_low",
            "gain_high", "verdict",
        ), is_published=True,
    ),
    Table(
        "match_history", "Par som er kjent for å ha begynt, og hvor rangeringen ville satt dem", "Pairs that are known to have begun, and where the ranking would have put them",
        ("cluster_a", "cluster_b", "year"),
        ("instrument", "rank", "pairs_count", "is_in_top_fifth", "reason_nb", "reason_en", "status", "source"),
        is_published=True,
    ),
    Table(
        "activity_proximities", "Hvor beslektede hver to aktiviteter er", "How related each two activities are",
        ("activity_a", "activity_b"),
        ("proximity", "source"),
        is_published=True,
    ),
    Table(
        "meeting_candidates", "Hvem som kan inviteres til et møte", "Who can be invited to a meeting",
        ("candidate_id", "area_id"),
        (
            "name", "kind", "place_code", "place_name", "activity_code", "actor_id", "importance", "projects_count", "awards_count", "cluster_ids", "topic_ids",
        ), is_published=True,
    ),
    Table(
        "meeting_topics", "Hva et møte om et område bør dekke", "What a meeting about an area should cover",
        ("area_id", "topic_id"),
        ("kind", "place_code", "activity_code", "title_nb", "title_en", "importance"),
        is_published=True,
    ),
    Table(
        "programme_items", "Programmet", "The programme",
        ("item_id",),
        (
            "order", "date_text", "kind", "theme_nb", "theme_en", "title_nb", "title_en", "partner", "working_area", "area_ids", "cluster_ids", "place_code",
            "place_name", "goals", "tags_status", "status", "source",
        ), is_published=True,
    ),
    Table(
        "programme_coverage", "Hva programmet dekker, og hva ingen dekker", "What the programme covers, and what nobody covers",
        ("kind", "code"),
        ("order", "title_nb", "title_en", "items_count", "inferred_count", "item_ids", "is_covered"),
        is_published=True,
    ),
)  # fmt: skip
