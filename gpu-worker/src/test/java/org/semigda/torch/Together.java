package org.semigda.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Several members of a process group, each a thread of this JVM. */
public final class Together {

    private Together() {}

    /** Runs work on every member of a group and gives the results in the order of ranks. */
    public static <T> List<T> run(int size, Function<ProcessGroup, T> work)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            Rendezvous open = Rendezvous.open(0, Peer.TIMEOUTS);
            int port = open.port();
            List<Future<T>> members = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int rank = i;
                members.add(threads.submit(() -> {
                    Rendezvous at = rank == 0 ? open : Rendezvous.connect("127.0.0.1", port, Peer.TIMEOUTS);
                    try (ProcessGroup group =
                            ProcessGroup.form(at, rank, size, "127.0.0.1", Device.CPU, Peer.TIMEOUTS)) {
                        T result = work.apply(group);
                        // Nobody leaves before all are done.
                        group.fromFirst(0L);
                        return result;
                    }
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> member : members) {
                results.add(member.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
