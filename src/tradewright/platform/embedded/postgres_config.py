"""The text of the embedded PostgreSQL's configuration, with the reasons for what it says."""

from __future__ import annotations

from pathlib import Path

PORT = 5432
"""Only the name of the socket file; nothing listens on TCP."""


def render_conf(*, socket_dir: Path) -> str:
    """Return postgresql.conf. It is written anew at each start; `user.conf` beside it has the last word."""
    return f"""\
# Written by Tradewright at each start. Put your own settings into user.conf beside this file.
listen_addresses = ''
port = {PORT}
unix_socket_directories = '{_quoted(socket_dir)}'
unix_socket_permissions = 0700
max_connections = 100
password_encryption = 'scram-sha-256'

# Durability is not for sale: a committed alert survives the power cord.
fsync = on
full_page_writes = on
synchronous_commit = on
wal_level = replica
max_wal_size = 1GB
min_wal_size = 80MB
checkpoint_timeout = 15min

# A laptop's share of memory; the hot set of one user is a few megabytes.
shared_buffers = 64MB
effective_cache_size = 512MB
work_mem = 4MB
maintenance_work_mem = 32MB
huge_pages = off
# Reading ahead in helper processes pays on cold disks with large scans, which we do not have.
io_method = 'sync'
max_parallel_workers_per_gather = 0
# Our statements take milliseconds; compiling them takes longer than running them.
jit = off

# Queue tables (outbox, alerts, leases) turn over quickly: clean early, little at a time.
autovacuum_max_workers = 2
autovacuum_naptime = 20s
autovacuum_vacuum_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.05
autovacuum_vacuum_insert_scale_factor = 0.1

idle_in_transaction_session_timeout = 60s
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '%m [%p] %q%u@%d '
log_checkpoints = off
log_autovacuum_min_duration = 10s
log_lock_waits = on
# Parameters are people's data and secrets; they have no business in a log.
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0

include_if_exists = 'user.conf'
"""


def render_hba() -> str:
    """Return pg_hba.conf: the socket only, and a password even there."""
    return "# Written by Tradewright at each start.\nlocal all all scram-sha-256\n"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
