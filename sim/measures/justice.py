"""Measures of what justice does to exploited children step by step: a harm to them, from the charge to custody."""

from sim.measures.declaration import column

column(
    "children_decided_at_arrest",
    "exploited children whose case was decided before they left police custody",
    "children per year",
    "decided_at_arrest",
)
column(
    "bail_breached", "exploited children bailed who did not keep to the conditions", "children per year", "conditions_breached"
)
column("children_diverted", "exploited children diverted to youth justice services", "children per year", "diverted")
column("schools_lost", "exploited children who lost their school in a case's wait", "children per year", "schools_lost", "down")
column("children_charged", "exploited children charged", "children per year", "charged", "down")
column("children_remanded", "charged exploited children held on remand", "children per year", "remanded", "down")
column("children_convicted", "exploited children convicted", "children per year", "convicted", "down")
column(
    "children_charged_while_victim",
    "exploited children charged who had been recognised as victims",
    "children per year",
    "charged_recognised",
    "down",
)
column("children_raising_defence", "charged exploited children who raised section 45", "children per year", "defence_raised")
column(
    "children_with_defence",
    "charged exploited children whose section 45 defence succeeded",
    "children per year",
    "defence_succeeded",
)
column(
    "children_taken_into_custody",
    "times a child who had been exploited was remanded or sentenced to custody",
    "times per year",
    "taken_into_custody",
    "down",
)
column("custody_days_children", "days of custody of children who had been exploited", "days per year", "custody_days", "down")
column(
    "suspect_days_children",
    "days on which a case stood open against an exploited child",
    "child-days per year",
    "suspect_days",
    "down",
)
