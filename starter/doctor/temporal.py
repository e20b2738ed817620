"""Whether Temporal is there: the server, our search attributes, and workers that poll."""

from settings import Settings
from starter.doctor.checked import Checked
from starter.reach import reach
from starter.readiness import missing

SERVER = "server"
NAMES = {"temporal": SERVER}  # what `/readyz` calls it, which has no part beside it


async def examine(chosen: Settings) -> list[Checked]:
    """Look at everything that `/readyz` looks at."""
    escalations = await reach(chosen)
    faults = await missing(escalations.client)
    if not faults:
        return [Checked("temporal", SERVER, "there, with search attributes and workers")]
    return [
        Checked("temporal", NAMES.get(each.dependency, each.dependency), each.problem, each.remedy)
        for each in faults
    ]
