package dev.howdah.pipeline.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenMetricsNegotiationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */*                                                                              | PROMETHEUS
            text/plain                                                                       | PROMETHEUS
            text/html,*/*;q=0.8                                                              | PROMETHEUS
            application/openmetrics-text                                                     | OPENMETRICS
            application/openmetrics-text; version=1.0.0; charset=utf-8                       | OPENMETRICS
            APPLICATION/OpenMetrics-Text; Version="1.0.0"                                    | OPENMETRICS
            application/openmetrics-text; version=0.0.1                                      | PROMETHEUS
            application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5        | OPENMETRICS
            application/openmetrics-text;q=0.5,text/plain;q=0.6                              | PROMETHEUS
            application/openmetrics-text;q=0.5,text/plain;q=0.5                              | PROMETHEUS
            application/openmetrics-text;q=0.5,text/*;q=0.4                                  | OPENMETRICS
            application/openmetrics-text;q=0,*/*                                             | PROMETHEUS
            text/plain;q=0,*/*                                                               | OPENMETRICS
            application/openmetrics-text;q=nonsense,text/plain;q=0.1                         | PROMETHEUS
            application/json                                                                 | PROMETHEUS
            ''                                                                               | PROMETHEUS
            """)
    void choosesByAccept(String accept, TextFormat expected) {
        assertThat(OpenMetricsNegotiation.choose(accept)).isEqualTo(expected);
    }

    @Test
    void givesOpenMetricsToPrometheusServers() {
        String prometheus2 =
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        String prometheus3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

        assertThat(OpenMetricsNegotiation.choose(prometheus2)).isEqualTo(TextFormat.OPENMETRICS);
        assertThat(OpenMetricsNegotiation.choose(prometheus3)).isEqualTo(TextFormat.OPENMETRICS);
        assertThat(OpenMetricsNegotiation.choose(null)).isEqualTo(TextFormat.PROMETHEUS);
    }
}
