"""Every setting of a project with the source that wins."""
