"""The file of a learnt model: JSON that a person can read, and a diff can show.

First what it was learnt from and how well it does, then a line for each term: its rarity, and its
weight for each kind in the order of `kinds`. Numbers are rounded; the same rows make the same file.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
    model_validator,
)

from escalation.triage.learnt import LearntModel, Term
from escalation.triage.learnt_words import PARTS
from escalation.triage.words import Kind
from integrations.learning.unusable import Unusable

FORMAT = 1
BYTES_MAX = 16 * 1024 * 1024
DIGITS = 3  # of a weight: what this changes is less than a percent of confidence
TELLING_MAX = 8  # terms that are shown for a kind: they fit into a line
_ANEW = "learn it anew: handrail triage learn FILE.csv -o MODEL"

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[FiniteFloat, Field(gt=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measured(_Part):
    """How well one kind is told: of those said to be it, of those that are it, and both in one."""

    precision: Share
    recall: Share
    f1: Share


class Sure(_Part):
    """Of all texts, the share told with at least `confidence`, and how many of those were right."""

    confidence: Share
    share: Share
    right: Share


class Examination(_Part):
    """What cross-validation found: each text was told by a model that had not seen it.

    `off` is how far confidence and truth lie apart (expected calibration error, ten bins).
    """

    folds: Annotated[int, Field(ge=2)]
    macro_f1: Share
    accuracy: Share
    off: Share
    kinds: dict[Kind, Measured]
    sure: tuple[Sure, ...]


class ModelFile(_Part):
    """Everything in the file; `kinds` counts the rows of each, `when` is there if it was told."""

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)] = FORMAT
    name: Annotated[str, Field(min_length=1)]
    when: AwareDatetime | None = None
    kinds: Annotated[dict[Kind, Annotated[int, Field(ge=1)]], Field(min_length=2)]
    examination: Examination
    temperature: Positive
    bias: tuple[FiniteFloat, ...]
    terms: dict[str, dict[str, tuple[FiniteFloat, ...]]]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """Each number has its kind, or scoring would find out."""
        if self.terms.keys() != PARTS.keys():
            raise ValueError(f"terms are of {', '.join(PARTS)}, each once")
        if len(self.bias) != len(self.kinds):
            raise ValueError("bias has a number for each of kinds")
        for part, terms in self.terms.items():
            for said, numbers in terms.items():
                if len(numbers) != len(self.kinds) + 1 or numbers[0] <= 0:
                    raise ValueError(f"terms.{part}.{said}: its rarity, then one for each of kinds")
        return self

    def model(self) -> LearntModel:
        """What can be asked."""
        terms = {
            part: {said: Term(rarity, tuple(w)) for said, (rarity, *w) in terms.items()}
            for part, terms in self.terms.items()
        }
        return LearntModel(self.name, tuple(self.kinds), terms, self.bias, self.temperature)

    def telling(self) -> dict[Kind, tuple[str, ...]]:
        """The terms that speak most for each kind against the others, strongest first."""
        speaks: dict[Kind, Counter[str]] = {kind: Counter() for kind in self.kinds}
        for terms in self.terms.values():
            for said, (_, *weights) in terms.items():
                mean = sum(weights) / len(weights)
                for kind, weight in zip(self.kinds, weights, strict=True):
                    speaks[kind][said] += weight - mean  # type: ignore[assignment]
        return {
            kind: tuple(said for said, _ in found.most_common(TELLING_MAX))
            for kind, found in speaks.items()
        }


def write(path: Path, learnt: ModelFile) -> None:
    """Write a model; a reader meets the old file or the new one. Raises OSError."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text(learnt), encoding="utf-8")
    beside.replace(path)


def text(learnt: ModelFile) -> str:
    """The file's text, a line for each term, in the order of the alphabet."""
    head = learnt.model_dump(mode="json", exclude={"terms"}, exclude_none=True)
    parts = ",\n".join(f"  {json.dumps(p)}: {_lines(t)}" for p, t in learnt.terms.items())
    opening = json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")
    return f'{opening},\n "terms": {{\n{parts}\n }}\n}}\n'


def _lines(terms: dict[str, tuple[float, ...]]) -> str:
    lines = ",\n".join(
        f"   {json.dumps(said, ensure_ascii=False)}: {json.dumps(terms[said])}"
        for said in sorted(terms)
    )
    return f"{{\n{lines}\n  }}"


def read(path: Path) -> LearntModel:
    """The model of a file. Raises Unusable, which names the field, and OSError."""
    if path.stat().st_size > BYTES_MAX:
        raise Unusable(path, "", f"it is larger than {BYTES_MAX >> 20} MiB", _ANEW)
    try:
        said = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:  # not JSON, not UTF-8, or a trap
        raise Unusable(path, "", f"it is no learnt model ({error})", _ANEW) from error
    _is_ours(path, said)
    try:
        return ModelFile.model_validate(said).model()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Unusable(path, where, first["msg"], _ANEW) from error


def _is_ours(path: Path, said: Any) -> None:
    version = said.get("format") if isinstance(said, dict) else None
    if not isinstance(version, int):
        raise Unusable(path, "format", "it is no learnt model", _ANEW)
    if version > FORMAT:
        problem = f"format {version} is newer than this Handrail reads ({FORMAT})"
        raise Unusable(path, "format", problem, f"upgrade Handrail, or {_ANEW}")
