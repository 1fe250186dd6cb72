import datajoint as dj

from element_workflow import db_prefix
from element_workflow.core import lab

schema = dj.schema(db_prefix + "reference")


@schema
class SkullReference(dj.Lookup):
    definition = """
    skull_reference : varchar(60)
    """


@lab.schema
class Rig(dj.Lookup):
    definition = """
    rig : varchar(32)
    ---
    -> lab.Lab
    """
