"""Says in Slack what a batch asks for: living messages, thread entries, alarms, answers.

Every message is posted under a key, so that one whose answer was lost is found instead of sent
again. An answer to one person is the exception: Slack keeps no trace of it. Answers go last, and
the one that is under way when a worker dies may be seen twice.
"""

import asyncio
from weakref import WeakValueDictionary

from temporalio import activity

from activities.batches import SLACK_DELIVER, Delivered, SlackBatch
from activities.failure import attempt, settled
from activities.line import in_line, is_unsent
from activities.saying import Saying, Workspace
from escalation.actions import Alarm, Answer


class SlackActivities:
    """Deliveries to one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._at_work: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @activity.defn(name=SLACK_DELIVER)
    async def deliver(self, batch: SlackBatch) -> Delivered:
        """Make the living messages true and say what is new. Raises ApplicationError to retry."""
        # A try that the server gave up on, as no heartbeat reached it, may still be at it.
        alone = self._at_work.setdefault(batch.key, asyncio.Lock())
        async with attempt(self._workspace.now), in_line(self._workspace.pace) as ticket, alone:
            saying = Saying(self._workspace, batch, ticket, batch.is_repeat or not is_unsent())
            outcomes = [o for place in batch.channels for o in await saying.tell(place)]
            alarms = [effect for effect in batch.effects if isinstance(effect, Alarm)]
            outcomes += [await settled(a.effect, saying.alarm(a)) for a in alarms]
            answers = [effect for effect in batch.effects if isinstance(effect, Answer)]
            outcomes += [await settled(a.effect, saying.answer(a)) for a in answers]
        return Delivered(tuple(outcomes))
