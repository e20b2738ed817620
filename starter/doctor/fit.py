"""Whether what the policy names of the helpdesks is there: groups and fields.

One policy serves all helpdesks, and each has its own groups and fields: a name is a fault when none
of those that answered knows it.
"""

from collections.abc import Iterable, Sequence

from escalation.policy import Policy
from starter.doctor.checked import Checked
from starter.doctor.vendor import Seen

PART = "policy"


def fit(policy: Policy, helpdesks: Sequence[Seen]) -> list[Checked]:
    """Judge every group and every field that the policy names."""
    return [*_groups(policy, helpdesks), *_fields(policy, helpdesks)]


def _groups(policy: Policy, helpdesks: Sequence[Seen]) -> Iterable[Checked]:
    known = {s.part: {*s.groups, *s.groups.values()} for s in helpdesks if s.groups is not None}
    remedy = "correct `groups` of the policy, or make the group there"
    return _judged("group", policy.groups, known, remedy)


def _fields(policy: Policy, helpdesks: Sequence[Seen]) -> Iterable[Checked]:
    named = [name for names in policy.helpdesk.fields.values() for name in names]
    known = {s.part: set(s.fields) for s in helpdesks if s.fields is not None}
    remedy = "correct `helpdesk.fields` of the policy, or make the field there"
    return _judged("field", named, known, remedy)


def _judged(
    kind: str, named: Iterable[str], known: dict[str, set[str]], remedy: str
) -> Iterable[Checked]:
    if not known:
        return
    for name in dict.fromkeys(named):
        where = [part for part, names in known.items() if name in names]
        subject = f"{kind} {name}"
        if where:
            yield Checked(PART, subject, f"is in {', '.join(where)}")
        else:
            yield Checked(PART, subject, f"is not in {', '.join(known)}", remedy)
