"""``python -m djlab``: the command line where its program is not on the path."""

from djlab.cli import main

main(prog_name="djlab")
