"""What the source of a DataJoint pipeline says, read without running it."""

from djlab.pipeline.model import Pipeline
from djlab.pipeline.reader import read

__all__ = ["Pipeline", "read"]
