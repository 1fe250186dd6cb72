"""New modules, tables, notebooks and projects: first a plan, then, as a second step, its application."""
