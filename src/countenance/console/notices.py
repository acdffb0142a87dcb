"""What a page says at its top after something was done.

Rules kept here:
 * The address says which words, out of those that are here: nobody can write words of their own on
   a page by a link to it.
"""

__all__ = ["NOTICES", "notice_of"]

NOTICES: dict[str, str] = {
    "signed-out": "You are signed out.",
    "claimed": "It is yours now. Decide before your claim lapses, or claim it again to have it "
    "longer.",
    "revealed": "The picture is shown without the blur, as long as your claim lasts.",
    "released": "It is back in the queue.",
    "allowed": "Your vote to allow it is on record.",
    "refused": "It is refused; where another person would allow it, a senior reviewer decides.",
    "asked": "Its caller is asked. The same call with the fact stated is decided anew.",
    "escalated": "It is handed up to a senior reviewer.",
    "vetoed": "It is stopped.",
    "withdrawn": "The allow is taken back: no call passes by it any more.",
    "none-to-take": "There is nothing that you could take now.",
    "appealed": "Your appeal is on record: somebody else looks at it.",
    "kept": "Kept: from now on pages are as you chose.",
    "password": "Your password is changed, and every other session has ended.",
    "token-void": "Your token is void.",
    "question": "Your question is asked. This address stays for good.",
    "kept-question": "Done.",
    "change-proposed": "Proposed. It counts when another operator has confirmed it.",
    "confirmed": "It counts from now on.",
    "change-refused": "It does not count.",
    "proposed": "Proposed. It counts once the board has adopted it.",
    "checked": "Its effect was worked out anew.",
    "taken-back": "It is taken back.",
    "board-asked": "The board is asked.",
    "vote": "Your vote is cast, and sealed until the votes are counted.",
    "recuse": "You take no part in it.",
    "veto": "It is stopped.",
    "hear": "The recording is put into words now.",
    "account": "Your account is sealed, and on record. Now you may listen.",
    "roles": "It is on record who is speaking.",
    "draft": "The draft is on record. Read it, and listen.",
    "edit": "The sentence is changed; what it was before is kept.",
    "add": "Your sentence is in the report.",
    "remove": "The sentence is taken out; it is kept among the changes.",
    "fill": "The gap is filled.",
    "dismiss": "The gap does not apply, as you said.",
    "override": "The sentence stays, and your reason stands beside it.",
    "tell": "It is told in the report.",
    "leave-out": "It is left out, and your reason stands beside it.",
    "sign": "The report is signed.",
    "approve": "The report is approved.",
    "send-back": "The report is sent back.",
    "revise": "A new version is begun; the signed one stays as it is.",
    "disclose": "It may be read by that person from now on.",
    "count": "What could be counted is counted.",
}
"""The word in the address (`?done=...`) -> what the page says."""


def notice_of(word: str | None) -> str | None:
    """What to say for this word; `None` for one that is not known."""
    return NOTICES.get(word or "")
