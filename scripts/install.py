"""Create `.venv` and install djlab into it: for use, or with `--dev` for work on djlab itself."""

from __future__ import annotations

import argparse
import sys

from toolbox import install
from toolbox.process import CommandError


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="install the tools of development and djlab as links")
    options = parser.parse_args()
    install.warn_about_root()
    try:
        install.create_venv()
        if options.dev:
            install.install_dependencies()
            install.install_node_modules()
            install.build_labextension()
            install.install_editable()
        else:
            install.install_for_use()
    except CommandError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
