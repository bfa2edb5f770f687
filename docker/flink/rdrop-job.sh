#!/usr/bin/env bash
# Starts the JobManager of the job; the arguments are the job's own: rdrop-job.sh --config /etc/rdrop/job.yaml
#
# Where no high availability remembers the last checkpoint (docker-compose.yml), this looks for it: a JobManager that comes back goes on
# from the newest complete checkpoint or savepoint below RDROP_STATE. An empty RDROP_STATE starts without state.
set -euo pipefail

state=${RDROP_STATE-/data}
restore=()
if [ -n "$state" ]; then
  newest=$(find "$state/checkpoints" "$state/savepoints" -mindepth 2 -maxdepth 3 -name _metadata -printf '%T@ %h\n' 2>/dev/null |
    sort -n | tail -n 1 | cut -d' ' -f2- || true)
  if [ -n "$newest" ]; then
    echo "rdrop-job: going on from $newest"
    restore=(--fromSavepoint "file://$newest")
  else
    echo "rdrop-job: no checkpoint below $state: starting without state"
  fi
fi

# After -- all is the job's. Without it Flink takes --config as short for its own --configDir.
exec "${RDROP_ENTRYPOINT:-/docker-entrypoint.sh}" standalone-job \
  --job-classname io.rdrop.job.TrainingJob "${restore[@]}" -- "$@"
