"""Step 1 of the day over areas: how crowded, dangerous and vacant markets are; and how areas of few lines are judged."""

from sim.engine import phase, rule
from sim.rules.supply import MILLI
from sim.state import FORCES, TRANSPORT_POLICE

REGIONS, ALL_REGIONS = TRANSPORT_POLICE - FORCES, -1


@phase
def look_at_markets(areas, p):
    """Crowding, danger and vacancy of each market, from its own lines and, where these are a fraction, the nation's."""
    cap, losses, operating, vacancy, unfilled = 0.0, 0.0, 0.0, 0.0, 0.0
    for a in range(FORCES):
        cap += areas[a].cap
        losses += areas[a].losses
        operating += areas[a].operating
        vacancy += areas[a].vacancy
        unfilled += areas[a].vacant
    danger = losses / max(operating, 1.0)
    vacant = vacancy / max(operating, 1.0)
    look_at_crowding(areas)
    for a in range(FORCES):
        area, rest = areas[a], 1.0 - areas[a].own
        here = max(1.0, area.operating)
        area.danger = area.own * area.losses / here + rest * danger
        share = unfilled * area.cap / max(cap, 1e-9)
        area.unfilled = max(0.0, area.own_vacancy * area.vacant + (1.0 - area.own_vacancy) * share)
        area.heat = min(1.0, area.own * area.vacancy / here + rest * vacant)


@phase
def look_at_crowding(areas):
    """How crowded each market is: how hard its lines pull on customers, over its open demand."""
    nation = crowding_of(areas, ALL_REGIONS)
    for r in range(REGIONS):
        region = crowding_of(areas, r)
        for a in range(FORCES):
            if areas[a].region == r:
                here = areas[a].attraction / MILLI / max(areas[a].cap, 1e-9)
                areas[a].crowding = judged(areas[a].own_market, areas[a].own_markets, here, region, nation)


@rule
def crowding_of(areas, region):
    """The crowding of the markets of a region."""
    attraction, cap = 0.0, 0.0
    for a in range(FORCES):
        if region in (ALL_REGIONS, areas[a].region):
            attraction += areas[a].attraction / MILLI
            cap += areas[a].cap
    return attraction / max(cap, 1e-9)


@rule
def judged(own, own_region, here, region, nation):
    """An area of few lines goes by its region's figure, and a region of few by the nation's."""
    return own * here + (1.0 - own) * (own_region * region + (1.0 - own_region) * nation)
