#!/usr/bin/env bash
# Extracts what changed since the last run, for cron or a CI schedule. Needs AZURE_TENANT_ID, AZURE_CLIENT_ID and
# AZURE_CLIENT_SECRET (or ENTRA_EXTRACT_ACCESS_TOKEN) in the environment.
set -uo pipefail

# From a checkout that is not on the path: ENTRA_EXTRACT="node /path/to/bin/entra-extract.js".
read -ra entra_extract <<< "${ENTRA_EXTRACT:-entra-extract}"
lake="${ENTRA_EXTRACT_OUT:-./entra-lake}"

# Ends at a commit point after 50 minutes; the next run goes on from there.
"${entra_extract[@]}" extract --out "$lake" --max-duration 50m --quiet --json > last-run.json
code=$?

case $code in
  0 | 4 | 5) ;;                 # whole; a table is not allowed; more to do next time
  *)
    # Without a report (wrong usage, not signed in) stderr has said why.
    if [ -s last-run.json ]; then echo "The extract ended with $code, see last-run.json." >&2; fi
    exit "$code"
    ;;
esac

# The lake is what its state says; what is damaged is printed.
found=$("${entra_extract[@]}" verify --out "$lake") || { echo "$found" >&2; exit 1; }

# No table is older than a day and a half; stderr names those that are.
"${entra_extract[@]}" status --out "$lake" --max-age 36h > /dev/null
