"""The names that a learner imports."""

import subprocess
import sys
import types

import pytest

import helpers


def test_the_module_exports_what_it_says():

    assert set(helpers.__all__) <= set(dir(helpers))
    for name in helpers.__all__:
        assert not isinstance(getattr(helpers, name), types.ModuleType)


def test_the_package_has_no_other_names():

    with pytest.raises(AttributeError, match="'helpers' has no attribute 'x'"):
        _ = helpers.x


def imported_by(statement):
    """Return the modules that a new Python has after a statement."""
    program = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_package_alone_imports_no_part_of_it():
    ours = {x for x in imported_by("import helpers") if "helpers" in x}
    assert ours == {"helpers"} | {x for x in ours if "editable" in x}


def test_the_recorders_import_no_cluster():
    found = imported_by("from helpers import record_pool, record_cluster")
    assert not {"distributed", "dask", "matplotlib"} & found


def test_what_runs_in_a_process_imports_little_of_us():
    found = imported_by("import helpers.carriers.measured")
    assert {x for x in found if x.startswith("helpers.")} == {
        "helpers.carriers",
        "helpers.carriers.measured",
        "helpers.refusals",
    }
