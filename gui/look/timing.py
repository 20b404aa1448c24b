"""Every time and rate of the window in one table, each with its reason. All floors read it; no other module has one of its own."""

from __future__ import annotations

# Frames
FRAMES_HZ = 60.0  # as often as most screens show one
FRAMES_BESIDE_WORK_HZ = 30.0  # the interpreter lock is shared: fewer frames leave more of it to autograd,
FRAMES_WAITING_HZ = 15.0  # and to a run that is awaited; new curves are painted at once then,
LOOKS_WAITING_HZ = 125.0  # and so often the window looks whether there are any
FIGURES_S = 0.1  # nobody can read numbers that change more often
DESCRIBE_MS = 1000  # a screen reader takes longer to say it
LONGEST_FRAME_S = 0.25  # after a pause of the whole program, playing goes on from where it was
SHOW_S = 24.0  # a new experiment is played at a speed that takes about this long

# Runs
QUICK_RUN_S, HOLD_S = 0.15, 0.008  # for a run that is complete so soon in turns with the window, that stands still, so long at a time
PATIENCE_S = 0.3  # a run that takes longer is shown while it grows

# Parts of a frame
TRAILS_S = 0.004  # of a frame at rest, for trails that are behind;
TRAILS_PLAYING_S, TRAILS_BESIDE_S = 0.002, 0.001  # of one while the playhead goes on; and of one that paints new ground, too, or is passing
SMALL_MOVE_MS = 50  # for so long a playhead may have moved a pixel before its panel is painted again
LABELS_MS = 100  # for so long names on the surface keep their places while the playhead goes on
SMOOTH_RELIEF_S = 0.012  # where a smooth picture takes longer, a frame would be late: there is one only
SETTLE_MS = 160  # when nothing has moved for so long
ZOOM_MS = 40  # after the last turn of the wheel or change of size, the surface is asked for: one survey, not ten

# Motion
SLIDE_MS = 150  # long enough to be seen, short enough not to be waited for
TRANSITION_S = 0.25  # in which the eye can follow a ball from one plane to the next
LONGEST_TURN_S = 0.1  # after a longer pause, the relief turns on from where it was

# Tables
TABLE_LOOKS_MS = 50  # between two looks at how far a table is read: nobody sees it sooner
TABLE_FAREWELL_S = 1.0  # so long closing the dialog waits for its thread, which stops within a piece of the file

# Start and end
RANGE_TEST_MS = 50  # a test of learning rates is mostly done by the second look
TELL_MS = 500  # after the first picture, which nothing may delay, comes what else there is to say
CONNECT_S = 2.0  # a display that takes longer to accept a connection is taken for one that is gone
ANSWER_MS = 5000  # a first window that does not answer for so long is busy or broken: the second one opens
RETRY_MS = 50  # between two tries to reach a first start that does not listen yet
FILE_FAREWELL_S = 5.0  # so long closing waits for a file that is being read,
THREAD_FAREWELL_S = 10.0  # and for a thread; one that has not ended by then is left behind
# How long a thread may keep Python's lock while others want it. The wait begins anew whenever it is given up for a moment and taken
# again, as numpy and Qt do all the time: at 1 ms, the engine waits some 8 ms beside painting, at the default of 5 ms for ever.
SWITCH_S = 0.00005
