"""The kernel's side: how a table is shown in a notebook."""
