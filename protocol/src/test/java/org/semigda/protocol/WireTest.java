package org.semigda.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1}",
                "{\"id\":1,\"event\":null}",
                "{\"run\":\"a\",\"attempt\":1,\"seq\":1,\"time\":0,\"body\":null}",
                "{\"run\":\"a\",\"attempt\":1,\"seq\":1,\"time\":0}",
                "{\"run\":\"a\",\"attempt\":null,\"seq\":1,\"time\":0,\"body\":{\"type\":\"state\",\"state\":\"RUNNING\"}}",
                "{\"run\":\"a\",\"attempt\":1,\"seq\":1,\"time\":0,\"more\":1,\"body\":{\"type\":\"state\",\"state\":\"RUNNING\"}}",
                "{\"run\":\"a\",\"attempt\":1,\"seq\":1,\"time\":0,\"body\":{\"type\":\"gossip\"}}",
                "{\"run\":\"a\",\"attempt\":1,\"seq\":1,\"time\":0,\"body\":{\"type\":\"state\",\"state\":\"DANCING\"}}",
                "{\"run\":\"../a\",\"attempt\":1,\"seq\":1,\"time\":0,\"body\":{\"type\":\"state\",\"state\":\"RUNNING\"}}",
                "{\"run\":\"a\",\"attempt\":1,\"seq\":1,\"time\":0,\"body\":{\"type\":\"state\",\"state\":\"RUNNING\"}} {}",
                "[]",
                ""
            })
    void refusesWhatIsNotExactlyAnEvent(String json) {
        assertThatThrownBy(() -> Wire.read(json, RunEvent.class)).isInstanceOf(WireException.class);
    }

    @Test
    void readsAnEventThatIsComplete() {
        String json =
                "{\"run\":\"a\",\"attempt\":1,\"seq\":2,\"time\":3,\"body\":{\"type\":\"state\",\"state\":\"RUNNING\"}}";
        RunEvent event = new RunEvent(new RunId("a"), 1, 2, 3, new RunEvent.State(RunState.RUNNING));
        assertThat(Wire.read(json, RunEvent.class)).isEqualTo(event);
        assertThat(Wire.write(event)).isEqualTo(json);
    }

    @Test
    void namesTheTypeOfABody() {
        assertThat(Wire.type(new RunEvent.Metrics(0, 1, Map.of()))).isEqualTo("metrics");
        assertThat(Wire.type(new RunEvent.Failed(new Failure("a", "b", "c")))).isEqualTo("failed");
    }

    @Test
    void refusesASpecificationOfAnotherVersion() {
        assertThatThrownBy(() -> Wire.read(
                        "{\"apiVersion\":\"v9\",\"name\":\"a\",\"data\":\"d\",\"preset\":\"demo\",\"settings\":{}}",
                        RunSpec.class))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("apiVersion 'v9' is not known; use semigda/v1");
    }

    @Test
    void aSpecificationWithoutAQueueIsQueuedAsUsual() {
        String old =
                "{\"apiVersion\":\"semigda/v1\",\"name\":\"a\",\"data\":\"/d\",\"preset\":\"demo\",\"settings\":{}}";
        RunSpec spec = Wire.read(old, RunSpec.class);
        assertThat(spec.queue()).isEqualTo(Queueing.USUAL);
        assertThat(Wire.read(Wire.write(spec), RunSpec.class)).isEqualTo(spec);
        String typo = old.replace("\"settings\"", "\"setings\":1,\"settings\"");
        assertThatThrownBy(() -> Wire.read(typo, RunSpec.class)).isInstanceOf(WireException.class);
        String far = old.replace("}}", "},\"queue\":{\"priority\":101}}");
        assertThatThrownBy(() -> Wire.read(far, RunSpec.class)).isInstanceOf(WireException.class);
    }
}
