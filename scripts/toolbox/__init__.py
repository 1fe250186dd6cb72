"""What the repository's own scripts share. Standard library only: they run before anything is installed."""
