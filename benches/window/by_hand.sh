#!/usr/bin/env bash
# Builds mnist-cnn by mouse and keyboard from an empty canvas in the real window, trains it on DATA, saves it, and lets
# `netloom evaluate` say how good it is: by_hand.sh NETLOOM DATA [EPOCHS] [PICTURES]. Pictures of the steps go into the
# folder PICTURES, if named; that needs ImageMagick beside what display.sh needs.
set -euo pipefail
netloom="$(realpath "$1")" data="$(realpath "$2")" epochs="${3:-1}" pictures="${4:-}"
# Seconds that the window is given for what cannot be waited for otherwise; more on a busy machine.
pace="${PACE:-1}"
. "$(dirname "$0")/display.sh"
export HOME="$work" XDG_DATA_HOME="$work"
start --frame-times "$data"

click() { xdotool mousemove "$1" "$2" sleep 0.1 click 1 sleep 0.1 && settle; }
press() { for key in "$@"; do xdotool key "$key" sleep 0.1 && settle; done; }
# A blinking cursor keeps the window from settling: while something is typed, time must do.
enter() { xdotool sleep "$pace" type --delay 50 "$1" && xdotool sleep "$pace" key Return sleep "$pace" && settle; }
layer() { xdotool key slash && enter "$1"; }
# A number in the properties: all of it is replaced.
number() { xdotool mousemove "$1" "$2" sleep 0.1 click 1 sleep "$pace" key ctrl+a && enter "$3"; }
picture() { [ -z "$pictures" ] || import -window root "$pictures/$1.png"; }
settle 1

# The network that was chosen for the samples goes.
press ctrl+2 ctrl+a Delete
picture 1-empty
# Layers by keys, their numbers and choices in the properties by mouse.
layer input
place=0
for filters in 32 64 64; do
  layer 'conv 2d'
  number 1378 132 $filters
  click 1395 334
  click 1310 410
  place=$((place + 1))
  if [ $place -lt 3 ]; then
    layer "max pool"
  fi
done
layer flatten
layer dense
click 1340 164
click 1310 240
layer dense
number 1382 132 10
click 1340 164
xdotool mousemove 1310 300
for _ in $(seq 12); do xdotool click 5 sleep 0.05; done
settle
click 1310 491
press t
picture 2-built
press ctrl+3
number 1382 125 "$epochs"
xdotool mousemove 1290 24 click 1
sleep 4
xdotool key ctrl+2
sleep 3
picture 3-trains
settle 2
press ctrl+3
picture 4-trained
xdotool key ctrl+s sleep "$pace"
enter "$work/hand.netloom"
settle 1
xdotool key ctrl+q
wait $pid || true
cat "$work/out"
"$netloom" evaluate "$work/hand.netloom" --data "$data" | head -4
