/* A day of a small model of the same kind, in plain C: what runs of the engine are measured by, so that figures of one machine
 * can be set beside those of another. It has as many children, lines and areas as a run, and a tenth of the rules: lines seek
 * children, some of those at risk are taken up, those exploited run, go missing and are stopped, and holders are arrested. */
#include <stdint.h>

typedef struct { int64_t key, area, exploited, line, taken_up, back, runs; double risk, debt; } Child;
typedef struct { int64_t key, home, market, again, crew, places, joined, ended; double known, cash; } Line;
typedef struct { int64_t first, lines, stopped, seen, charged; double sought, stop, see, reach; } Area;
typedef struct { int64_t exploited, away, runs, stops, seen, charged, arrests, open; double debt; } Day;

enum { TAKEN_UP = 1, BY_WHOM, RUNS, GOES, STOPPED, SEEN, ARREST, SUCCESSOR };
static const int64_t CREW = 7, AWAY = 3, SOON = 14, LATE = 120;
static const double GOLDEN_GRAIN = 1.1102230246251565e-16;

static inline double draw(int64_t key, int64_t day, uint64_t purpose) {
    uint64_t x = (uint64_t)key + ((uint64_t)day * 256u + purpose) * 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    x ^= x >> 31;
    return ((double)(x >> 11) + 0.5) * GOLDEN_GRAIN;
}

static void at_risk(Child *child, Area *area, Line *lines, double heads, int64_t today) {
    if (draw(child->key, today, TAKEN_UP) >= 0.05 * child->risk * area->sought / heads) return;
    int64_t row = area->first + (int64_t)(draw(child->key, today, BY_WHOM) * (double)area->lines);
    child->exploited = 1, child->line = row, child->taken_up = today;
    lines[row].joined++;
}

static void exploited(Child *child, Line *line, Area *area, Day *day, int64_t today) {
    line->crew++;
    if (line->again > today) return;
    day->exploited++, day->debt += child->debt;
    if (child->back > today) { day->away++; return; }
    if (draw(child->key, today, GOES) < 0.02) child->back = today + AWAY;
    if (draw(child->key, today, RUNS) >= 0.6) return;
    double owed = child->debt + 10.0 - 8.0;
    child->debt = owed > 0.0 ? owed : 0.0;
    child->runs++, day->runs++, line->cash += 80.0;
    if (draw(child->key, today, STOPPED) >= area->stop) return;
    child->debt += 300.0, line->known += 1.0, area->stopped++, day->stops++;
    if (draw(child->key, today, SEEN) < area->see) {
        area->seen++, day->seen++;
        child->exploited = 2, child->line = -1, child->debt = 0.0;
    } else {
        area->charged++, day->charged++;
    }
}

static void holder(Line *line, const Area *home, Day *day, int64_t today) {
    if (line->again > today) return;
    day->open++;
    if (draw(line->key, today, ARREST) < 0.002 * home->reach * line->known) {
        line->ended++, line->known = 0.0, day->arrests++;
        line->again = today + (draw(line->key, today, SUCCESSOR) < 0.8 ? SOON : LATE);
    }
    line->known *= 0.99;
}

void live(Child *children, int64_t heads, Line *lines, int64_t number, Area *areas, int64_t places, Day *days, int64_t first, int64_t count) {
    double each = (double)heads / (double)places;
    for (int64_t d = 0; d < count; d++) {
        int64_t today = first + d;
        for (int64_t a = 0; a < places; a++) areas[a].sought = 0.0;
        for (int64_t i = 0; i < number; i++) {
            Line *line = &lines[i];
            int64_t wanted = line->again <= today && line->crew < CREW ? CREW - line->crew : 0;
            line->places = wanted, areas[line->market].sought += (double)wanted, line->crew = 0;
        }
        for (int64_t i = 0; i < heads; i++) {
            Child *child = &children[i];
            if (child->exploited == 0) at_risk(child, &areas[child->area], lines, each, today);
            else if (child->exploited == 1) exploited(child, &lines[child->line], &areas[child->area], &days[d], today);
        }
        for (int64_t i = 0; i < number; i++) holder(&lines[i], &areas[lines[i].home], &days[d], today);
    }
}
