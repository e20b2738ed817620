"""Teaching: the model that is written answers as scikit-learn does, and knows how good it is."""

from pathlib import Path

import numpy as np
import pytest

from bench import quality_learning
from escalation.triage.learnt import EXPLAINING_MAX
from escalation.triage.learnt_words import PARTS, hear
from escalation.triage.words import Kind
from integrations.learning import model_file, teaching
from integrations.learning.rows import Labelled
from integrations.learning.unusable import Unusable
from tests.integrations import labelled

FILE = "rows.csv"


def silent(_: str) -> None:
    """Nobody listens."""


def of(tickets: list[tuple[str, str, str]]) -> Labelled:
    texts = [f"{subject}\n{body}".strip() for subject, body, _ in tickets]
    return Labelled(texts=texts, kinds=[Kind(kind) for *_, kind in tickets])


@pytest.fixture(scope="module")
def taught() -> model_file.ModelFile:
    return teaching.teach(FILE, of(labelled.tickets(300)), "kinds", silent)


@pytest.mark.parametrize("kinds", [set(Kind), {"bug", "feature"}])
def test_asked_without_scikit_learn_it_answers_as_with_it(kinds: set[str]):
    tickets = [one for one in labelled.tickets(300) if one[2] in kinds]
    known = of(tickets)
    heard = [hear(text) for text in known.texts]
    fitted = teaching.pipeline(heard).fit(heard, list(map(str, known.kinds)))
    learnt = teaching.teach(FILE, known, "kinds", silent)
    asked = of(labelled.tickets(200, seed=2)).texts
    tempered = fitted.predict_log_proba([hear(text) for text in asked]) / learnt.temperature
    wanted = np.exp(tempered) / np.exp(tempered).sum(axis=1, keepdims=True)
    model = learnt.model()
    assert list(map(str, model.kinds)) == list(fitted.classes_)
    likely = np.array([list(model.likely(text).values()) for text in asked])
    assert np.abs(likely - wanted).max() < 0.005  # what the rounding of the file changes
    clear = np.ptp(wanted, axis=1) > 0.01
    said = np.array([str(model.kind(text)[0]) for text in asked])
    assert (said == fitted.classes_[wanted.argmax(axis=1)])[clear].all()


def test_it_tells_what_was_made_up_and_says_why(taught: model_file.ModelFile):
    kind, confidence, because = taught.model().kind("How to use webhooks?\nI want them.")
    assert kind is Kind.QUESTION
    assert confidence > 0.8
    assert because[0] in {"i", "i want", "how to"}
    assert len(because) == EXPLAINING_MAX
    assert "how" in taught.telling()[Kind.QUESTION]


def test_its_examination_holds_for_tickets_it_never_saw(taught: model_file.ModelFile):
    asked = of(labelled.tickets(600, seed=3))
    model = taught.model()
    told = [model.kind(text) for text in asked.texts]
    right = [said[0] == kind for said, kind in zip(told, asked.kinds, strict=True)]
    assert sum(right) / len(right) == pytest.approx(taught.examination.accuracy, abs=0.04)
    assert taught.examination.kinds.keys() == taught.kinds.keys()
    assert taught.examination.macro_f1 == pytest.approx(
        np.mean([one.f1 for one in taught.examination.kinds.values()]), abs=0.001
    )
    sure = [one.share for one in taught.examination.sure]
    assert sure == sorted(sure, reverse=True)


def test_the_same_rows_make_the_same_file(taught: model_file.ModelFile):
    again = teaching.teach(FILE, of(labelled.tickets(300)), "kinds", silent)
    assert model_file.text(again) == model_file.text(taught)


def test_the_number_of_terms_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(teaching, "TERMS_MAX", 7)
    learnt = teaching.teach(FILE, of(labelled.tickets(90)), "kinds", silent)
    assert {part: len(terms) for part, terms in learnt.terms.items()} == dict.fromkeys(PARTS, 7)


def test_subjects_alone_can_be_learnt_from():
    tickets = [(subject, "", kind) for subject, _, kind in labelled.tickets(90)]
    learnt = teaching.teach(FILE, of(tickets), "kinds", silent)
    assert (learnt.terms["opening"], learnt.terms["body"]) == ({}, {})
    assert learnt.model().kind("How to use sync?")[0] is Kind.QUESTION


def test_its_progress_is_told():
    told: list[str] = []
    few = [*labelled.tickets(30), *[(f"Our bill {i}", "", "billing") for i in range(3)]]
    learnt = teaching.teach(FILE, of(few), "kinds", told.append)
    assert learnt.examination.folds == 3  # as many as the rarest kind has rows
    assert told == [*(f"examining, {i} of 3" for i in (1, 2, 3)), "learning from every row"]


@pytest.mark.parametrize(
    ("tickets", "said"),
    [
        ([], "rows.csv: kind: two kinds are the least (there is none); label more rows"),
        ([("A b", "", "bug")] * 3, "two kinds are the least (there is only bug)"),
        (
            [("A", "", "bug"), ("B", "", "bug"), ("C", "", "billing")],
            "billing has one row, and cannot be examined; label more rows as billing, or leave",
        ),
        (
            [(f"{i}", "", kind) for kind in ("bug", "question") for i in range(4)],
            "too little is said: no word stands in two texts",
        ),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(tickets: list[tuple[str, str, str]], said: str):
    with pytest.raises(Unusable) as refused:
        teaching.teach(FILE, of(tickets), "kinds", silent)
    assert said in str(refused.value)


def test_what_was_learnt_of_120_real_requests_holds_for_others(shared: Path):
    (learnt,) = quality_learning.rows(shared)
    assert learnt.ours >= learnt.wanted > learnt.baseline
