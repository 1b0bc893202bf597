#!/bin/bash
# Runs once, on an empty volume: two roles for Einlass (the owner migrates, the other one works), one for Keycloak, two databases.
set -euo pipefail
password() { cat "/run/secrets/$1"; }
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set=migrate="$(password postgres_migrate)" \
  --set=app="$(password postgres_app)" \
  --set=keycloak="$(password postgres_keycloak)" <<'SQL'
CREATE ROLE einlass_migrate LOGIN PASSWORD :'migrate';
CREATE ROLE einlass_app LOGIN PASSWORD :'app';
CREATE ROLE keycloak LOGIN PASSWORD :'keycloak';
CREATE DATABASE einlass OWNER einlass_migrate;
CREATE DATABASE keycloak OWNER keycloak;
REVOKE ALL ON DATABASE einlass, keycloak FROM PUBLIC;
GRANT CONNECT ON DATABASE einlass TO einlass_app;
SQL
