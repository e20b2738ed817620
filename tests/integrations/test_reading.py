"""Reading at the edge: language, mood, and a kind that was learnt."""

from dataclasses import dataclass

import pytest

from escalation.triage.words import Kind, Sign
from integrations.reading import mood
from integrations.reading.language import language
from integrations.reading.mood import Vader
from integrations.reading.reader import Reader

LANGUAGES = {
    "en": ["I cannot log in", "dark mode pls", "Your invoice is wrong, please correct it", "wow!"],
    "de": ["Ich kann mich nicht anmelden", "Die Rechnung ist falsch", "Niemand hier kann arbeiten"],
    "fr": ["Je n'arrive pas à me connecter", "La facture est fausse", "Notre site ne marche plus"],
    "es": ["No puedo entrar en mi cuenta", "La factura es incorrecta", "Nuestro sitio no funciona"],
    "it": ["Non riesco ad accedere al mio account", "La fattura è sbagliata"],
    "pt": ["Não consigo entrar na minha conta", "A fatura está errada"],
    "nl": ["Ik kan niet inloggen op mijn account", "De factuur klopt niet"],
    "pl": ["Nie mogę się zalogować na moje konto", "Faktura jest błędna"],
    "sv": ["Jag kan inte logga in på mitt konto"],
    "da": ["Jeg kan ikke logge ind på min konto"],
    "tr": ["Bu fatura için yardım var mı"],
    "ru": ["Не могу войти в аккаунт"],
    "ja": ["ログインできません。助けてください"],
    "zh": ["我无法登录我的帐户"],
    "ko": ["로그인할 수 없습니다"],
    "ar": ["لا أستطيع تسجيل الدخول"],
    "": ["", "...", "12345", "Bagaimana cara mengubah kata sandi akun saya", "Đăng nhập"],
}


@pytest.mark.parametrize(
    ("told", "text"), [(told, text) for told, texts in LANGUAGES.items() for text in texts]
)
def test_the_language_of_a_line(told, text):
    assert language(text) == told


@pytest.mark.parametrize(
    ("text", "told"), [("the de", "en"), ("de the", "en"), ("de thé the", ""), ("is niet", "nl")]
)
def test_a_tie_is_english_only_in_plain_letters(text, told):
    assert language(text) == told


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Great support, thank you!", "Terrible support"),
        ("The export works, thanks", "The export crashes again"),
        ("It is fast and reliable", "It is slow and useless"),
        ("Please help", "I want a refund"),
    ],
)
def test_a_better_mood_scores_higher(better, worse):
    vader = Vader()
    assert vader.score(better) > vader.score(worse)


@pytest.mark.parametrize("text", ["Please help", "support", "security", "urgent", ""])
def test_asking_is_no_mood(text):
    assert Vader().score(text) == 0


@pytest.mark.parametrize(
    "word", ["Have a nice day!", "Kind regards", "Thanks in advance", "Dear Sam"]
)
def test_pleasantries_are_no_mood(word):
    vader = Vader()
    assert vader.score(f"The export crashes. {word}") == vader.score("The export crashes.")


def test_only_the_beginning_is_scored():
    calm = "The list is long. " * mood.SENTENCES_MAX
    assert Vader().score(f"{calm} This is terrible.") == 0
    assert Vader().score("x" * mood.CHARS_MAX + " terrible") == 0
    assert Vader().score(f"This is terrible. {calm}") < 0


def test_two_readers_do_not_share_a_lexicon():
    assert Vader().score("useless") == Vader().score("useless") < 0


READER = Reader()


def test_english_has_a_mood():
    reading = READER.read("Your support is terrible, I want to speak to a person")
    assert reading.language == "en"
    assert reading.sentiment is not None
    assert reading.sentiment < 0
    assert reading.found(Sign.WANTS_HUMAN)


def test_no_score_is_better_than_a_wrong_one():
    german = READER.read("Die Rechnung war fatal, und die Wartezeit ist brutal")
    unknown = READER.read("Bagaimana cara mengubah kata sandi akun fatal saya")
    assert (german.language, german.sentiment) == ("de", None)
    assert (unknown.language, unknown.sentiment) == ("", None)


def test_an_outage_is_a_sign_and_no_mood():
    reading = READER.read("URGENT!!! Production is down")
    assert reading.found(Sign.OUTAGE)
    assert reading.sentiment == 0


@dataclass(frozen=True)
class Fixed:
    """A model that always says the same."""

    told: Kind
    confidence: float
    name: str = "fixed"

    def kind(self, text: str) -> tuple[Kind, float, tuple[str, ...]]:
        return self.told, self.confidence, ("because",)


def test_a_learnt_kind_comes_first():
    reading = Reader(model=Fixed(Kind.FEATURE, 0.9)).read("The export crashes")
    assert (reading.kind, reading.kind_by) == (Kind.FEATURE, "fixed")
    assert (reading.confidence, reading.because) == (0.9, ("because",))


def test_a_model_that_cannot_tell_leaves_it_to_the_key_words():
    reading = Reader(model=Fixed(Kind.OTHER, 0.0)).read("The export crashes")
    assert (reading.kind, reading.kind_by) == (Kind.BUG, "rules")


def test_a_model_is_not_asked_in_another_language():
    reading = Reader(model=Fixed(Kind.FEATURE, 0.9)).read("Mein Konto wurde gehackt und ist leer")
    assert (reading.kind, reading.kind_by) == (Kind.SECURITY, "rules")


def test_a_model_does_not_change_the_signs():
    reading = Reader(model=Fixed(Kind.FEATURE, 0.9)).read("My account has been hacked")
    assert reading.found(Sign.SECURITY)


@dataclass(frozen=True)
class Sunny:
    """A mood that is always good."""

    def score(self, text: str) -> float:
        return 1.0


def test_another_mood_can_be_plugged_in():
    assert Reader(sentiment=Sunny()).read("This is terrible").sentiment == 1.0
