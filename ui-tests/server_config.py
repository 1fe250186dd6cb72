"""The server of the tests that use Galata: without token and XSRF check, so never for anything else."""

import os

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821

c.ServerApp.ip = "127.0.0.1"  # noqa: F821
c.ServerApp.port = int(os.environ["DJLAB_UI_PORT"])  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
