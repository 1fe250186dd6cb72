"""New modules, tables, notebooks and projects: first a plan, then, as a second step, its application."""

from djlab.scaffold.apply import Applied, ApplyError, Kept, PlanRefusedError, StaleError, Undone, apply
from djlab.scaffold.module import plan_module
from djlab.scaffold.notebook import plan_notebook
from djlab.scaffold.options import FirstTable, ModuleOptions, NotebookOptions, OptionError
from djlab.scaffold.plan import Plan, PlannedFile, Problem
from djlab.scaffold.project import plan_project
from djlab.scaffold.project_options import ProjectOptions
from djlab.scaffold.secret import movable_secrets, plan_secret
from djlab.scaffold.store import plan_store
from djlab.scaffold.store_options import SecretOptions, StoreChange, StoresModuleOptions
from djlab.scaffold.stores_module import plan_stores_module
from djlab.scaffold.structure import StructureOptions, plan_structure
from djlab.scaffold.table import plan_table
from djlab.scaffold.table_options import ForeignKeyOptions, TableOptions

__all__ = [
    "Applied",
    "ApplyError",
    "FirstTable",
    "ForeignKeyOptions",
    "Kept",
    "ModuleOptions",
    "NotebookOptions",
    "OptionError",
    "Plan",
    "PlanRefusedError",
    "PlannedFile",
    "Problem",
    "ProjectOptions",
    "SecretOptions",
    "StaleError",
    "StoreChange",
    "StoresModuleOptions",
    "StructureOptions",
    "TableOptions",
    "Undone",
    "apply",
    "movable_secrets",
    "plan_module",
    "plan_notebook",
    "plan_project",
    "plan_secret",
    "plan_store",
    "plan_stores_module",
    "plan_structure",
    "plan_table",
]
