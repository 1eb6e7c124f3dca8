package net.modwsgialias.e2e.load;

import net.modwsgialias.e2e.harness.ProcessView;

/** What a process takes. */
record Footprint(long privateKilobytes, int files, int threads) {

    static Footprint of(long pid) {
        ProcessView view = new ProcessView(pid);
        return new Footprint(view.privateKilobytes(), view.openFiles().size(), view.threads());
    }

    @Override
    public String toString() {
        return privateKilobytes + " KB/" + files + " files/" + threads + " threads";
    }
}
