#!/usr/bin/env bash
# Builds mnist-cnn by mouse and keyboard from an empty canvas in the real window, trains it on DATA, saves it, and lets
# `netloom evaluate` say how good it is: by_hand.sh NETLOOM DATA [EPOCHS] [PICTURES]. Pictures of the steps go into the
# folder PICTURES, if named. Needs Xvfb, xdotool and, for pictures, ImageMagick.
set -euo pipefail
netloom="$(realpath "$1")" data="$(realpath "$2")" epochs="${3:-1}" pictures="${4:-}"
work="$(mktemp -d)"
export DISPLAY="${SCREEN:-:77}" HOME="$work" XDG_DATA_HOME="$work" XDG_RUNTIME_DIR="$work"
Xvfb "$DISPLAY" -screen 0 1440x900x24 > "$work/xvfb" 2>&1 &
display=$!
trap 'kill $display; rm -rf "$work"' EXIT
sleep 1
"$netloom" --frame-times > "$work/out" 2>&1 &
pid=$!
until xdotool search --onlyvisible --pid $pid windowfocus > /dev/null 2>&1; do sleep 0.05; done
sleep 3

click() { xdotool mousemove "$1" "$2" sleep 0.2 click 1 sleep 0.4; }
double() { xdotool mousemove "$1" "$2" sleep 0.2 click --repeat 2 --delay 60 1 sleep 0.5; }
press() { for key in "$@"; do xdotool key "$key" sleep 0.25; done; }
say() { xdotool type --delay 60 "$1"; sleep 0.4; }
picture() { [ -z "$pictures" ] || import -window root "$pictures/$1.png"; }
# A number in the properties: all of it is replaced.
number() { click "$1" "$2"; press ctrl+a; say "$3"; press Return; }

press ctrl+2
picture 1-empty
# Layers by double click and by search, their numbers and choices in the properties.
double 60 164
place=0
for filters in 32 64 64; do
  double 70 218
  number 1378 132 $filters
  click 1395 334
  click 1310 410
  place=$((place + 1))
  if [ $place -lt 3 ]; then
    press slash
    say "max pool"
    press Return
  fi
done
press slash
say flatten
press Return
double 60 467
click 1340 164
click 1310 240
double 60 467
number 1382 132 10
click 1340 164
xdotool mousemove 1310 300
for _ in $(seq 12); do xdotool click 5 sleep 0.05; done
sleep 0.5
click 1310 491
press ctrl+t
sleep 1
picture 2-built
# The samples, by the path that is typed where the desktop has no dialog.
press ctrl+shift+o
sleep 1.5
say "$data"
press Return
sleep 4
press ctrl+2
sleep 1
picture 3-samples
click 1290 24
sleep 3
# Epochs.
number 1380 125 "$epochs"
press ctrl+2
sleep 3
picture 4-trains
while sleep 1; do
  before=$(awk '{print $14 + $15}' "/proc/$pid/stat")
  sleep 2
  [ $(($(awk '{print $14 + $15}' "/proc/$pid/stat") - before)) -lt 10 ] && break
done
press ctrl+3
sleep 1
picture 5-trained
press ctrl+s
sleep 1.5
say "$work/hand.netloom"
press Return
sleep 2
press ctrl+q
wait $pid || true
cat "$work/out"
"$netloom" evaluate "$work/hand.netloom" --data "$data" | head -4
