#!/bin/sh
# examples/sse.sh http://127.0.0.1:4000/graphql [cursor]
# Each `data:` line is an event. Given the cursor of the last one, it goes on from there.
query='subscription ($after: String) { tracks(after: $after, maxRateHz: 2) { __typename'
query="$query ... on TrackSnapshot { cursor tracks { droneId lat lon } }"
query="$query ... on TrackBatch { cursor upserts { droneId lat lon } removed { droneId } }"
query="$query ... on Heartbeat { cursor } ... on Lagged { cursor } } }"
after=${2:+\"$2\"}

exec curl --no-buffer --silent --show-error --speed-limit 1 --speed-time 25 "$1" \
  --header 'accept: text/event-stream' --header 'content-type: application/json' \
  --data "{ \"query\": \"$query\", \"variables\": { \"after\": ${after:-null} } }"
