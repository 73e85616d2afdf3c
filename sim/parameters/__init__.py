"""Every uncertain number of the world with its evidence, in groups, and the switches of its structure."""

from typing import NamedTuple

from sim.parameters.care import Care
from sim.parameters.cost import Cost
from sim.parameters.network.aftermath import Aftermath
from sim.parameters.network.control import Control
from sim.parameters.network.grooming import Grooming
from sim.parameters.network.groups import Groups
from sim.parameters.network.supply import Supply
from sim.parameters.observation import Observation
from sim.parameters.police.detection import Detection
from sim.parameters.police.intelligence import Intelligence
from sim.parameters.police.justice import Justice
from sim.parameters.police.operations import Operations
from sim.parameters.police.tasking import Tasking
from sim.parameters.safeguarding import Safeguarding
from sim.parameters.structure import Structure


class Parameters(NamedTuple):
    """The parameters of one world: best values unless changed with `sim.evidence.changed`."""

    supply: Supply = Supply()
    groups: Groups = Groups()
    grooming: Grooming = Grooming()
    control: Control = Control()
    detection: Detection = Detection()
    intelligence: Intelligence = Intelligence()
    tasking: Tasking = Tasking()
    operations: Operations = Operations()
    justice: Justice = Justice()
    safeguarding: Safeguarding = Safeguarding()
    care: Care = Care()
    aftermath: Aftermath = Aftermath()
    observation: Observation = Observation()
    cost: Cost = Cost()
    structure: Structure = Structure()
