"""Every setting of a project with its winning source."""

from djlab.config.configuration import Configuration, read_configuration
from djlab.config.documents import Problem
from djlab.config.stores import ConfiguredStore

__all__ = ["Configuration", "ConfiguredStore", "Problem", "read_configuration"]
