"""How the server is started: its settings, sized for a small machine, as a command line."""

from pathlib import Path

from logistics.local.listening import HOST
from logistics.local.postgres.home import PostgresHome

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "timezone": "UTC",
    # Sized for a machine with 2 GB that does other things too.
    "max_connections": "100",
    "shared_buffers": "64MB",
    "io_method": "sync",
    "max_wal_size": "256MB",
    "max_logical_replication_workers": "0",
    # One file per weekday, emptied when its day comes round again. Terse, and without the statements, because
    # those carry what customers wrote.
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_timezone": "UTC",
}
SETTINGS_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def server_command(home: PostgresHome, port: int, *, durable: bool) -> list[str | Path]:
    """Starts the server of a cluster; see `EmbeddedPostgres` for what `durable` trades."""
    settings = {**SETTINGS, "port": port, **({} if durable else SETTINGS_NOT_DURABLE)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [home.bin_dir / "postgres", "-D", home.cluster, *options]
