"""The first text of a code of one's own, and its cases: short, whole, and explained."""

__all__ = ["CASES", "TEXT"]

TEXT = """\
# A code of your own. It stands beside the codes that come with countenance and only adds to them:
# where several answer, the strictest answer counts.

code = "{code}"
edition = "{edition}"
title = "Face rules of {code}"
publisher = "{code}"
# Where the words can be read: people who are refused are pointed there.
source = "https://intranet.example/{code}/face-rules"
retrieved = {edition}
note = "What is worth knowing about this edition as a whole."

[in_force]
from = {edition}
# The first day on which it no longer binds; a day that is not known is an interval.
# until = 2030-01-01
# until = {{ earliest = 2030-01-01, latest = 2030-03-31 }}

# Without a scope it binds every call. With one, only calls for which one of these tables holds.
# [[scope]]
# service = ["azure_openai"]

# A word whose limits are not clear. `members` are certain. What is `contested` is inside in one
# reading and outside in the other: where that makes a difference the answer is `unclear`.
[[term]]
id = "naming"
fact = "operation"
question = "which acts tell whose face it is?"
members = ["biometric_identification", "biometric_verification"]

[term.contested]
grouping = "does it tell whose faces they are to sort them by person without names?"

# A clause: what it says in plain words, its verdict (allow, unclear, deny), when it applies, and
# how well its text is known. The facts and their values: `countenance check --next`, or the page
# about facts. A list of tables in `when` is a choice; a fact that is left out may be anything.
[[clause]]
id = "names"
verdict = "deny"
says = "Nobody may have a name put to a face."
section = "1"
text_basis = "verified"
when = {{ operation = ["term:naming"] }}
way_on = "you may ask for a description that names nobody"

# An exception takes its cases out of another clause. `silent`: this code says nothing about them,
# and the other codes decide. `allow` would allow what no other code forbids.
[[clause]]
id = "agreed-checks"
exception_to = ["names"]
verdict = "silent"
says = "Somebody who has agreed may be checked against one picture of themselves."
section = "2"
text_basis = "verified"

[clause.when]
operation = ["biometric_verification"]
consent = ["informed_consent", "written_release"]
"""

CASES = """\
# Situations, and what {code}@{edition} answers. A fact that a case does not name is not known.
# Each clause has a case where it applies, one where it does not, and one for each of its facts that
# may be unknown. `ask`: the fact that is to be asked for next.

[[case]]
says = "somebody wants to know who is in a picture"
clause = "names"
facts = {{ operation = "biometric_identification" }}
verdicts = ["deny"]

[[case]]
says = "sorting faces by person: whether that tells whose they are is open"
clause = "names"
facts = {{ operation = "grouping" }}
verdicts = ["unclear"]

[[case]]
says = "describing a picture names nobody"
clause = "names"
facts = {{ operation = "scene_description" }}
verdicts = ["silent"]

[[case]]
says = "what is to be done is not known"
clause = "names"
facts = {{ modality = "image", consent = "none" }}
verdicts = ["silent", "unclear", "deny"]
ask = "operation"

[[case]]
says = "somebody who agreed is checked against one picture"
clause = "agreed-checks"
facts = {{ operation = "biometric_verification", consent = "informed_consent" }}
verdicts = ["silent"]

[[case]]
says = "agreeing does not let anybody be looked for among many"
clause = "agreed-checks"
facts = {{ operation = "biometric_identification", consent = "written_release" }}
verdicts = ["deny"]

[[case]]
says = "whether they agreed is not known"
clause = "agreed-checks"
facts = {{ operation = "biometric_verification" }}
verdicts = ["silent", "deny"]
ask = "consent"

[[case]]
says = "they agreed, and what is to be done is not known"
clause = "agreed-checks"
facts = {{ modality = "image", consent = "informed_consent" }}
verdicts = ["silent", "unclear", "deny"]
ask = "operation"
"""
