"""A policy file becomes a `Policy`, or one list of everything that is wrong with it.

First the text (`policy_lines`), then the types (`policy_types`), then the sense (`policy_check`). A
fault of the first two does not hide what the third finds, where the rest can be judged without it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from escalation.finding import Finding, Path, dotted
from escalation.policy import Policy
from escalation.policy_check import check
from integrations import policy_lines, policy_types
from integrations.policy_lines import Fault, Written
from integrations.policy_types import HOLIDAYS_OF

VERSION_DIGITS = 8  # hex digits of the text's hash: two edits of one file do not share a version
NAME_DEPTH = 2  # `rosters.l2`: without a name or its section, whatever refers to it looks wrong

# Takes a calendar as written and gives it back with `country` and `subdivision` replaced by dates
# under `holidays`; raises ValueError that names the field. The edge has it, as it knows the year.
Expand = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class PolicyError:
    """One thing that is wrong: where, what, and what to write instead. Lines count from 1."""

    file: str
    line: int
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}: {place}{self.problem}; {self.remedy}"


class PolicyErrors(Exception):  # noqa: N818 - it is an answer to the operator, not a crash
    """Everything that keeps a file from being used, in the order of its lines."""

    def __init__(self, errors: tuple[PolicyError, ...]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


@dataclass(frozen=True)
class PolicyFile:
    """A policy that can be used, and what may not be meant as written."""

    policy: Policy
    warnings: tuple[PolicyError, ...]


def parse(text: str, filename: str, expand: Expand | None = None) -> Policy:
    """The policy of a file's text. Raises PolicyErrors with all errors at once.

    Its version is the file's own and a hash of the text. Without `expand`, a `country` is an error.
    """
    return read(text, filename, expand).policy


def read(text: str, filename: str, expand: Expand | None = None) -> PolicyFile:
    """As `parse`, with the warnings."""
    written = policy_lines.read(text)
    if written.tree is None:
        raise PolicyErrors(tuple(_errors(filename, written, written.faults)))
    tree, unexpanded = _expanded(written.tree, expand)
    policy, mistyped = policy_types.typed(tree)
    faults = _first_of_each([*written.faults, *unexpanded, *mistyped])
    findings = check(policy) if policy and not faults else _beside(faults, tree, written)
    errors = [*faults, *(f for f in findings if f.is_error)]
    if errors or policy is None:
        raise PolicyErrors(tuple(_errors(filename, written, errors)))
    digest = hashlib.sha256(text.encode()).hexdigest()[:VERSION_DIGITS]
    policy = replace(policy, version=f"{policy.version}+{digest}")
    return PolicyFile(policy, tuple(_errors(filename, written, findings)))


def _errors(filename: str, written: Written, found: Iterable[Finding]) -> list[PolicyError]:
    errors = [
        PolicyError(
            file=filename,
            line=(isinstance(one, Fault) and one.line) or written.line(one.path),
            field=dotted(one.path),
            problem=one.problem,
            remedy=one.remedy,
        )
        for one in found
    ]
    return sorted(errors, key=lambda error: (error.line, error.field))


def _expanded(tree: Any, expand: Expand | None) -> tuple[Any, list[Fault]]:
    """The values with every calendar's `country` replaced by dates, and what hindered it."""
    calendars = tree.get("calendars") if isinstance(tree, dict) else None
    if not isinstance(calendars, dict):
        return tree, []
    dated: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, calendar in calendars.items():
        dated[name] = calendar
        if not isinstance(calendar, dict) or not calendar.keys() & set(HOLIDAYS_OF):
            continue
        try:
            dated[name] = (expand or _nowhere)(calendar)
        except ValueError as error:
            dated[name] = {key: calendar[key] for key in calendar if key not in HOLIDAYS_OF}
            faults.append(policy_types.calendars_own(("calendars", name), str(error)))
    return {**tree, "calendars": dated}, faults


def _nowhere(_: Mapping[str, Any]) -> Mapping[str, Any]:
    raise ValueError("country: cannot be looked up here; write the dates under holidays")


def _first_of_each(faults: Iterable[Fault]) -> list[Fault]:
    """One fault to a place: a value that is not there has no wrong type as well."""
    kept: list[Fault] = []
    for fault in faults:
        if fault.line or fault.path not in [k.path for k in kept]:
            kept.append(fault)
    return kept


def _beside(faults: list[Fault], tree: Any, written: Written) -> list[Finding]:
    """What is found with the faulty values left out, but for what their absence brings about."""
    cut = [_up_to_list(fault.path) for fault in faults]
    if any(len(path) <= NAME_DEPTH for path in cut):
        return []
    policy, _ = policy_types.typed(_without(tree, cut))
    around = {path[:-1] for path in cut}
    return [
        finding
        for finding in (check(policy) if policy else ())
        if not any(finding.path[: len(path)] == path for path in cut)
        and (finding.path in written.lines or finding.path[:-1] not in around)
    ]


def _up_to_list(path: Path) -> Path:
    """A path, cut before its first index: without one item, the others would count wrongly."""
    indexes = [i for i, part in enumerate(path) if isinstance(part, int)]
    return path[: indexes[0]] if indexes else path


def _without(tree: Any, cut: list[Path]) -> Any:
    if not isinstance(tree, dict):
        return tree
    return {
        key: _without(value, [path[1:] for path in cut if path[0] == key and len(path) > 1])
        for key, value in tree.items()
        if (key,) not in cut
    }
