package dev.howdah.it.contract;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// All contracts on every supported major. The servers of one major end before those of the next start.
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {11, 12, 13, 14, 15, 16, 17, 18})
class ContractIT {
    private static @Nullable Site started;

    @Parameter
    int major;

    @BeforeParameterizedClassInvocation
    static void start(int major) {
        started = Site.start(major);
    }

    @AfterParameterizedClassInvocation
    static void end() {
        site().close();
        started = null;
    }

    private static Site site() {
        return Objects.requireNonNull(started);
    }

    @Nested
    class Entries extends EntriesContract {
        Entries() {
            super(site());
        }
    }

    @Nested
    class Databases extends DatabasesContract {
        Databases() {
            super(site());
        }
    }

    @Nested
    class Functions extends FunctionsContract {
        Functions() {
            super(site());
        }
    }

    @Nested
    class Indexes extends IndexesContract {
        Indexes() {
            super(site());
        }
    }

    @Nested
    class Partitions extends PartitionsContract {
        Partitions() {
            super(site());
        }
    }

    @Nested
    class Server extends ServerContract {
        Server() {
            super(site());
        }
    }

    @Nested
    class Tables extends TablesContract {
        Tables() {
            super(site());
        }
    }

    @Nested
    class Activity extends ActivityContract {
        Activity() {
            super(site());
        }
    }

    @Nested
    class BackgroundWriter extends BackgroundWriterContract {
        BackgroundWriter() {
            super(site());
        }
    }

    @Nested
    class Io extends IoContract {
        Io() {
            super(site());
        }
    }

    @Nested
    class Replication extends ReplicationContract {
        Replication() {
            super(site());
        }
    }

    @Nested
    class Statements extends StatementsContract {
        Statements() {
            super(site());
        }
    }

    @Nested
    class Vacuum extends VacuumContract {
        Vacuum() {
            super(site());
        }
    }

    @Nested
    class Wal extends WalContract {
        Wal() {
            super(site());
        }
    }

    @Nested
    class LockSafety extends LockSafetyContract {
        LockSafety() {
            super(site());
        }
    }

    @Nested
    class Privileges extends PrivilegesContract {
        Privileges() {
            super(site());
        }
    }

    @Nested
    class Subscriptions extends SubscriptionsContract {
        Subscriptions() {
            super(site());
        }
    }

    @Nested
    class Inventory extends InventoryContract {
        Inventory() {
            super(site());
        }
    }

    @Nested
    class StartTimes extends StartTimesContract {
        StartTimes() {
            super(site());
        }
    }
}
