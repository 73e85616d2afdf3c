"""Markets: which lines are near, how crowded, dangerous and vacant each is, and who comes into a place that a line left."""

from sim.engine import phase, rule, soon
from sim.parameters import Parameters
from sim.rules.groups import expected_custom
from sim.rules.supply import MILLI
from sim.state import FORCES, TRANSPORT_POLICE, Area, Line, Table, Trade
from sim.state.books import TrueBook
from sim.state.world import Nearby

REGIONS, ALL_REGIONS = TRANSPORT_POLICE - FORCES, -1


@phase
def index_lines(lines: Table[Line], open_lines: Table[int], nearby: Nearby, count: int) -> None:
    """Trading lines by market and by home, so that a child or adult looks only at lines nearby."""
    for a in range(FORCES + 1):
        nearby.market_start[a] = nearby.home_start[a] = 0
    for i in range(count):
        line = lines[open_lines[i]]
        soon(lines, open_lines, i, count)
        trades = int(line.trade == Trade.OPERATING)
        nearby.market_start[line.market + 1] += trades
        nearby.home_start[line.home + 1] += trades
    for a in range(FORCES):
        nearby.market_start[a + 1] += nearby.market_start[a]
        nearby.home_start[a + 1] += nearby.home_start[a]
    for i in range(count):
        row = open_lines[i]
        line = lines[row]
        if line.trade == Trade.OPERATING:
            nearby.market_lines[nearby.market_start[line.market]] = row
            nearby.market_start[line.market] += 1
            nearby.home_lines[nearby.home_start[line.home]] = row
            nearby.home_start[line.home] += 1
    for a in range(FORCES, 0, -1):
        nearby.market_start[a] = nearby.market_start[a - 1]
        nearby.home_start[a] = nearby.home_start[a - 1]
    nearby.market_start[0] = nearby.home_start[0] = 0


@phase
def look_at_markets(areas: Table[Area], p: Parameters) -> None:
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
def look_at_crowding(areas: Table[Area]) -> None:
    """How crowded each market is: how hard its lines pull on customers, over its open demand."""
    nation = crowding_of(areas, ALL_REGIONS)
    for r in range(REGIONS):
        region = crowding_of(areas, r)
        for a in range(FORCES):
            if areas[a].region == r:
                here = areas[a].attraction / MILLI / max(areas[a].cap, 1e-9)
                areas[a].crowding = judged(areas[a].own_market, areas[a].own_markets, here, region, nation)


@rule
def crowding_of(areas: Table[Area], region: int) -> float:
    """The crowding of the markets of a region."""
    attraction, cap = 0.0, 0.0
    for a in range(FORCES):
        if region in (ALL_REGIONS, areas[a].region):
            attraction += areas[a].attraction / MILLI
            cap += areas[a].cap
    return attraction / max(cap, 1e-9)


@rule
def judged(own: float, own_region: float, here: float, region: float, nation: float) -> float:
    """An area of few lines goes by its region's figure, and a region of few by the nation's."""
    return own * here + (1.0 - own) * (own_region * region + (1.0 - own_region) * nation)


@phase
def retake_place(area: Area, tally: TrueBook) -> None:
    """A line that opens, or is taken over, takes a vacant place of the market; beyond the vacant ones, the market is fuller."""
    if area.vacant > 0.0:
        tally.places_retaken += 1
    area.vacant -= 1.0


@phase
def outlook(areas: Table[Area], p: Parameters) -> tuple[float, float]:
    """What a new line promises and how dangerous markets are, over all by their size: what newcomers go by."""
    cap, promise, danger = 0.0, 0.0, 0.0
    for a in range(FORCES):
        cap += areas[a].cap
        promise += areas[a].cap * expected_custom(areas[a], p)
        danger += areas[a].cap * areas[a].danger
    return promise / max(cap, 1e-9), danger / max(cap, 1e-9)
