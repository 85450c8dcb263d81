package org.semigda.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.semigda.conf.UserError;

/** Which device a command without a worker takes. */
class TorchTest {

    private static final List<String> CPU = List.of("cpu");
    private static final List<String> GPUS = List.of("cpu", "cuda:0", "cuda:1");

    @Test
    void withoutAWishTheFirstCudaDeviceElseTheCpu() {
        assertThat(Torch.choose(Optional.empty(), CPU)).hasToString("cpu");
        assertThat(Torch.choose(Optional.empty(), GPUS)).hasToString("cuda:0");
    }

    @Test
    void aWishIsGrantedWhereTheMachineCan() {
        assertThat(Torch.choose(Optional.of("cpu"), GPUS)).hasToString("cpu");
        assertThat(Torch.choose(Optional.of("cuda"), GPUS)).hasToString("cuda:0");
        assertThat(Torch.choose(Optional.of("cuda:1"), GPUS)).hasToString("cuda:1");
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedWithWhatIs() {
        assertThatThrownBy(() -> Torch.choose(Optional.of("cuda:2"), GPUS))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cuda:2 is not on this machine, which has cpu, cuda:0, cuda:1")
                .hasMessageContaining("semigda doctor");
        assertThatThrownBy(() -> Torch.choose(Optional.of("gpu"), CPU))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("gpu");
    }
}
