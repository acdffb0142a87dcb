"""Who is told what: what cannot be meant is refused."""

import pytest

from countenance.errors import SettingsError
from countenance.gate.settings.notices import NoticesSettings, topics_of
from countenance.gate.settings.settings import parse_settings
from countenance.review.notices import Topic

MIRROR = '[[upstream]]\nname = "m"\nkind = "mirror"\nservice = "azure_openai"\n'
MAIL = 'mail_to = ["a@b.example"]\nmail_from = "g@b.example"\nmail_host = "mail.b.example"\n'


def parsed(text: str) -> NoticesSettings:
    return parse_settings(f"[notices]\n{text}\n{MIRROR}", {}).notices


def test_nobody_is_told_anything_unless_that_is_said() -> None:
    chosen = parse_settings(MIRROR, {}).notices

    assert (chosen.hooks, chosen.mail_to, chosen.due_soon_hours) == ((), (), 12)
    assert topics_of(chosen) == frozenset(Topic)


def test_hooks_mail_and_topics_are_read() -> None:
    chosen = parsed(MAIL + 'hooks = ["https://h.example/x?t=1", "http://127.0.0.1:9/x"]\n'
                    'topics = ["case-held"]')  # fmt: skip

    assert len(chosen.hooks) == 2
    assert topics_of(chosen) == {Topic.CASE_HELD}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('topics = ["case-hold"]', "nothing is called `case-hold`"),
        ('hooks = ["ftp://h.example"]', "begins with https://"),
        ('hooks = ["http://h.example"]', "plain http goes to this machine alone"),
        ('hooks = ["https://me:pw@h.example"]', "a name or a fragment"),
        ('hooks = ["https://[h"]', "begins with https://"),
        ('mail_to = ["a@b.example"]', "needs `mail_host` and `mail_from`"),
        (MAIL + 'mail_security = "none"', "would travel in the open"),
        (MAIL + 'mail_user = "u"', "both `mail_user` and `mail_password_env`"),
        (MAIL.replace("a@b.example", "a b"), "written as"),
        (MAIL.replace("a@b.example", "a@b\\nBcc: c@d"), "written as"),
        ("mail_port = 0", "mail_port"),
        ('colour = "red"', "has no key `colour`"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        parsed(text)
