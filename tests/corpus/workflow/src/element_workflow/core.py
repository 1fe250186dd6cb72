from element_animal import subject, surgery
from element_animal.subject import Subject
from element_lab import lab
from element_lab.lab import Lab, Project, Protocol, Source, User
from element_session import session_with_datetime as session

from element_workflow import db_prefix

lab.activate(db_prefix + "lab")
subject.activate(db_prefix + "subject", linking_module=__name__)
surgery.activate(db_prefix + "surgery", db_prefix + "subject", linking_module=__name__)
Experimenter = lab.User
session.activate(db_prefix + "session", linking_module=__name__)

__all__ = ["Lab", "Project", "Protocol", "Source", "Subject", "User", "lab", "session", "subject", "surgery"]
