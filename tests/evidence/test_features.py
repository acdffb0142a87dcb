"""What the classifier sees of a piece."""

import numpy as np

from countenance.evidence.asked import Asked, Turn, pieces_of
from countenance.evidence.features import FLAGS, GRID, VIEWS, features_of
from evidence.test_embed import Counting


def test_each_piece_has_three_vectors_in_whole_steps() -> None:
    asked = Asked(("Be brief.",), (Turn("user", "Who is this?", 1),))

    made = features_of(pieces_of(asked, {}).pieces, asked, Counting())

    assert made.vectors.shape[:2] == (1, VIEWS)
    assert made.vectors.dtype == np.int8
    assert made.flags.shape == (FLAGS,)
    assert len(made.grams) == 1


def test_a_number_beyond_the_grid_stays_inside_of_one_byte() -> None:
    asked = Asked((), (Turn("user", "Who is this?", 1),))

    made = features_of(pieces_of(asked, {}).pieces, asked, Counting())

    assert GRID > 127
    assert np.abs(made.vectors.astype(int)).max() <= 127


def test_how_many_faces_were_found_is_no_feature() -> None:
    turn = (Turn("user", "Who is this?", 1),)
    none, many = (Asked((), turn, faces=faces) for faces in (0, 9))

    flags = [features_of(pieces_of(of, {}).pieces, of, Counting()).flags for of in (none, many)]

    assert (flags[0] == flags[1]).all()
