"""Measures of what justice does to exploited children step by step: a harm to them, from the charge to custody."""

from sim.measures.declaration import column

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off
column("children_decided_at_arrest", "exploited children whose case was decided before they left police custody",
    "children per year", "decided_at_arrest", section="recognition", label="Decided at arrest", charted=False)
column("bail_breached", "exploited children bailed who did not keep to the conditions", "children per year",
    "conditions_breached", section="recognition", label="Bail conditions breached", charted=False)
column("children_diverted", "exploited children diverted to youth justice services", "children per year", "diverted",
    section="recognition", charted=False)
column("schools_lost", "exploited children who lost their school in a case's wait", "children per year", "schools_lost",
    better="down", section="recognition", charted=False)
column("children_charged", "exploited children charged", "children per year", "charged", better="down", section="recognition")
column("children_remanded", "charged exploited children held on remand", "children per year", "remanded", better="down",
    section="recognition")
column("children_convicted", "exploited children convicted", "children per year", "convicted", better="down",
    section="recognition")
column("children_charged_while_victim", "exploited children charged who had been recognised as victims", "children per year",
    "charged_recognised", better="down", section="recognition")
column("children_raising_defence", "charged exploited children who raised section 45", "children per year", "defence_raised",
    section="recognition", label="Section 45 raised")
column("children_with_defence", "charged exploited children whose section 45 defence succeeded", "children per year",
    "defence_succeeded", section="recognition", label="Section 45 succeeded")
column("children_taken_into_custody", "times a child who had been exploited was remanded or sentenced to custody",
    "times per year", "taken_into_custody", better="down", section="recognition", charted=False)
column("harm_by_justice_children", "exploited children charged who were not charged before: whom justice harms, each counted once",
    "children per year", "charged_first", better="down", section="recognition", label="Children whom justice harms",
    charted=False)
column("harm_by_justice_days", "days of custody, all told when it begins, of children once exploited", "days per year", "custody_days",
    better="down", section="recognition", label="Days of custody of children", charted=False)
column("suspect_days_children", "days on which a case stood open against an exploited child", "child-days per year",
    "suspect_days", better="down", section="recognition", label="Days as a suspect", charted=False)
