"""Fixtures for all tests."""

pytest_plugins = ["pytest_jupyter.jupyter_server", "servers", "example_schemas"]
