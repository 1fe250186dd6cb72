"""The REST routes below ``djlab/``."""
