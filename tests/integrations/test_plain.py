"""What people wrote in HTML is read as plain text."""

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
        ("", ""),
    ],
)
def test_html_becomes_what_a_person_would_read(html: str, text: str):
    assert plain(html) == text


@given(st.text(st.sampled_from("<>/ap!-&;=\"' \n"), max_size=40))
def test_no_html_is_too_broken_to_read(html: str):
    assert plain(html) == plain(html).strip()
