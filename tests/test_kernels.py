"""Machine code is kept under a name that changes with every source that went into it, and with no other."""

from corpusclean.kernels import machine_code_of


def test_kernels_of_unlike_parts_are_kept_apart() -> None:
    assert machine_code_of("index") != machine_code_of("articles")


def test_a_changed_part_changes_the_name_for_all_that_call_it(monkeypatch) -> None:
    from corpusclean import kernels

    before = {name: machine_code_of(name) for name in ("shingles", "index", "articles")}
    source_of = kernels._source_of.__wrapped__
    monkeypatch.setattr(kernels, "_source_of", lambda module: source_of(module) + b"#" * (module == "tokens"))
    after = {name: machine_code_of.__wrapped__(name) for name in before}
    assert [name for name in before if before[name] != after[name]] == ["shingles", "index"]
