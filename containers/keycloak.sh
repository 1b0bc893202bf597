#!/bin/bash
# Keycloak takes no secret out of a file: these two are read here and handed on.
set -euo pipefail
for name in KC_DB_PASSWORD KC_BOOTSTRAP_ADMIN_PASSWORD; do
  file="${name}_FILE"
  if [[ -n ${!file:-} ]]; then
    secret=$(<"${!file}")
    export "$name=$secret"
    unset "$file"
  fi
done
exec /opt/keycloak/bin/kc.sh "$@"
