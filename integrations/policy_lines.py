"""A YAML text as plain values, with the line on which each of them stands.

Every scalar stays the text that was written; the policy's own types say later what is a number, a
switch or a date. So nothing is lost to YAML 1.1, in which 09:30 is 570 and `no` is false
(https://yaml.org/type/int.html, https://yaml.org/type/bool.html).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from escalation.finding import Finding, Path

_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}


@dataclass(frozen=True)
class Fault(Finding):
    """What keeps a text from being read; `line` where the path alone does not tell it."""

    line: int | None = None


@dataclass(frozen=True)
class Written:
    """What a text says: texts, lists and mappings; the lines count from 1."""

    tree: Any
    lines: Mapping[Path, int]
    faults: tuple[Fault, ...]

    def line(self, path: Path) -> int:
        """Where a path stands, or else the nearest thing around it that does."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def read(text: str) -> Written:
    """Read one YAML document. A text that is no YAML gives a Written of its one fault."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = ", ".join(filter(None, [error.context, error.problem]))
        return _unreadable(f"is no YAML: {said}", mark.line + 1 if mark else 1)
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        return _unreadable("is no YAML: a character that cannot be printed stands here", line)
    except RecursionError:
        return _unreadable("is nested too deep to be a policy", 1)
    if node is None:
        return _unreadable("is empty", 1)
    walk = _Walk()
    return Written(walk.value(node, ()), walk.lines, tuple(walk.faults))


def _unreadable(problem: str, line: int) -> Written:
    remedy = "look at colons, quotes and indents near this line"
    return Written(None, {(): 1}, (Fault((), problem, remedy, line=line),))


class _Loader(yaml.BaseLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        # An alias may hold itself, or make a short text endlessly long.
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="an alias (*name) is not read", problem_mark=mark)
        return super().compose_node(parent, index)


class _Walk:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {(): 1}
        self.faults: list[Fault] = []

    def value(self, node: yaml.Node, path: Path) -> Any:
        if node.tag not in _PLAIN_TAGS:
            self._fault(path, f"the tag {node.tag} means nothing here", "leave the tag out")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*path, i)) for i, item in enumerate(node.value)]
        # To YAML, what follows in `channel: #support` is a comment.
        if isinstance(node, yaml.ScalarNode) and not node.value and node.style is None:
            remedy = 'write one, in quotes if it begins with "#", or leave the key out'
            self._fault(path, "has no value", remedy)
        return node.value

    def _item(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        return self.value(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._fault(path, "has a key that is no word", "write a word", line)
                continue
            at = (*path, key.value)
            if key.value in values:
                self._fault(at, f"stands twice, first on line {self.lines[at]}", "keep one", line)
                continue
            self.lines[at] = line
            values[key.value] = self.value(value, at)
        return values

    def _fault(self, path: Path, problem: str, remedy: str, line: int | None = None) -> None:
        self.faults.append(Fault(path, problem, remedy, line=line))
