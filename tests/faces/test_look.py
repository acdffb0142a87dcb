from countenance.faces.look import AS_KEPT, Blur, Look


def test_nothing_more_is_blurred_unless_somebody_wants_it() -> None:
    assert Look() == AS_KEPT
    assert AS_KEPT.blur is Blur.FACES
    assert not AS_KEPT.greyscale
