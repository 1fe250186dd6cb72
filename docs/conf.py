"""The documentation site: ``sphinx-build -W docs site``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "djlab"
extensions = ["myst_parser", "sphinx_click", "generated"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_ext", "_build"]
html_theme = "furo"
html_title = "djlab"
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
nitpicky = False
# A page of the site must not depend on a network.
linkcheck_ignore = [r".*"]
