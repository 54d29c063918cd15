#!/usr/bin/env bash
# Takes the README's pictures of the real window on a virtual display: pictures.sh [NETLOOM] [FOLDER].
# Needs Xvfb, xdotool and ImageMagick.
set -euo pipefail
cd "$(dirname "$0")/../.."
netloom="$(realpath "${1:-target/release/netloom}")" folder="${2:-assets}"
work="$(mktemp -d)"
export DISPLAY="${SCREEN:-:77}" HOME="$work" XDG_DATA_HOME="$work" XDG_RUNTIME_DIR="$work"
Xvfb "$DISPLAY" -screen 0 1440x900x24 > "$work/xvfb" 2>&1 &
display=$!
trap 'kill -9 $pid; kill $display; rm -rf "$work"' EXIT
sleep 1
"$netloom" > "$work/out" 2>&1 &
pid=$!
until xdotool search --onlyvisible --name Netloom windowfocus > /dev/null 2>&1; do sleep 0.05; done
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
