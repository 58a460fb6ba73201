"""`python -m logistics.cli` is `logistics`, for starting processes without looking for a script."""

from logistics.cli.main import run

run()
