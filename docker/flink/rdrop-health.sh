#!/usr/bin/env bash
# Whether the Flink process of this container answers: rdrop-health.sh [PORT PATH]
# Without arguments a TaskManager (process 1 says so) is asked at its metrics reporter, a JobManager at its REST endpoint.
set -euo pipefail

port=${1:-}
path=${2:-/}
if [ -z "$port" ]; then
  if tr '\0' ' ' </proc/1/cmdline | grep -q TaskManagerRunner; then
    port=9249
  else
    port=8081
    path=/overview
  fi
fi

# The image has no client that can be counted on; HTTP/1.0 closes the connection at the end of the answer.
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$path" >&3
read -r -t 4 _ status _ <&3
if [ "$status" != 200 ]; then
  echo "http://127.0.0.1:$port$path answered $status"
  exit 1
fi
