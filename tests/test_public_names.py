"""The names that a learner imports."""

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
