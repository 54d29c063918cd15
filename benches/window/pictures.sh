#!/usr/bin/env bash
# Takes the README's pictures of the real window on a virtual display: pictures.sh [NETLOOM] [FOLDER].
# Needs ImageMagick beside what display.sh needs.
set -euo pipefail
cd "$(dirname "$0")/../.."
netloom="$(realpath "${1:-target/release/netloom}")" folder="${2:-assets}"
. benches/window/display.sh
export HOME="$work" XDG_DATA_HOME="$work"
start
sleep 3
# 256 colours are enough for what is mostly grey, and a third of the size.
picture() { import -window root -dither None -colors 256 -define png:compression-level=9 "PNG8:$folder/$1.png"; }
# One click trains on digits; more epochs than the pictures need.
xdotool mousemove 388 493 sleep 0.2 click 1 sleep 2
xdotool mousemove 1380 125 click 1 sleep 1 key ctrl+a type 40
xdotool key Return sleep "${PACE:-10}"
# The pointer where it points at nothing.
xdotool mousemove 720 880 sleep 1
picture training
xdotool key ctrl+2 sleep 5
picture network
xdotool key ctrl+4 sleep 6
picture evaluate
xdotool key ctrl+5 sleep 6
picture inspect
