"""The convention rules, one per file."""
