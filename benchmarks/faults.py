"""A campaign of faults against a whole system, and what an auditor finds afterwards in its databases and files.

    python benchmarks/faults.py --seed 1

Ten clients place, process, cancel and send off orders, asking again whatever is not answered, while processes are
killed with SIGKILL and held still with SIGSTOP, PostgreSQL is restarted, the disk is full, requests between the parts
are delayed, lost, cut off and doubled, people lose their rights and go on trying, and the hostile do what they can.
Exits with 1 when something is wrong; the logs are then in `faults-SEED`.
"""

import argparse
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.faults.campaign import Plan, run_campaign
from tests.support.faults.report import report
from tests.support.faults.trouble import EVERY, troubles

PEACE_S = 5.0
ORDERS_A_DAY = 8
"""For twelve vehicles: some days are too full, as in life."""
SETTLE_WITHIN_S = 300.0


def main() -> None:
    args = _arguments()
    print(f"Seed {args.seed}, {args.orders} orders, at most {args.minutes:g} minutes.\n", flush=True)
    plan = Plan(
        seed=args.seed,
        orders=args.orders,
        troubles=len(EVERY),
        days=max(1, args.orders // ORDERS_A_DAY),
        trouble=troubles(args.seed),
        peace_s=PEACE_S,
        within_s=args.minutes * 60,
        settle_s=SETTLE_WITHIN_S,
        evidence=Path(f"faults-{args.seed}"),
    )
    outcome = asyncio.run(run_campaign(plan))
    print(report(outcome))
    sys.exit(1 if outcome.wrong else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=15, help="no order is begun later")
    return parser.parse_args()


if __name__ == "__main__":
    main()
