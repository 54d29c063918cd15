# Sourced by the scripts beside it: a virtual display of 1440×900 that ends with the script, a folder for what it leaves
# behind, and the program's window on it. Needs Xvfb and xdotool.
export DISPLAY="${SCREEN:-:77}"
if xdotool getmouselocation > /dev/null 2>&1; then
  echo "$0: the display $DISPLAY is in use; SCREEN names another" >&2
  exit 1
fi
work="$(mktemp -d)"
export XDG_RUNTIME_DIR="$work"
# Unless told not to, it begins anew when its only client leaves, as xdotool does, and turns away whoever comes then.
Xvfb "$DISPLAY" -noreset -screen 0 1440x900x24 > "$work/xvfb" 2>&1 &
display=$! pid=
trap 'kill -9 $pid 2> /dev/null || true; kill $display || true; wait $display || true; rm -rf "$work"' EXIT

# Tries a command every 50 ms, for a minute at most, as long as a process lives; where it does not come true, the
# script ends with what the process has said: await PROCESS FILE COMMAND…
await() {
  local process="$1" said="$2" try
  shift 2
  for try in $(seq 1200); do
    "$@" > /dev/null 2>&1 && return
    kill -0 "$process" 2> /dev/null || break
    sleep 0.05
  done
  echo "$0: after $try tries, no success of: $*" >&2
  cat "$said" >&2
  exit 1
}
await $display "$work/xvfb" xdotool getmouselocation

# Opens the window with these arguments, and gives it the keyboard.
start() {
  "$netloom" "$@" > "$work/out" 2>&1 &
  pid=$!
  await $pid "$work/out" xdotool search --onlyvisible --name Netloom windowfocus
}
# Hundredths of a second that the program has worked so far.
ticks() { awk '{print $14 + $15}' "/proc/$pid/stat"; }
# Waits until the window has nothing more to do, however busy the computer is: settle [SECONDS].
settle() {
  local before=
  until [ "$before" = "$(ticks)" ]; do
    before=$(ticks)
    sleep "${1:-0.3}"
  done
}
