"""A child's case in small worlds: help acts while it lasts, each lever acts once, and nothing moves where its way is cut."""

import pytest
from test_directions import SURE, t_of

from sim import simulate
from tests.worlds import NOTHING, alone, combined, limit, live

EYES = "recognition_of_exploitation"
BLIND = {"recognition_mean": 1e-12, "missing_flag_probability": 0.0, "return_interview_disclosure": 0.0}
"""Nobody sees a victim in a child; no one tells."""
NOT_HEARD = {"early_help_hearing": 0.0, "risk_disclosed": 0.0, "peers_named": 0.0}
SEEDS = range(4)


def same(one, other) -> bool:
    return one.truth() == other.truth()


def test_better_recognition_acts_on_recognition_alone():
    """Where nobody sees a victim in any case, training takes no arrested child out of the suspects: it acts once."""
    p = limit(**BLIND, **NOT_HEARD, safeguarding_false_alarm_ratio=0.0, found_child_arrested=0.7)
    trained, not_trained = (live(s, p, scale=0.05) for s in (alone(EYES, training=1.0), NOTHING))
    assert trained.true("read_suspect") == not_trained.true("read_suspect") > 0
    assert same(trained, not_trained)


@pytest.mark.parametrize(
    ("lever", "cut"),
    [
        ({"definition": 1.0}, {"definition_duty": 1.0, "definition_charging": 1.0, "definition_net": 1.0}),
        ({"information_shared": 1.0}, {"pooling_reach": 0.0, "pooling_delay": 1.0}),
        ({"training": 1.0}, {"training_effect": 1.0}),
    ],
)
def test_each_way_of_recognising_has_its_own_path(lever, cut):
    """Cut, the lever changes nobody, to the last bit; whole, it does; the cuts of one are not those of another."""
    strategy = alone(EYES, **lever)
    assert same(live(strategy, limit(**cut), scale=0.05), live(NOTHING, limit(**cut), scale=0.05))
    assert not same(live(strategy, scale=0.05), live(NOTHING, scale=0.05))


def test_early_help_takes_those_of_whom_it_hears():
    """By signs that services see, by return interviews, as friends of a child seen as a victim; with none of these it has nobody."""
    reach = combined({"early_help": {"reach": 0.5}, EYES: {"return_interviews": 1.0}})
    heard = {name: live(reach, limit(**{k: v for k, v in NOT_HEARD.items() if k != name}), scale=0.05) for name in NOT_HEARD}
    columns = {"early_help_hearing": "risk_heard", "risk_disclosed": "risk_interviewed", "peers_named": "risk_named"}
    for name, one in heard.items():
        assert [column for column in columns.values() if one.true(column)] == [columns[name]]
        assert one.true("helped") > 0
    assert live(reach, limit(**NOT_HEARD), scale=0.05).true("helped") == 0


def test_full_services_hold_fewer_reviews_close_cases_early_and_are_refused_more():
    few, many = (live(NOTHING, limit(service_capacity=n, late_acceptance=0.7), scale=0.1, days=730) for n in (15.0, 1000.0))
    lapsed = [one.true("reviews_lapsed") / one.true("reviews_due") for one in (few, many)]
    refused = [one.true("cases_refused") / (one.true("cases_refused") + one.true("cases_opened")) for one in (few, many)]
    assert lapsed[0] > 1.2 * lapsed[1]
    assert refused[0] > 1.1 * refused[1]
    assert few.true("cases_closed_early") > 10 * many.true("cases_closed_early")
    assert few.true("case_days_returned") > 0


def differences(one: dict, other: dict, measure: str, strategy=NOTHING, **more) -> list[float]:
    """Of two worlds that differ in parameters, paired on seeds."""
    runs = [
        [
            simulate(strategy, limit(**values), **{"scale": 0.05, "years": 2} | more, seed=seed).measures[measure]
            for seed in SEEDS
        ]
        for values in (one, other)
    ]
    return [a - b for a, b in zip(*runs, strict=True)]


def test_an_open_case_frees_children_review_by_review():
    change = differences({"exit_at_review": 0.2}, {"exit_at_review": 0.0}, "children_freed_protected")
    assert t_of(change) > SURE
    change = differences({"exit_at_review": 0.2}, {"exit_at_review": 0.0}, "child_days_exploited")
    assert t_of(change) < -SURE


def test_levelling_reaches_the_spread_of_recognition():
    """With levelling that reaches practice wholly areas differ less in whom they recognise than with levelling of places alone."""
    level = alone("services", levelling=1.0)
    change = differences({"levelling_reach": 1.0}, {"levelling_reach": 0.0}, "inequality_gini", level, scale=0.1)
    assert t_of(change) < -SURE


def test_what_agencies_tell_raises_what_is_seen():
    """With much told and nothing lost services see victims whom police missed; with nothing told they see none so."""
    much, none = (live(NOTHING, limit(agencies_tell=told, told_lost=0.0), scale=0.05) for told in (0.9, 1e-12))
    assert much.true("seen_by_services") > 0 == none.true("seen_by_services")
    assert much.recorded("items_from_services") > 0 == none.recorded("items_from_services")
    change = differences({"agencies_tell": 0.9, "told_effect": 6.0}, {"agencies_tell": 1e-12}, "children_recognised", scale=0.2)
    assert t_of(change) > SURE
