import datajoint as dj

from element_workflow import core, db_prefix
from element_workflow.core import session
from element_workflow.core import session as acquisition
from element_workflow.reference import Rig, SkullReference

Session = session.Session
Subject = core.Subject
ephys_mode = dj.config["custom"].get("ephys_mode", "no_curation")
if ephys_mode == "acute":
    from element_array_ephys import ephys_acute as ephys
elif ephys_mode == "no_curation":
    from element_array_ephys import ephys_no_curation as ephys
else:
    raise ValueError(ephys_mode)
from element_array_ephys import probe


def get_ephys_root_data_dir():
    return ""


def get_session_directory(key):
    return ""


if not ephys.schema.is_activated():
    ephys.activate(db_prefix + "ephys", db_prefix + "probe", linking_module=__name__)

schema = dj.schema(db_prefix + "analysis")


@schema
class Quality(dj.Computed):
    definition = """
    -> ephys.CuratedClustering.Unit
    -> Rig.proj(judge="rig")
    ---
    -> [nullable] probe.Probe
    -> acquisition.Session.proj(other_subject="subject", other_time="session_datetime")
    quality : float
    """
