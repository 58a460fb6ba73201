"""The documentation site is built without a warning, and shows all that packing offers."""

import re
import subprocess
import sys
from pathlib import Path

from logistics import packing

ROOT = Path(__file__).parents[2]


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    sphinx = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--fresh-env", "-q", "-b", "html"]
    built = subprocess.run([*sphinx, ROOT / "docs", tmp_path], capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    # Links that leave the site are names in it.
    assert '<abbr title="src/logistics/orders/model.py">' in (tmp_path / "architecture.html").read_text()
    api = (tmp_path / "packing" / "api.html").read_text()
    assert set(packing.__all__) <= set(re.findall(r'id="logistics\.packing\.(\w+)"', api))
