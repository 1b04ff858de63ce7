package dev.howdah.pipeline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9187, 127.0.0.1, 9187",
        "'[::1]:9188', ::1, 9188",
        "':9189', '', 9189",
        "localhost:0, localhost, 0"
    })
    void readsHostAndPort(String text, String host, int port) {
        var address = ListenAddress.parse(text);

        assertThat(address).isEqualTo(new ListenAddress(host, port));
        assertThat(address).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9187", "host", "host:", "host:x", "host:99999", "::1:9187", "[::1:9187", "host:-1"})
    void refusesWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ListenAddress.parse(text));
    }

    @Test
    void saysWhatToWrite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenAddress.parse("9187"))
                .withMessage(
                        "listen address: 9187, expected host:port — write for example 127.0.0.1:9187, [::1]:9187 or :9187");
    }
}
