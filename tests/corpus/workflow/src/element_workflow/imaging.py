import datajoint as dj
from element_calcium_imaging import imaging_no_curation as imaging
from element_calcium_imaging import scan

from element_workflow import core, db_prefix, reference


def get_imaging_root_data_dir():
    return ""


def get_scan_image_files(key):
    return []


Equipment = reference.Rig
Location = reference.SkullReference
Session = core.session.Session
imaging.activate(db_prefix + "imaging", db_prefix + "scan", linking_module=__name__)

virtual = dj.create_virtual_module("virtual", db_prefix + "imaging")
schema = dj.schema(db_prefix + "imaging_analysis")


@schema
class Summary(dj.Computed):
    definition = """
    -> virtual.Segmentation
    -> scan.ScanInfo.Field
    """
