package org.semigda.torch;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * The processes that train one network together, each on one device: LibTorch's own collectives (c10d), Gloo between CPUs
 * and NCCL between CUDA devices. Every member calls the same operations in the same order. Used by one thread, the
 * device's; {@link #close} may then form another group in the same process.
 *
 * <p>When a peer dies, the operation that waits for it throws {@link PeerLostException} at once; when it hangs, after {@link
 * GroupTimeouts#exchange}. From then on every call throws the same.
 */
public final class ProcessGroup implements AutoCloseable {

    private final Backend backend;
    private final Rendezvous rendezvous;
    private final int rank;
    private final int size;
    private final Device device;
    private final GroupTimeouts timeouts;
    private final Deque<Exchange> pending = new ArrayDeque<>();
    private Optional<PeerLostException> lost = Optional.empty();
    private long waited;

    /** An exchange under way: its tensor may be used again after {@link ProcessGroup#await}. */
    private record Exchange(String what, Work work, TensorVector tensors) {}

    private ProcessGroup(
            Backend backend, Rendezvous rendezvous, int rank, int size, Device device, GroupTimeouts timeouts) {
        this.backend = backend;
        this.rendezvous = rendezvous;
        this.rank = rank;
        this.size = size;
        this.device = device;
        this.timeouts = timeouts;
    }

    /**
     * Waits until all members are here, and connects each with each.
     *
     * @param rendezvous opened by rank 0, connected to by the others; the group closes it in the end, also on failure
     * @param rank this member's number, from 0 to {@code size - 1}
     * @param bindAddress name or address of this machine that the others reach it under, and that is listened on (CPU only;
     *     NCCL chooses its interface by the environment variable {@code NCCL_SOCKET_IFNAME})
     * @param device this member's; all members have the same kind
     * @throws PeerLostException if some do not come within {@link GroupTimeouts#form}
     */
    public static ProcessGroup form(
            Rendezvous rendezvous, int rank, int size, String bindAddress, Device device, GroupTimeouts timeouts) {
        if (size < 1 || rank < 0 || rank >= size) {
            throw new IllegalArgumentException("no rank " + rank + " in a group of " + size);
        }
        boolean formed = false;
        try (TorchScope scope = TorchScope.open()) {
            Backend backend = device.kind() == Device.Kind.CUDA
                    ? nccl(rendezvous, rank, size, timeouts.form())
                    : gloo(rendezvous, rank, size, bindAddress, timeouts.form());
            backend.setTimeout(new Milliseconds(timeouts.exchange().toMillis()));
            formed = true;
            return new ProcessGroup(TorchScope.keep(backend), rendezvous, rank, size, device, timeouts);
        } catch (RuntimeException e) {
            throw new PeerLostException(
                    "the " + size + " workers did not come together within "
                            + timeouts.form().toSeconds() + " s (rank " + rank + ", meeting at " + rendezvous.address()
                            + ", bound to " + bindAddress + "): " + Rendezvous.firstLine(e)
                            + ". Start all of them, and let each reach the others' addresses",
                    e);
        } finally {
            if (!formed) {
                rendezvous.close();
            }
        }
    }

    private static Backend gloo(Rendezvous rendezvous, int rank, int size, String bindAddress, Duration timeout) {
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(new Milliseconds(timeout.toMillis()));
        options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(bindAddress)));
        return new ProcessGroupGloo(rendezvous.store(), rank, size, options);
    }

    /** Only reached with a CUDA device, and so only where the native libraries have NCCL. */
    private static Backend nccl(Rendezvous rendezvous, int rank, int size, Duration timeout) {
        ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create();
        options.timeout(new Milliseconds(timeout.toMillis()));
        return new ProcessGroupNCCL(rendezvous.store(), rank, size, options);
    }

    /** This member's number, from 0. */
    public int rank() {
        return rank;
    }

    /** The number of members. */
    public int size() {
        return size;
    }

    /** Where the tensors of an exchange must be. */
    public Device device() {
        return device;
    }

    /**
     * Replaces a contiguous tensor by the sum of all members' ones, element by element; the same bits everywhere.
     *
     * @throws PeerLostException see above
     */
    public void sum(Tensor values) {
        startSum(values);
        await();
    }

    /** Begins a {@link #sum} that goes on beside other work; {@link #await} waits for all that are under way. */
    public void startSum(Tensor values) {
        start("the sum of " + values.numel() + " values", values, tensors -> {
            AllreduceOptions options = new AllreduceOptions();
            return backend.allreduce(tensors, options);
        });
    }

    /** Waits for every {@link #startSum}. */
    public void await() {
        for (Exchange next = pending.poll(); next != null; next = pending.poll()) {
            finish(next);
        }
    }

    /** Replaces a contiguous tensor by rank 0's. */
    public void fromFirst(Tensor values) {
        broadcast(values, timeouts.exchange());
    }

    /**
     * Rank 0's number on every member; what the others pass is ignored. These wait for it up to {@link
     * GroupTimeouts#idle}: so rank 0 can say what comes next, and do work of its own before it does.
     */
    public long fromFirst(long value) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor number = Tensors.to(Tensors.of(new long[] {value}, 1), device);
            broadcast(number, timeouts.idle());
            return Tensors.toLongs(number)[0];
        }
    }

    /** Rank 0's text on every member. */
    public String fromFirst(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.toIntExact(fromFirst((long) bytes.length));
        try (TorchScope scope = TorchScope.open()) {
            byte[] own = java.util.Arrays.copyOf(bytes, length);
            Tensor codes = Tensors.to(Tensors.ofLabels(own, length), device);
            fromFirst(codes);
            long[] read = Tensors.toLongs(codes);
            for (int i = 0; i < length; i++) {
                own[i] = (byte) read[i];
            }
            return new String(own, StandardCharsets.UTF_8);
        }
    }

    private void broadcast(Tensor values, Duration timeout) {
        start("rank 0's " + values.numel() + " values", values, tensors -> {
            BroadcastOptions options =
                    new BroadcastOptions().rootRank(0).rootTensor(0).timeout(new Milliseconds(timeout.toMillis()));
            return backend.broadcast(tensors, options);
        });
        await();
    }

    private interface Operation {
        Work on(TensorVector tensors);
    }

    private void start(String what, Tensor values, Operation operation) {
        checked(what, () -> {
            try (TorchScope scope = TorchScope.open()) {
                TensorVector tensors = TorchScope.keep(new TensorVector(values));
                Work work = TorchScope.keep(operation.on(tensors));
                pending.add(new Exchange(what, work, tensors));
                return work;
            }
        });
    }

    private void finish(Exchange exchange) {
        long start = System.nanoTime();
        try {
            checked(exchange.what(), exchange.work()::_wait);
        } finally {
            waited += System.nanoTime() - start;
            exchange.work().close();
            exchange.tensors().close();
        }
    }

    private <T> T checked(String what, Supplier<T> work) {
        if (lost.isPresent()) {
            throw lost.get();
        }
        try {
            return work.get();
        } catch (RuntimeException e) {
            lost = Optional.of(new PeerLostException(
                    "rank " + rank + " of " + size + " waited for " + what + " in vain: " + Rendezvous.firstLine(e)
                            + ". A worker died, hangs or cannot be reached; continue from the newest checkpoint with"
                            + " the workers that are left",
                    e));
            throw lost.get();
        }
    }

    /** The loss of a peer that has shown so far, for callers that native code stood between. */
    public Optional<PeerLostException> lost() {
        return lost;
    }

    /** Time this member has waited for others and for the network, in nanoseconds, since the group was formed. */
    public long waitedNanos() {
        return waited;
    }

    /** Leaves the group. A peer that waits for this member learns of it at once. */
    @Override
    public void close() {
        pending.forEach(exchange -> {
            exchange.work().close();
            exchange.tensors().close();
        });
        pending.clear();
        backend.close();
        rendezvous.close();
    }
}
