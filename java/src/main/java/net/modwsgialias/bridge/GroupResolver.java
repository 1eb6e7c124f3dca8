package net.modwsgialias.bridge;

import net.modwsgialias.frame.Frame;
import net.modwsgialias.frame.FrameFullException;
import net.modwsgialias.frame.FrameLayout;
import net.modwsgialias.frame.Status;
import net.modwsgialias.group.ByteSink;
import net.modwsgialias.group.GroupRefusedException;
import net.modwsgialias.group.GroupRequest;
import net.modwsgialias.group.GroupTemplate;
import net.modwsgialias.group.VariableValues;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.table.Alias;

/** Answers RESOLVE: the groups that MATCH left late. */
final class GroupResolver implements Answerer {

    private final Generations generations;

    GroupResolver(Generations generations) {
        this.generations = generations;
    }

    @Override
    public Status answer(Frame frame, Slot slot) throws FrameFullException, GroupRefusedException {
        Alias alias = generations.get(frame.generation()).alias(frame.alias());
        GroupRequest request = readRequest(frame);
        VariableValues values = new VariableValues(request.variables());
        putGroup(frame, FrameLayout.PROCESS_GROUP_OFFSET, alias.processGroup(), request, values, slot.text());
        putGroup(frame, FrameLayout.APPLICATION_GROUP_OFFSET, alias.applicationGroup(), request, values, slot.text());
        return Status.RESOLVED;
    }

    private static GroupRequest readRequest(Frame frame) {
        int[] bounds = new int[2 * MatchScratch.GROUPS];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = frame.capture(i);
        }
        return new GroupRequest(frame.bytes(FrameLayout.URI_OFFSET), bounds,
                frame.bytes(FrameLayout.SERVER_NAME_OFFSET), frame.port(), frame.bytes(FrameLayout.HOST_OFFSET),
                frame.bytes(FrameLayout.SCRIPT_NAME_OFFSET), frame.bytes(FrameLayout.VARIABLES_OFFSET));
    }

    private static void putGroup(Frame frame, int text, GroupTemplate group, GroupRequest request,
            VariableValues values, ByteSink name) throws FrameFullException, GroupRefusedException {
        if (group != null) {
            group.expand(request, values, name);
            frame.put(text, name.array(), name.length());
        }
    }
}
