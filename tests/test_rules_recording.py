"""Rules of the record against their formulas, what is written down and what it is priced at: plain objects, no luck."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policy.levers import IDLE, OrganisedCrimeMapping, RecognitionOfExploitation
from sim.rules import detection, recording
from sim.scenarios import Scene
from tests.stand_ins import TODAY, P, area
from tests.worlds import limit

TASK = P.tasking
YEAR = 365.25


def test_children_of_a_line_are_those_from_its_home_and_its_market():
    assert recording.children_of(SimpleNamespace(children_home=3, children_local=4, grown=5)) == 7


def test_unrest_is_the_rate_of_incidents_and_fades():
    """Two incidents a day for long make a rate of two; after a half-life without any, of one."""
    place = area(violent=2, unrest=0.0)
    for _ in range(int(20 * TASK.violence_half_life)):
        place.unrest = recording.unrest(place, P)
    assert place.unrest == pytest.approx(2.0, rel=1e-4)
    place.violent = 0
    for _ in range(int(TASK.violence_half_life)):
        place.unrest = recording.unrest(place, P)
    assert place.unrest == pytest.approx(1.0, rel=1e-4)


@given(recorded=st.floats(0.1, 2.0))
def test_share_of_lines_recorded(recorded):
    counted = min(1.0, P.observation.line_recording_probability * recorded) / (1.0 - P.observation.line_double_count)
    scene, heard = Scene(lines_recorded=recorded), int(P.observation.heard_days)
    assert recording.share_recorded(TODAY - heard, scene, P, TODAY) == int(1000.0 * counted + 0.5)
    assert recording.share_recorded(TODAY - heard - 1, scene, P, TODAY) == 0


def test_where_half_of_the_records_are_second_ones_a_line_has_two():
    p = limit(line_double_count=0.5, line_recording_probability=1.0)
    assert recording.share_recorded(TODAY, Scene(lines_recorded=1.0), p, TODAY) == 2000
    with pytest.raises(ValueError, match="line_double_count"):
        limit(line_double_count=0.95)


@given(count=st.integers(0, 500), activity=st.floats(0.0, 4.0))
def test_recorded_violence_rises_with_activity(count, activity):
    rise = 1.0 + P.observation.recorded_crime_elasticity * (activity - 1.0)
    assert recording.recorded_violence(count, activity, P) == pytest.approx(
        count * P.observation.violence_recorded_share * rise
    )


def test_crime_of_the_day_is_written():
    true = SimpleNamespace(effort_given=0, effort_available=0, violence_to_children=3, violence_between=1)
    written = SimpleNamespace(violence=0, drug_offences=0, arrests_children=2, stops=5)
    recording.write_crime(true, written, P)
    assert written.violence == int(1000.0 * recording.recorded_violence(4, 0.0, P))
    assert written.drug_offences == 7000


@given(scale=st.floats(0.01, 1.0))
def test_cost_of_levers_a_day(scale):
    recognition = RecognitionOfExploitation(training=0.5, information_shared=0.25)
    area = 0.5 * P.cost.cost_training_area_year + 0.25 * P.cost.cost_multiagency_area_year
    assert recording.cost_of_recognition(recognition, scale, P) == pytest.approx(100.0 * area * scale / YEAR, abs=1.0)
    assert (
        recording.cost_of_recognition(RecognitionOfExploitation(), scale, P)
        == recording.cost_of_map(OrganisedCrimeMapping(), scale, P)
        == 0
    )
    for mapping in (
        OrganisedCrimeMapping(coverage=0.5),
        OrganisedCrimeMapping(consistency=0.5),
        OrganisedCrimeMapping(coverage=0.5, consistency=0.3),
    ):
        half = 0.5 * P.cost.cost_mapping_area_year
        assert recording.cost_of_map(mapping, scale, P) == pytest.approx(100.0 * half * scale / YEAR, abs=1.0)
    centre = recording.cost_of_centre(2.0 * TASK.centre_staff, scale, P)
    reading = 1.0 - TASK.centre_operations_share
    assert centre == pytest.approx(100.0 * 2e6 * reading * P.cost.cost_centre_year * scale / YEAR, abs=1.0)
    assert recording.cost_of_centre(0.0, scale, P) == 0


@given(incidents=st.integers(0, 50), held=st.floats(0.0, 1.0), lever=st.floats(0.0, 1.0), contact=st.floats(0.0, 1.0))
def test_interviews_that_a_strategy_adds(incidents, held, lever, contact):
    """As many as close the gap between an area's own practice and all incidents, by the share that the lever closes."""
    place, recognition = SimpleNamespace(interviews=held), RecognitionOfExploitation(return_interviews=lever)
    added = recording.interviews_added(incidents, place, recognition, contact)
    share = detection.share_interviewed(place, recognition, contact) - detection.share_interviewed(
        place, RecognitionOfExploitation(), contact
    )
    assert added == pytest.approx(1000.0 * incidents * share, abs=1.0)


@given(waiting=st.floats(0.0, 5000.0), arrivals=st.integers(0, 50), scale=st.floats(0.01, 1.0))
def test_the_queue_of_referrals(waiting, arrivals, scale):
    decided = P.safeguarding.nrm_capacity_year * scale / YEAR
    assert recording.decisions_a_day(IDLE.nrm_decisions, scale, P) == decided
    assert recording.queue_of_referrals(waiting, arrivals, decided) == pytest.approx(max(0.0, waiting + arrivals - decided))
    usual = decided * P.safeguarding.nrm_final_wait_national
    assert recording.load_of_queue(waiting, usual, 0.3, 4.0) == pytest.approx(min(4.0, max(0.3, waiting / usual)))
    assert recording.load_of_queue(usual, usual, 0.3, 4.0) == pytest.approx(1.0)
