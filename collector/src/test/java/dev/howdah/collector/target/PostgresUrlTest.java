package dev.howdah.collector.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PostgresUrlTest {
    @Test
    void readsAllParts() {
        var url = PostgresUrl.parse(
                "postgresql://how%40dah:p%40ss%3Aw+rd@db1.internal:6432/my%2Fdb?sslmode=verify-full&channel_binding=require");

        assertThat(url.user()).isEqualTo("how@dah");
        assertThat(url.password()).isNotNull();
        assertThat(url.password().reveal()).isEqualTo("p@ss:w+rd");
        assertThat(url.address()).isEqualTo("db1.internal:6432");
        assertThat(url.database()).isEqualTo("my/db");
        assertThat(url.jdbcParameters())
                .containsEntry("sslmode", "verify-full")
                .containsEntry("channelBinding", "require");
    }

    @Test
    void defaultsAsLibpqDoes() {
        var url = PostgresUrl.parse("postgres://monitor@[::1]");

        assertThat(url.host()).isEqualTo("::1");
        assertThat(url.address()).isEqualTo("[::1]:5432");
        assertThat(url.database()).isEqualTo("monitor");
    }

    @Test
    void namesTheParameterThatWasMeant() {
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://h/d?ssl_mode=require"))
                .hasMessage("has unknown parameter 'ssl_mode' — did you mean 'sslmode'?");
    }

    @Test
    void refusesValuesThatNoDriverTakes() {
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://h/d?sslmode=verify_full"))
                .hasMessageContaining("has sslmode=verify_full, expected one of disable, allow,")
                .hasMessageContaining("did you mean 'verify-full'?");
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://h/d?connect_timeout=abc"))
                .hasMessage("has connect_timeout=abc, expected a whole number");
    }

    @Test
    void neverRepeatsThePasswordOfAUrlItCannotRead() {
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://u:hunter2@h:port/d"))
                .hasMessageContaining("is no PostgreSQL URL")
                .hasMessageNotContaining("hunter2");
        assertThat(PostgresUrl.parse("postgresql://u:hunter2@h/d").toString()).isEqualTo("h:5432/d");
    }

    @Test
    void refusesOtherSchemesPortsAndSeveralHosts() {
        assertThatThrownBy(() -> PostgresUrl.parse("jdbc:postgresql://h/d"))
                .hasMessageContaining("is no PostgreSQL URL");
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://a,b/d")).hasMessageContaining("one host");
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://h:70000/d")).hasMessageContaining("port 70000");
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://h/a%zz")).isInstanceOf(IllegalArgumentException.class);
    }
}
