"""The whole picture of one project."""

from djlab.project.session import Delta, ProjectSession, inspect

__all__ = ["Delta", "ProjectSession", "inspect"]
