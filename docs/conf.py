"""The documentation site: the pages of this folder and the API of `logistics.packing`. Built by `scripts/docs`."""

import logistics

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
