"""What each setting does, in one line: the words of ``djlab config``, of the panel and of nobody else.

Source: the descriptions and uses in DataJoint 2.3.5 (``settings.py``, ``jobs.py``, ``declare.py``, ``preview.py``) and
0.14.10 (``settings.py``, ``connection.py``, ``external.py``).
"""

from __future__ import annotations

from collections.abc import Mapping

from djlab.config.requirement import Series
from djlab.config.specification import OPTIONAL, REQUIRED

SETTINGS: Mapping[str, str] = {
    "database.host": "The database server: a name, an address, or for PostgreSQL also the folder of its socket.",
    "database.user": "The user name at the database server.",
    "database.password": "The password of that user. It belongs in .secrets/ or DJ_PASS, not in a file that Git has.",
    "database.backend": "The kind of server: mysql (MariaDB, too) or postgresql. Set the port along with it.",
    "database.port": "The port of the server; 3306 for MySQL and MariaDB, 5432 for PostgreSQL.",
    "database.name": "The database at a PostgreSQL server; postgres without it. MySQL has no use for it.",
    "database.reconnect": "Connect again, and repeat the query, when the server has closed the connection.",
    "database.use_tls": "Encrypt the connection: true demands it, false forbids it, not set takes what the server has.",
    "database.database_prefix": "Deprecated: DataJoint adds it to no schema's name, though projects may.",
    "database.create_tables": "Create the table of a decorated class where the database lacks it; false in production.",
    "connection.charset": "The character set of a MySQL connection; the driver's own without it.",
    "connection.init_function": "SQL that runs at the beginning of each connection.",
    "display.limit": "How many rows a table prints in a notebook or a terminal.",
    "display.width": "How many characters of a value a printed table shows.",
    "display.show_tuple_count": "Count all rows whenever a table is printed: slow for large tables, so false there.",
    "display.diagram_direction": "The direction of dj.Diagram: LR from left to right, TB from top to bottom.",
    "display.diagram_theme": "The colours of dj.Diagram: light, dark, or auto to follow the viewer.",
    "jobs.auto_refresh": "Bring the queue of jobs up to date whenever populate reserves jobs.",
    "jobs.keep_completed": "Keep the jobs that were done, with their durations, instead of removing them.",
    "jobs.stale_timeout": "Seconds after which a refresh removes jobs whose keys are no longer to be computed.",
    "jobs.default_priority": "The priority of a new job, 0 to 255; smaller is sooner.",
    "jobs.version_method": "Which version of the code a job notes: git takes the commit, none leaves it empty.",
    "jobs.allow_new_pk_fields_in_computed_tables": (
        "Let Computed and Imported tables have primary key attributes of their own, beside those of foreign keys."
    ),
    "jobs.add_job_metadata": "Give new Computed and Imported tables hidden columns for start, duration and version.",
    "provenance.capture": "Give new Manual tables a hidden column that says where each row came from.",
    "provenance.source": "What that column says of this computer: an object of names and values.",
    "loglevel": "What DataJoint logs: DEBUG, INFO, WARNING, ERROR or CRITICAL.",
    "safemode": "Ask before rows are deleted and tables are dropped.",
    "ignore_config_file": "Read neither datajoint.json nor .secrets/: settings come from variables alone.",
    "query_cache": "A folder in which results of queries are kept, for as long as a program asks for that.",
    "download_path": "The folder to which attachments and file paths are fetched.",
    "fetch_format": "What fetch() gives: array for NumPy, frame for pandas.",
    "enable_python_native_blobs": "Let blobs hold types of Python (lists, sets), which MATLAB cannot read.",
    "add_hidden_timestamp": "Give each new table a hidden column with the time of each insert.",
    "filepath_checksum_size_limit": "Largest file, in bytes, whose checksum a fetch verifies; all without it.",
    "filepath_checksum_size_limit_insert": "Largest file, in bytes, of which an insert computes a checksum.",
    "stores": "Where data outside the database lie: one object per store. `djlab config` lists them apart.",
    "custom": "Settings of the project's own, which DataJoint only keeps.",
    "external.aws_access_key_id": "The access key for stores on S3, where a store gives none.",
    "external.aws_secret_access_key": "The secret key for stores on S3, where a store gives none.",
}

STORES: Mapping[str, str] = {
    "protocol": "How the store is reached: file, s3, gcs or azure; others need a plugin package.",
    "location": "The folder of the store: on a disk for file, below the bucket or container for the others.",
    "endpoint": "The S3 server as host:port.",
    "bucket": "The bucket of an s3 or gcs store.",
    "container": "The container of an azure store.",
    "secure": "Reach the S3 server by HTTPS: true without it in DataJoint 2, false in 0.14.",
    "access_key": "The access key of an s3 store; the credentials of the environment without it.",
    "secret_key": "The secret key of an s3 store. It belongs in .secrets/stores.NAME.secret_key.",
    "proxy_server": "A proxy between here and the S3 server.",
    "project": "The Google Cloud project of a gcs store.",
    "token": "How to log in to Google Cloud: the path of a key file, or anon; the environment's without it.",
    "account_name": "The storage account of an azure store.",
    "account_key": "The key of that account. It belongs in .secrets/stores.NAME.account_key.",
    "connection_string": "Account, key and endpoint of an azure store in one text. It is a secret.",
    "stage": "A local folder through which files of the store pass; DataJoint 2 does not use it.",
    "subfolding": "How many characters of its hash name each of the nested folders of an object.",
    "partition_pattern": "Attributes of the primary key that come first in the path of an object.",
    "token_length": "Length of the random part of an object's name.",
    "hash_prefix": "The folder for content named by its hash (_hash).",
    "schema_prefix": "The folder for objects of tables (_schema).",
    "filepath_prefix": "The folder to which <filepath@> is confined; the whole store without it.",
    "default": "The store that is meant where an attribute names none.",
    "filepath_default": "The store that <filepath@> means where it names none.",
}


def explanation(key: str) -> str:
    """The line about a setting, or about a key of a store (``stores.NAME.KEY``); empty for others."""
    if key in SETTINGS:
        return SETTINGS[key]
    parts = key.split(".")
    if parts[0] == "stores" and len(parts) in (2, 3):
        return STORES.get(parts[-1], "")
    if parts[0] == "custom":
        return SETTINGS["custom"]
    return ""


def store_keys(protocol: str | None, series: Series) -> list[tuple[str, str]]:
    """The keys that a store of this protocol may have, those that it needs first, each with its line."""
    kind = (protocol or "").lower()
    return [
        (key, STORES[key])
        for key in (*REQUIRED[series].get(kind, ()), *OPTIONAL[series].get(kind, ()))
        if key in STORES
    ]
