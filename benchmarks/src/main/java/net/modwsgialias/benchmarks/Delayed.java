package net.modwsgialias.benchmarks;

/** Another contender made slower on purpose: what shows that the guard notices. */
final class Delayed implements Contender {

    private final Contender delegate;
    private final long nanoseconds;

    Delayed(Contender delegate, long nanoseconds) {
        this.delegate = delegate;
        this.nanoseconds = nanoseconds;
    }

    @Override
    public int lookup(int uri) {
        long begin = System.nanoTime();
        int winner = delegate.lookup(uri);
        while (System.nanoTime() - begin < nanoseconds) {
            Thread.onSpinWait();
        }
        return winner;
    }

    @Override
    public int start(int group) {
        return delegate.start(group);
    }

    @Override
    public int end(int group) {
        return delegate.end(group);
    }

    @Override
    public int groups(int winner) {
        return delegate.groups(winner);
    }
}
