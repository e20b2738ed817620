"""The same said in other words: what strangers write, and what only sounds like it."""

import pytest

from escalation.triage.reading import read
from escalation.triage.words import Sign

MEANT = [
    (Sign.SECURITY, "I opened the app and saw another patient's results under my name."),
    (Sign.SECURITY, "There were several logins from Perth at 3 am, we are all in Leeds."),
    (Sign.SECURITY, "An intern committed our access token to a public repo."),
    (Sign.SECURITY, "My recovery email was changed to some address at gmail."),
    (Sign.SECURITY, "Google has indexed our salary list."),
    (Sign.SECURITY, "A contractor who left in May still has access to the ledger."),
    (Sign.SECURITY, "People get mails with a page that looks exactly like yours."),
    (Sign.SECURITY, "Our whole client list is for sale on the dark web."),
    (Sign.WANTS_HUMAN, "Is anybody alive at your end?"),
    (Sign.WANTS_HUMAN, "Put me through to whoever is in charge tonight."),
    (Sign.WANTS_HUMAN, "I need somebody senior to own this."),
    (Sign.WANTS_HUMAN, "Please phone me today, my number is on file."),
    (Sign.WANTS_HUMAN, "No more bots please."),
    (Sign.COMPLAINT, "This is the fourth time I have explained the same thing."),
    (Sign.COMPLAINT, "I was passed from one department to the next."),
    (Sign.COMPLAINT, "You promised us a call on Monday."),
    (Sign.COMPLAINT, "Your colleague laughed at me."),
    (Sign.COMPLAINT, "Three weeks and still no answer from your team."),
    (Sign.COMPLAINT, "I wish to express my displeasure."),
    (Sign.ANGRY, "You lot are crooks."),
    (Sign.ANGRY, "What the hell is this piece of junk"),
    (Sign.CHURN, "One more week and we will cancel our subscription."),
    (Sign.CHURN, "We are taking our business somewhere else."),
    (Sign.CHURN, "We won't be renewing in autumn."),
    (Sign.CHURN, "We started a trial: comparing alternatives now."),
    (Sign.LEGAL, "You will hear from my solicitor."),
    (Sign.LEGAL, "Our client reserves all rights."),
    (Sign.LEGAL, "I have complained to the ombudsman."),
    (Sign.PRESS, "This will go viral, I promise you."),
    (Sign.PRESS, "I'll put every word of it on Trustpilot."),
    (Sign.PRESS, "People deserve to know how you work."),
    (Sign.OUTAGE, "None of our tills can connect, six shops, cash only."),
    (Sign.OUTAGE, "The whole network is dead since eight."),
    (Sign.OUTAGE, "The API returns 503 for every call."),
    (Sign.DATA_LOSS, "Two years of notes, gone."),
    (Sign.DATA_LOSS, "The sync overwrote all our prices."),
    (Sign.DATA_LOSS, "The entries can't be recovered."),
    (Sign.DISPUTE, "The invoice is higher than agreed."),
    (Sign.DISPUTE, "You still charge me although I left in March."),
    (Sign.DISPUTE, "Please reverse the late fee."),
]
NOT_MEANT = [
    (Sign.SECURITY, "How can I share my calendar with another user?"),
    (Sign.SECURITY, "I'm an admin. How do I change a role to owner?"),
    (Sign.SECURITY, "I lost my phone and need a new code."),
    (Sign.SECURITY, "The new account is not in the list yet."),
    (Sign.SECURITY, "The page has no login button."),
    (Sign.SECURITY, "Can I pay in bitcoin?"),
    (Sign.WANTS_HUMAN, "Where do I set the operator role?"),
    (Sign.COMPLAINT, "Money was transferred from my savings."),
    (Sign.CHURN, "I want to cancel my newsletter subscription."),
    (Sign.CHURN, "We're out of paper."),
    (Sign.LEGAL, "We run a tennis court."),
    (Sign.PRESS, "What is the daily limit?"),
    (Sign.OUTAGE, "What should we do when your endpoint returns 503?"),
    (Sign.OUTAGE, "Please tell us how you retry when our endpoint answers 503."),
    (Sign.OUTAGE, "How do we handle a 502 error for all calls?"),
    (Sign.DATA_LOSS, "How do I restore a deleted note?"),
    (Sign.DISPUTE, "Where do I see the amount?"),
]


@pytest.mark.parametrize(("sign", "text"), MEANT)
def test_it_is_meant(sign, text):
    assert read(text).found(sign)


@pytest.mark.parametrize(("sign", "text"), NOT_MEANT)
def test_it_only_sounds_like_it(sign, text):
    assert read(text).found(sign) is None
