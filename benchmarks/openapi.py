"""Ask both services whatever their OpenAPI documents allow and forbid, for longer than the tests do.

    python benchmarks/openapi.py --examples 300

Starts both services on databases of their own, signs in as an administrator and runs schemathesis: all checks, all
phases, links between operations included. Exits with 1 when a service does anything its document does not say.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from logistics.kit.migrations import migrate
from logistics.local.postgres import EmbeddedPostgres
from tests.support.conformance.run import conformance_run, services_with_something_in_them


def main() -> int:
    args = _arguments()
    with tempfile.TemporaryDirectory(prefix="logistics-openapi-") as name:
        home = Path(name)
        home.chmod(0o755)
        postgres = EmbeddedPostgres(home, durable=False)
        postgres.start()
        try:
            return _ask(postgres, home / "layouts", args)
        finally:
            postgres.stop()


def _ask(postgres: EmbeddedPostgres, layouts: Path, args: argparse.Namespace) -> int:
    databases = [postgres.url("order_db"), postgres.url("transport_db")]
    migrate(databases[0], "logistics.orders:migrations")
    migrate(databases[1], "logistics.transport:migrations")
    failed = 0
    with services_with_something_in_them(*databases, layouts) as (services, key):
        for name, url in (("Order API", services.orders_url), ("Transport API", services.transport_url)):
            run = conformance_run(url, key=key, examples=args.examples, seed=args.seed)
            print(f"\n## {name}\n\n{run.stdout}{run.stderr}")
            failed |= run.returncode
    return failed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=300, help="for each operation and phase, at most")
    parser.add_argument("--seed", type=int, default=1, help="the same seed asks the same")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
