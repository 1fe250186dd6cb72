"""The names that ``datajoint`` has after ``import datajoint``, its submodules among them, by line."""

from __future__ import annotations

from djlab.pipeline.types import Line

_BOTH = """
AndList Computed Connection DataJointError Diagram FreeTable Imported Lookup Manual MatCell MatStruct Not Part Schema
Table Top U VirtualModule autopopulate blob cli condition config conn connection declare dependencies diagram errors
expression heading jobs list_schemas logger logging preview schemas settings table user_tables utils version
"""
_ONLY: dict[Line, str] = {
    "0.14": """
AttributeAdapter Di ERD admin attribute_adapter create_virtual_module external fetch hash key key_hash kill plugin s3
schema set_password
""",
    "2": """
AutoPopulate Codec Compute Entry Ingest Instance Job NpyRef ObjectRef SchemaCodec SparkAdapter StorageAdapter
ThreadSafetyError ValidationResult adapters builtin_codecs codecs deploy gc get_codec get_storage_adapter
hash_registry instance lineage list_codecs migrate objectref provenance spark staged_insert storage storage_adapter
types virtual_schema
""",
}
NAMES: dict[Line, frozenset[str]] = {line: frozenset((_BOTH + only).split()) for line, only in sorted(_ONLY.items())}
"""Of 0.14.10 and 2.3.5; what begins with an underscore is left out."""
EVERY = NAMES["0.14"] | NAMES["2"]
