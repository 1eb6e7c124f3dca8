package net.modwsgialias.bridge;

import net.modwsgialias.frame.Frame;
import net.modwsgialias.frame.FrameFullException;
import net.modwsgialias.frame.Status;
import net.modwsgialias.group.GroupRefusedException;

/** Answers one kind of question. Any number of threads at once, each with a frame and a slot of its own. */
@FunctionalInterface
interface Answerer {

    /**
     * Writes the answer into the frame, all but the status.
     *
     * @return the status; the caller writes it, last of all
     */
    Status answer(Frame frame, Slot slot) throws FrameFullException, GroupRefusedException;
}
