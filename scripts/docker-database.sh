#!/bin/sh
# Run by the image of the database when it is made: the account that the server works with (docs/database.md).
set -eu
psql --set ON_ERROR_STOP=1 --set password="$SERVER_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE airpicture_server LOGIN PASSWORD :'password' CONNECTION LIMIT 20;
SQL
