"""The documentation site: the pages of this folder and the API of `logistics.packing`. Built by `scripts/docs`."""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

import logistics

DOCS = Path(__file__).parent

project = "Logistics Manager"
project_copyright = "The Logistics Manager authors"
version = release = logistics.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinxcontrib.mermaid"]
exclude_patterns = ["openapi"]
html_theme = "furo"
html_title = project

myst_heading_anchors = 3
myst_fence_as_directive = ["mermaid"]

autodoc_typehints = "description"
autodoc_member_order = "bysource"


class LinksOutOfTheSite(SphinxTransform):
    """Links to what lies beside `docs/`: where the repository is read they lead there, in the site they name it."""

    default_priority = 100

    def apply(self, **_: Any) -> None:
        """Put the link's text in its place, and the path where the pointer rests on it."""
        page = Path(self.env.doc2path(self.env.docname))
        links = (addnodes.pending_xref, addnodes.download_reference)
        for link in list(self.document.findall(lambda node: isinstance(node, links))):
            target = (page.parent / link["reftarget"].partition("#")[0]).resolve()
            if not target.is_relative_to(DOCS):
                named = nodes.abbreviation("", "", *link.children, explanation=str(target.relative_to(DOCS.parent)))
                link.replace_self(named)


def setup(app: Sphinx) -> None:
    """Say what Sphinx is to do beyond what its settings say."""
    app.add_transform(LinksOutOfTheSite)
