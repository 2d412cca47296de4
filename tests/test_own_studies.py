"""Studies with rules of one's own: in other processes, by the bytes that were read, known by them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import numba
import pytest
from own_rules import HEAD, Load, forgotten, load, rule

import sim
from sim import results
from sim.__main__ import main
from sim.experiment.preparing import prepare
from sim.refusal import Refused
from sim.rules import rule as register

__all__ = ["forgotten", "load"]
ROOT = Path(__file__).resolve().parents[1]
QUICK = ["scenario=hierarchical", "demand.calls_per_day=200", "horizon=3", "warmup=0", "replications=3"]
QUICK += ["staffing.present=8", "demand.calls_include_returns=false"]
NAMED = ["--rules", "my_rules.py", "rules.desk.may_decide=mine"]
FAULTY = rule("mine", "if case.stake > 50.0:", "    raise ValueError('too dear')", "return True")


def study(name: str) -> list[tuple[int, str, str]]:
    runs = results.load(Path("results") / name)
    return sorted(zip(runs.replication, runs.status, runs.contacts_digest, strict=True))


@pytest.mark.usefixtures("load")
class TestStudy:
    """The command line, in an empty folder."""

    def test_results_do_not_depend_on_the_processes(self, load: Load) -> None:
        load(HEAD + rule("mine", "return case.stake <= 3.0 * advisor.authority"))
        for workers in (1, 2):
            assert main([*NAMED, *QUICK, f"workers={workers}", f"study=with{workers}"]) == 0
        assert study("with1") == study("with2")
        assert main([*QUICK, "workers=1", "study=without"]) == 0
        assert study("without") != study("with1")

    def test_a_changed_file_makes_new_runs(self, load: Load, capsys: pytest.CaptureFixture[str]) -> None:
        command = [*NAMED, *QUICK, "workers=1", "study=s"]
        load(HEAD + rule("mine", "return True"))
        assert main(command) == 0
        assert main(command) == 0
        assert "nothing added" in capsys.readouterr().err
        load(HEAD + rule("mine", "return False"))
        assert main(command) == 0
        assert "nothing added" not in capsys.readouterr().err
        assert len(study("s")) == 6

    def test_a_rule_that_raises_fails_its_runs(self, load: Load, capsys: pytest.CaptureFixture[str]) -> None:
        load(HEAD + FAULTY)
        assert main([*NAMED, *QUICK, "workers=2", "study=bad"]) == 1
        told = capsys.readouterr().err
        assert told.count("RuleFault: day 0: my_rules.py, line 7: ValueError: too dear") == 3
        assert list(results.load("results/bad").status) == ["failed"] * 3

    @pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="compiles rules")
    def test_one_that_does_not_compile_is_refused_before_anything(
        self, load: Load, capsys: pytest.CaptureFixture[str]
    ) -> None:
        load("import json\n" + HEAD + rule("mine", "return case.stake <= json.loads('90')"))
        for jobs in ([], ["-m"]):
            assert main([*jobs, *NAMED, *QUICK]) == 2
            err = capsys.readouterr().err
            assert "rules.desk.may_decide: 'mine': expected a rule that compiles, or python_rule=allow" in err
            assert "my_rules.py, line 7" in err
        assert not Path("results").exists()
        assert main([*NAMED, *QUICK, "python_rule=allow", "workers=1", "study=allowed"]) == 0
        assert [status for _, status, _ in study("allowed")] == ["ok"] * 3

    def test_one_that_raises_while_planning_too(self, load: Load, capsys: pytest.CaptureFixture[str]) -> None:
        load(HEAD + FAULTY)
        command = [*NAMED, "scenario=hierarchical", "demand.calls_per_day=200", "horizon=3", "study=bad"]
        assert main(command) == 1
        told = capsys.readouterr().err.splitlines()[-1]
        assert told == (
            "failed: hierarchical, while planning: day 0: my_rules.py, line 7: ValueError: too dear"
        )
        assert not Path("results").exists()

    def test_a_rule_of_no_file_has_no_identity(self, load: Load) -> None:
        def typed_by_hand(advisor, case, settings):  # type: ignore[no-untyped-def]
            return True

        register("desk.may_decide", reference="a test")(typed_by_hand)
        found = sim.configure([*QUICK, "rules.desk.may_decide=typed_by_hand"], alone=True)
        with pytest.raises(Refused, match=r"a file given by --rules or sim\.load_rules"):
            prepare(found, lambda line: None)


def test_other_files_get_other_processes(tmp_path: Path) -> None:
    """In one session: a study without fields, then one with, in workers that have made tables before."""
    (tmp_path / "my_rules.py").write_text(
        HEAD + 'sim.field("group", "spirit", unit="1", start=0.5, meaning="a test")\n\n\n'
        + rule("mine", "return case.stake <= 3.0 * advisor.authority")
    )  # fmt: skip
    script = """
        import joblib
        from sim import tables
        from sim.experiment.engine import _processes
        from sim.tables import table
        from sim.rule_files import load_rules, load_all
        def lay_out(kind):
            table(kind, 1)
            return sorted(tables.MADE)
        def fields(files):
            load_all(files)
            return table("group", 1).spirit.tolist()
        print(list(_processes(2, [])(joblib.delayed(lay_out)("group") for _ in range(4))))
        file = load_rules("my_rules.py")
        with open("my_rules.py", "w") as changed:
            changed.write("1 / 0")
        print(list(_processes(2, [file])(joblib.delayed(fields)([file]) for _ in range(4))))
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(script)], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.splitlines() == [str([["group"]] * 4), str([[0.5]] * 4)]
