"""Start Call Policy from a checkout."""

import sys

from callpolicy_gui import preflight

try:
    from callpolicy_gui import app
except ImportError as error:
    sys.stderr.write(preflight.explain_import_error(error) + "\n")
    sys.exit(preflight.EX_UNAVAILABLE)

if __name__ == "__main__":
    sys.exit(app.run())
