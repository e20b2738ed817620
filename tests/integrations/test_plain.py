"""What people wrote in HTML is read as plain text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.helpdesk.plain import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>Hi,</p><p>it is <b>down</b>.<br>Since 9&nbsp;am.</p>",
            "Hi,\n\nit is down.\nSince 9 am.",
        ),
        ("<div><div>a</div> <div>b</div></div>", "a\nb"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("already plain,\n  in two lines", "already plain, in two lines"),
        ("<style>p {}</style>seen<script>alert(1)</script>", "seen"),
        ("&lt;b&gt; &amp; 5 < 6", "<b> & 5 < 6"),
        ("a<br><br><br><br>b", "a\n\nb"),
        ("<p>never <i>closed", "never closed"),
        ("<![if mso]>Outlook<![endif]> or <![else]>another", "Outlook or another"),
        ("seen<!-- not <p>this", "seen"),
        ("", ""),
    ],
)
def test_html_becomes_what_a_person_would_read(html: str, text: str):
    assert plain(html) == text


@given(st.text(st.sampled_from("<>/ap![]-&;=\"' \n"), max_size=40))
def test_no_html_is_too_broken_to_read(html: str):
    assert plain(html) == plain(html).strip()


@pytest.mark.parametrize("again", ["<a ", "<!--", "</p", "<br>", "<p>a</p>", "<script", "<![if "])
def test_a_mail_that_means_to_stop_us_does_not(again: str):
    began = time.perf_counter()
    plain(again * 50_000)
    assert time.perf_counter() - began < 2  # s: it is some 0.2; what looks back takes minutes
