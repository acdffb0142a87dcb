"""Who decides."""

from countenance.review.people import Role


def test_two_roles_decide_and_the_others_do_not() -> None:
    assert {role for role in Role if role.decides} == {Role.REVIEWER, Role.SENIOR}
