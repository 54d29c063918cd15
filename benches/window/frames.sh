#!/usr/bin/env bash
# Drives the real window on a virtual display and prints what it measures of itself (--frame-times) and what the system
# says of it: frames.sh [NETLOOM] [SCENE…]. Scenes: train, network, inspect, draw, folder, wall, idle, stop; all without
# one.
# Where there is no graphics card, lavapipe draws on the cores that train.
set -euo pipefail
cd "$(dirname "$0")/../.."
netloom="$(realpath "${1:-target/release/netloom}")"
shift || true
scenes="${*:-train network inspect draw folder wall idle stop}"
. benches/window/display.sh

# Opens the window on what is named; nothing of an earlier one is remembered, but prepared pictures are.
open() {
  export HOME="$work/home" XDG_DATA_HOME="$work/home" XDG_CACHE_HOME="$work/cache"
  rm -rf "$HOME" && mkdir -p "$HOME"
  start --frame-times "$@"
  settle 1
}
click() { xdotool mousemove "$1" "$2" sleep 0.1 click 1; }
# Share of one core over five seconds.
share() {
  local before
  before=$(ticks)
  sleep 5
  echo "  $1: $(awk "BEGIN{printf \"%.1f\", ($(ticks) - $before) / 5 * 100 / $(getconf CLK_TCK)}") % of a core"
}
memory() { echo "  $1: $(awk '/VmRSS/{printf "%.0f MB", $2 / 1000}' "/proc/$pid/status") in use"; }
shut() {
  kill -TERM $pid
  wait $pid || true
  sed 's/^/  /' "$work/out"
}
digits() {
  open
  click 388 493
}

for scene in $scenes; do
  echo "$scene:"
  case $scene in
    train) digits; sleep 12; shut ;;
    network) digits; sleep 2; xdotool key ctrl+2; sleep 15; shut ;;
    inspect) digits; sleep 2; xdotool key ctrl+5; sleep 15; shut ;;
    draw)
      digits
      sleep 5
      xdotool key ctrl+period sleep 1 key ctrl+5 sleep 2
      click 42 177
      sleep 1
      for stroke in 0 1 2 3; do
        xdotool mousemove $((60 + 15 * stroke)) 80 mousedown 1
        for step in $(seq 30); do xdotool mousemove $((60 + 15 * stroke)) $((80 + step)) sleep 0.016; done
        xdotool mouseup 1
      done
      shut
      ;;
    folder)
      # A folder with a folder for each class is named; one click trains on it.
      python3 benches/window/folder.py "$work/pictures" 2000 10 32
      open "$work/pictures"
      settle
      click 1290 24
      sleep 6
      shut
      ;;
    wall)
      folder="${WALL:-/tmp/netloom-wall}"
      python3 benches/window/folder.py "$folder" 100000 100 32
      open "$folder"
      settle 1
      memory "100,000 pictures of 32×32×3 (307 MB) read"
      for _ in $(seq 150); do xdotool mousemove 700 500 click 5 sleep 0.02; done
      # From end to end by the bar.
      xdotool mousemove 1277 80 mousedown 1
      for step in $(seq 75); do xdotool mousemove 1277 $((80 + 10 * step)) sleep 0.03; done
      xdotool mouseup 1
      sleep 1
      memory "after scrolling"
      shut
      ;;
    idle)
      open
      share "start page"
      click 388 493
      sleep 4
      xdotool key ctrl+period
      sleep 2
      for page in 1 2 3 4 5 6; do
        xdotool key "ctrl+$page"
        # Some first find what they show.
        sleep 2
        settle 1
        share "page $page, training ended"
      done
      shut
      ;;
    stop)
      for batch in 32 128; do
        # Stopped by Ctrl-C after its first steps, to go on in the window.
        for network in mnist-cnn vgg-small; do
          sample=sample:digits
          [ $network = vgg-small ] && sample=sample:shapes
          timeout -s INT 4 "$netloom" train $network --data $sample --batch $batch --epochs 50 --device cpu \
            --out "$work/$network.netloom" > /dev/null || true
          for device in cpu llvmpipe; do
            echo "  $network, batch $batch, $device:"
            open "$work/$network.netloom"
            # The second or third in the list of devices.
            click 1100 24
            sleep 0.7
            click 1166 $([ $device = cpu ] && echo 102 || echo 139)
            sleep 0.7
            click 1290 24
            sleep 8
            [ $device = cpu ] || sleep 12
            xdotool key ctrl+period
            sleep 4
            # Not in a pipe: only the shell that began it can wait for it.
            shut > "$work/said"
            grep Stop "$work/said" || true
          done
        done
      done
      ;;
  esac
done
