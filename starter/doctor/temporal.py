"""Whether Temporal is there: the server, our search attributes, and workers that poll."""

from settings import Settings
from starter.doctor.checked import Checked
from starter.reach import reach
from starter.readiness import missing


async def examine(chosen: Settings) -> list[Checked]:
    """Look at everything that `/readyz` looks at."""
    escalations = await reach(chosen)
    faults = await missing(escalations.client)
    if not faults:
        return [Checked("temporal", "server", "there, with search attributes and workers")]
    return [Checked("temporal", each.dependency, each.problem, each.remedy) for each in faults]
