from benchmarks import __main__ as report
from benchmarks import store
from benchmarks.figure import Figure


def test_part_that_breaks_is_short_and_says_why(monkeypatch, tmp_path, capsys):
    def broken(folder):
        yield Figure("first", 1.0, "×", "b", 2.0)
        raise RuntimeError("no such server\nand more")

    monkeypatch.setattr(store, "figures", broken)
    first, second = report.measured("store", tmp_path)
    assert (first.name, first.ok) == ("first", True)
    assert second.line() == "store: not measured | RuntimeError: no such server | no limit | short"
    assert "RuntimeError" in capsys.readouterr().err


def test_unknown_part_is_refused(capsys):
    assert report.main(["stores"]) == 2
    assert "stores" in capsys.readouterr().err
