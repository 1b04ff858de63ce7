package dev.howdah.pipeline.armeria;

import com.linecorp.armeria.common.FlagsProvider;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.common.util.TransportType;
import io.micrometer.core.instrument.MeterRegistry;

/// What Armeria is told about this program, found through `META-INF/services`: the JDK's sockets and TLS
/// instead of native libraries, whose loading takes longer than everything else at start-up. System properties
/// still win.
public final class HowdahFlags implements FlagsProvider {
    @Override
    public int priority() {
        return 100;
    }

    @Override
    public String name() {
        return "howdah";
    }

    @Override
    public TransportType transportType() {
        return TransportType.NIO;
    }

    @Override
    public TlsEngineType tlsEngineType() {
        return TlsEngineType.JDK;
    }

    /// Nobody reads Armeria's own measurements.
    @Override
    public MeterRegistry meterRegistry() {
        return NoopMeterRegistry.get();
    }
}
