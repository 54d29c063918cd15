"""Drags a file or folder over the window and lets it go, as a file manager does (XDND 5): drop.py WINDOW X Y PATH.

Needs python-xlib (pip install python-xlib) and DISPLAY; WINDOW is what `xdotool search --name Netloom` says.
"""

import pathlib
import sys
import time

from Xlib import X, Xatom, display
from Xlib.protocol import event

screen = display.Display()
root = screen.screen().root
atom = screen.intern_atom
target = screen.create_resource_object("window", int(sys.argv[1]))
x, y = int(sys.argv[2]), int(sys.argv[3])
uri = pathlib.Path(sys.argv[4]).absolute().as_uri() + "\r\n"
source = root.create_window(-10, -10, 1, 1, 0, screen.screen().root_depth)
LIST = atom("text/uri-list")


def tell(name, *numbers):
    words = (list(numbers) + [0] * 4)[:4]
    message = event.ClientMessage(window=target, client_type=atom(name), data=(32, [source.id] + words))
    target.send_event(message, event_mask=X.NoEventMask)
    screen.flush()


def answer(seconds):
    """Gives the path to whoever asks for it; the names of the messages that came in."""
    end, heard = time.time() + seconds, []
    while time.time() < end:
        if not screen.pending_events():
            time.sleep(0.01)
            continue
        asked = screen.next_event()
        if asked.type == X.SelectionRequest:
            asked.requestor.change_property(asked.property, asked.target, 8, uri.encode())
            notify = event.SelectionNotify(
                time=asked.time, requestor=asked.requestor, selection=asked.selection, target=asked.target,
                property=asked.property,
            )
            asked.requestor.send_event(notify, event_mask=X.NoEventMask)
            screen.flush()
            heard.append("asked")
        elif asked.type == X.ClientMessage:
            heard.append(screen.get_atom_name(asked.client_type))
    return heard


source.set_selection_owner(atom("XdndSelection"), X.CurrentTime)
tell("XdndEnter", 5 << 24, LIST)
heard = []
for step in range(3):
    tell("XdndPosition", 0, (x + step) << 16 | y, X.CurrentTime, atom("XdndActionCopy"))
    heard += answer(0.2)
tell("XdndDrop", 0, X.CurrentTime)
heard += answer(2)
print(", ".join(heard))
