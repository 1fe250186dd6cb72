"""A server as a user has it: token and XSRF check are on, and it may stand below another address."""

import os

c.IdentityProvider.token = os.environ["DJLAB_UI_TOKEN"]  # noqa: F821
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"  # noqa: F821
c.LabApp.news_url = None  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
c.ServerApp.allow_unauthenticated_access = False  # noqa: F821
c.ServerApp.base_url = os.environ["DJLAB_UI_BASE"]  # noqa: F821
c.ServerApp.ip = "127.0.0.1"  # noqa: F821
c.ServerApp.open_browser = False  # noqa: F821
c.ServerApp.port = int(os.environ["DJLAB_UI_PORT"])  # noqa: F821
c.ServerApp.port_retries = 0  # noqa: F821
c.ServerApp.root_dir = os.environ["JUPYTERLAB_GALATA_ROOT_DIR"]  # noqa: F821
