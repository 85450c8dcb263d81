package org.semigda.nn;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.semigda.torch.NoGrad;
import org.semigda.torch.TorchScope;

/**
 * Something made of a weight that is not trained, kept until the weight is another: LibTorch would make it again for every use. Any
 * thread may ask.
 */
final class FrozenKernel implements AutoCloseable {

    private final UnaryOperator<Tensor> maker;
    private Optional<Made> made = Optional.empty();

    /** @param source the weight as it was; it keeps the memory, so that no other tensor can lie there */
    private record Made(Tensor source, long version, Tensor value) {

        boolean isOf(Tensor weight) {
            return version == weight._version()
                    && source.data_ptr().address() == weight.data_ptr().address();
        }
    }

    /** @param maker of the kernel from the weight, without gradients */
    FrozenKernel(UnaryOperator<Tensor> maker) {
        this.maker = maker;
    }

    /** The kernel of this weight as it is now; it belongs to this object. */
    synchronized Tensor of(Tensor weight) {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            if (made.isEmpty() || !made.get().isOf(weight)) {
                close();
                made = Optional.of(new Made(
                        TorchScope.keep(weight.detach()),
                        weight._version(),
                        TorchScope.keep(maker.apply(weight).detach())));
            }
            return made.get().value();
        }
    }

    @Override
    public synchronized void close() {
        made.ifPresent(before -> {
            before.source().close();
            before.value().close();
        });
        made = Optional.empty();
    }
}
