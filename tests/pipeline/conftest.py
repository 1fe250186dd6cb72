"""The fixture projects hold files named like tests."""

collect_ignore = ["fixtures"]
