"""One cause on the real server: proposed, joined by each, fixed once, told to every customer."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.worker import Replayer

from escalation.actions import Button, Channel, CommentIssue, FollowIssue, OpenIssue, Tell
from escalation.alike import Alike
from escalation.model import Escalation
from escalation.policy import ProblemRules
from escalation.problem import Problem
from escalation.terms import Severity, Status, Tier
from starter.escalations import Escalations
from tests.policies import QUIET
from tests.workflows.desk import CONTEXT, Desk, monday
from workflows import options
from workflows.converter import our_converter
from workflows.problem import ProblemWorkflow
from workflows.problem_start import ProblemStart
from workflows.registered import WORKFLOWS
from workflows.runner import workflow_runner

pytestmark = pytest.mark.server

RULES = ProblemRules(proposes=True, customers=3, tier=Tier.ENGINEERING)
CUSTOMERS = {"zendesk-501": "acme", "zendesk-502": "globex", "zendesk-503": "initech"}
CAUSE = "problem-zendesk-501"


@pytest.fixture
def cause(desk: Desk) -> Desk:
    """A desk where what is alike is proposed, and everybody is a customer of their own."""
    desk.policy = replace(QUIET, version="causes", problems=RULES, ledger=True)
    desk.recorder.context = replace(CONTEXT, organization="")
    return desk


async def opened(desk: Desk, id_: str, *alike: str) -> None:
    """An escalation at engineering that looks like others."""
    others = (Alike(other, CUSTOMERS[other], 0.71, monday(9)) for other in alike)
    desk.recorder.alike = tuple(others)
    fields = {"tier": "engineering", "severity": "high", "customer": CUSTOMERS[id_]}
    await desk.open(id_, monday(9, len(alike)), ticket={"subject": "Export is empty"}, **fields)
    await desk.living(id_)
    await desk.settled(id_)


async def joined(desk: Desk) -> None:
    """Three customers, each linked by the people who have it."""
    for n, id_ in enumerate(CUSTOMERS):
        await opened(desk, id_, *list(CUSTOMERS)[:n])
    await desk.send("zendesk-502", monday(10), "link_problem")
    for id_ in ("zendesk-501", "zendesk-503"):
        await until(desk, id_, "Same cause?")
        await desk.send(id_, monday(10, 5), "link_problem")
    await until(desk, CAUSE, "3 customers, one cause")


async def until(desk: Desk, id_: str, text: str) -> Escalation:
    """The state once it tells of something."""
    for _ in range(200):
        e = await desk.living(id_)
        if any(text in line.text for line in e.history):
            return await desk.settled(id_)
        await asyncio.sleep(0.05)
    raise AssertionError(f"{id_} never told {text!r}: {[line.text for line in e.history]}")


def told(desk: Desk, text: str) -> list[Tell]:
    tells = [e for e in desk.recorder.effects(Channel.SLACK) if isinstance(e, Tell)]
    return [tell for tell in tells if text in tell.text]


async def test_what_looks_alike_is_proposed_and_each_decides_for_itself(cause: Desk) -> None:
    await opened(cause, "zendesk-501")
    await opened(cause, "zendesk-502", "zendesk-501")
    (asked,) = told(cause, "Same cause?")
    assert asked.text == "Looks like zendesk-501 (acme): 0.71 alike. Same cause?"
    assert asked.buttons == (Button.SAME_CAUSE,)
    assert (await cause.state("zendesk-502")).problem == ""

    await cause.send("zendesk-502", monday(10), "link_problem", actor="a-engineering")
    other = await until(cause, "zendesk-501", "Same cause?")
    assert (await cause.state("zendesk-502")).problem == CAUSE
    assert other.problem == ""  # nobody has said so there
    assert other.history[-1].text == (
        f"a-engineering put zendesk-502 (globex) down to {CAUSE}: 0.71 alike. Same cause?"
    )
    problem = await until(cause, CAUSE, "zendesk-502 (globex) joined")
    (why,) = await Escalations(cause.client, cause.policy).explain(CAUSE)
    assert why["because"][0] == "1 wait; 3 customers within 72h make it worked on"
    assert problem.status == Status.WATCHING
    assert not told(cause, "one cause")


async def test_three_customers_one_issue_one_fix_and_three_are_told(cause: Desk) -> None:
    await joined(cause)
    for id_ in CUSTOMERS:
        await until(cause, id_, "linked it to the issue of them all")
    linear = cause.recorder.effects(Channel.LINEAR)
    titles = [e.title for e in linear if isinstance(e, OpenIssue)]
    assert titles == ["Export is empty"] * 3 + ["Export is empty (3 customers)"]
    assert len([e for e in linear if isinstance(e, FollowIssue)]) == 3

    handle = cause.client.get_workflow_handle(CAUSE)
    resolve = {"type": "resolve", "escalation": CAUSE, "resolution": "more memory"}
    receipt = await handle.execute_update("command", resolve)
    assert (receipt["status"], receipt["escalation"]) == ("resolved", CAUSE)
    for id_ in CUSTOMERS:
        e = await until(cause, id_, f"{CAUSE} is fixed: more memory")
        assert e.status == Status.UNACKNOWLEDGED  # its own way goes on
        assert e.issue
        assert (e.issue.identifier, e.issue.state) == ("ENG-2", "completed")
    drafts = told(cause, "Next step: tell the customer")
    assert [d.buttons for d in drafts] == [(Button.UPDATE_CUSTOMER, Button.RESOLVE)] * 3

    for id_ in CUSTOMERS:
        await cause.send(id_, monday(12), "resolve", resolution="more memory")
        await cause.send(id_, monday(13), "confirm", actor="customer")
    end: Escalation = await cause.client.get_workflow_handle(CAUSE, result_type=Escalation).result()
    assert (end.status, end.ending) == (Status.CLOSED, "nobody waits for it")
    assert any(isinstance(e, CommentIssue) for e in cause.recorder.effects(Channel.LINEAR))
    await replays(cause, CAUSE, *CUSTOMERS)


async def replays(desk: Desk, *ids: str) -> None:
    """What they lived through comes to the same on a worker that takes them over."""
    replayer = Replayer(
        workflows=WORKFLOWS, workflow_runner=workflow_runner(), data_converter=our_converter()
    )
    for id_ in ids:
        history = await desk.client.get_workflow_handle(id_).fetch_history()
        await replayer.replay_workflow(history)


async def test_a_raise_reaches_the_problem_and_whoever_leaves_is_told_no_more(cause: Desk) -> None:
    await joined(cause)
    await cause.send("zendesk-502", monday(11), "set_severity", severity="critical", reason="down")
    raised = await until(cause, CAUSE, "zendesk-502 (globex) makes it critical")
    assert raised.severity == Severity.CRITICAL
    await cause.send("zendesk-503", monday(11, 5), "link_problem", problem="none")
    await until(cause, CAUSE, "zendesk-503 (initech) left: 2 still open")
    problem: Problem = await cause.client.get_workflow_handle(CAUSE).query(ProblemWorkflow.problem)
    assert [m.escalation for m in problem.members] == [
        "zendesk-502",
        "zendesk-501",
    ]  # as they joined


async def test_done_in_linear_reaches_it_and_what_it_refuses_says_why(cause: Desk) -> None:
    await joined(cause)
    handle = cause.client.get_workflow_handle(CAUSE)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update("command", {"type": "confirm", "escalation": CAUSE})
    assert "not possible for a problem while working" in str(refused.value.cause)
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "Refused"
    issue = "00000000-0000-4000-8000-000000000002"
    done = {"type": "issue_changed", "escalation": CAUSE, "issue": issue, "state": "completed"}
    await handle.signal("deliver", [done, {"type": "nonsense"}])
    fixed = await until(cause, CAUSE, "A command could not be read")
    assert fixed.status == Status.RESOLVED
    await until(cause, "zendesk-503", f"{CAUSE} is fixed: ENG-2 is done")


def word(id_: str, state: str = "joined", **fields: Any) -> dict[str, str]:
    return {
        "escalation": id_,
        "customer": CUSTOMERS[id_],
        "title": "Export is empty",
        "severity": "high",
        "ticket_url": "",
        "at": monday(9).isoformat(),
        "state": state,
        **fields,
    }


async def started(desk: Desk, *more: dict[str, str], roll_at: int = 0) -> Any:
    start = ProblemStart(desk.policy, told=(word("zendesk-501"), *more), roll_at=roll_at)
    queue = options.WORKFLOW_QUEUE
    return await desk.client.start_workflow(
        ProblemWorkflow.run, start, id=CAUSE, task_queue=queue, result_type=Escalation
    )


async def test_a_long_run_is_carried_on_with_everybody_in_it(cause: Desk) -> None:
    handle = await started(cause, roll_at=20)
    first = (await handle.describe()).run_id
    for id_ in ("zendesk-502", "zendesk-503"):
        await handle.signal("member", word(id_))
    await until(cause, CAUSE, "3 customers, one cause")
    for n in range(12):
        note = {"type": "note", "escalation": CAUSE, "text": f"note {n}"}
        await handle.signal("deliver", note)
        await asyncio.sleep(0.05)
    e = await until(cause, CAUSE, "note 11")
    assert (await cause.client.get_workflow_handle(CAUSE).describe()).run_id != first
    assert e.issue
    assert e.issue.identifier == "ENG-2"
    titles = [x.title for x in cause.recorder.effects(Channel.LINEAR) if isinstance(x, OpenIssue)]
    assert titles == ["Export is empty (3 customers)"]


async def test_a_cause_that_comes_back_while_it_ends_begins_anew(cause: Desk) -> None:
    handle = await started(cause)
    await cause.settled(CAUSE)
    await handle.signal("member", {"escalation": "zendesk-9"})  # nothing that can be read
    await handle.signal("deliver", {"type": "close", "escalation": CAUSE})
    await handle.signal("member", word("zendesk-502"))
    for _ in range(100):
        e = await cause.living(CAUSE)
        if e.status == Status.WATCHING and "globex" in e.came:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(e)


async def test_who_leaves_what_has_ended_begins_nothing(cause: Desk) -> None:
    handle = await started(cause, word("zendesk-501", "closed"), word("zendesk-502", "left"))
    end: Escalation = await asyncio.wait_for(handle.result(), timeout=10)
    assert end.status == Status.CLOSED
