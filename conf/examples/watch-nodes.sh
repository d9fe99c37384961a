#!/usr/bin/env bash
# Prints a line for each change of a node, from now on, for as long as it runs. After a cut it goes on after the last event
# that it has seen, on whatever control-plane node answers.
#
#   MUSTER_URL=https://127.0.0.1:8443 MUSTER_TOKEN=mst_… MUSTER_CA=ca.crt ./watch-nodes.sh ['node.*']
set -euo pipefail

url=${MUSTER_URL:-https://127.0.0.1:8443}
subjects=${1:-node.*}
last=

while :; do
  event=
  while IFS= read -r line; do
    case $line in
      "id: "*) last=${line#id: } ;;
      "event: "*) event=${line#event: } ;;
      "data: "*)
        data=${line#data: }
        if [[ $event == error ]]; then
          printf 'the feed ended: %s\n' "$data" >&2
        elif [[ $data == *'"subject":"feed.gap"'* ]]; then
          printf 'events are missing: read again what you keep\n'
        elif [[ $data =~ \"subject\":\"([^\"]*)\".*\"object\":\"([^\"]*)\" && ${BASH_REMATCH[1]} != feed.* ]]; then
          printf '%s %s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
        fi
        event=
        ;;
    esac
  done < <(printf 'header = "Authorization: Bearer %s"\n' "$MUSTER_TOKEN" |
    curl --silent --show-error --no-buffer --get ${MUSTER_CA:+--cacert "$MUSTER_CA"} --config - \
      --header 'Accept: text/event-stream' ${last:+--header "Last-Event-ID: $last"} \
      --data-urlencode "subjects=$subjects" "$url/api/v1/events")
  sleep 1
done
