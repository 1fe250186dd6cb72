"""A workflow over published elements: what supplies their names is written in every way that they allow."""

import datajoint as dj

if "custom" not in dj.config:
    dj.config["custom"] = {}

db_prefix = dj.config["custom"].get("database.prefix", "flow_")
