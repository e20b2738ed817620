"""Every workflow that a worker runs."""

from workflows.digest import DigestWorkflow
from workflows.escalation import EscalationWorkflow
from workflows.problem import ProblemWorkflow
from workflows.problem_begin import BeginProblemWorkflow
from workflows.reconcile import ReconcileWorkflow
from workflows.recurring import RecurringWorkflow

WORKFLOWS: list[type] = [
    EscalationWorkflow,
    ProblemWorkflow,
    BeginProblemWorkflow,
    DigestWorkflow,
    ReconcileWorkflow,
    RecurringWorkflow,
]
