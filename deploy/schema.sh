#!/bin/sh
# Creates Temporal's two databases and brings them up to date, and an empty one for the ledger, which its
# workers bring up to date; a second run changes nothing.
set -eu
on() { temporal-sql-tool --plugin postgres12 --ep postgresql -p 5432 -u temporal --db "${database%:*}" "$@"; }
database=handrail
on create
for database in temporal:temporal temporal_visibility:visibility; do
  on create
  on setup-schema -v 0.0
  on update-schema -d "/etc/temporal/schema/postgresql/v12/${database#*:}/versioned"
done
