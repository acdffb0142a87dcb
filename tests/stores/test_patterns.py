from countenance.stores.patterns import packaged_patterns


def test_the_table_is_read_and_has_a_digest() -> None:
    table = packaged_patterns()

    assert table.digest.startswith("sha256:")
    assert table is packaged_patterns()


def test_every_row_says_what_it_means_and_where_that_stands() -> None:
    table = packaged_patterns()

    for row in (*table.capture, *table.words):
        assert len(row.says) > 20, row.id
        assert len(row.source) > 5, row.id
