"""What `logistics up` has done beside keeping everything running: sample data once, a backup each day."""

from logistics.backup import INCOMPLETE
from logistics.local.supervisor import plan
from logistics.local.supervisor.child import Child
from logistics.local.supervisor.daily import DailyBackup
from logistics.local.supervisor.setup import Setup
from logistics.local.supervisor.supervisor import Supervisor
from logistics.local.supervisor.troubles import Troubles


class Errands:
    """Sent off in processes of their own; what came of each is said."""

    def __init__(self, setup: Setup, supervisor: Supervisor, troubles: Troubles, daily: DailyBackup) -> None:
        self._setup = setup
        self._supervisor = supervisor
        self._troubles = troubles
        self._daily = daily

    def place_sample_data(self) -> None:
        """Once in the life of a data directory."""
        if not self._setup.data_dir.seeded.exists():
            self._troubles.say("Placing the sample orders; they are planned and booked while you watch.")
            self._supervisor.send_off(plan.seeding(self._setup), self._sample_data_placed)

    def watch(self) -> None:
        """Back up when it is time; call it often."""
        if not self._daily.is_due():
            return
        with self._troubles.survived("Starting the daily backup"):
            self._supervisor.send_off(plan.backup(self._setup), self._backup_ended)
            return
        self._daily.has_failed()

    def _sample_data_placed(self, seeding: Child) -> None:
        last = seeding.log.last_line()
        if seeding.exit_status == 0:
            with self._troubles.survived("Noting that there is sample data"):
                self._setup.data_dir.seeded.touch()
            self._troubles.say(last)
        else:
            self._troubles.say(f"The sample data could not be placed ({last}); the next start tries again.")

    def _backup_ended(self, backup: Child) -> None:
        last = backup.log.last_line()
        if backup.exit_status in (0, INCOMPLETE):
            with self._troubles.survived("Noting that there is a backup"):
                self._daily.has_ended_well()
            self._troubles.say(f"Daily backup: {last}")
        else:
            self._daily.has_failed()
            self._troubles.say(
                f"The daily backup failed ({last}); see {backup.log.path}. It is tried again in an hour."
            )
