package dev.howdah.app.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// A shop's day, small enough to cost next to nothing: orders come and are delivered, pages are read by
/// index, reports by reading whole tables; now and then somebody forgets to commit, and somebody else
/// waits for him.
final class Workload implements AutoCloseable {
    private static final Duration HOME_TIME = Duration.ofSeconds(2);

    private final List<Thread> threads;

    private Workload(List<Thread> threads) {
        this.threads = threads;
    }

    static Workload start(PostgresServer primary, PostgresServer replica, String password) {
        var workers = List.of(
                new Worker("shop-orders", primary, password, Duration.ofMillis(100), Workload::order),
                new Worker("shop-delivery", primary, password, Duration.ofMillis(150), Workload::deliver),
                new Worker("shop-pages", primary, password, Duration.ofMillis(40), Workload::page),
                new Worker("shop-pages", replica, password, Duration.ofMillis(80), Workload::page),
                new Worker("shop-reports", primary, password, Duration.ofSeconds(3), Workload::report),
                new Worker("shop-reports", replica, password, Duration.ofSeconds(5), Workload::report),
                new Worker("shop-archive", primary, password, Duration.ofSeconds(4), Workload::archive),
                new Worker("shop-forgetful", primary, password, Duration.ofSeconds(20), Workload::forget),
                new Worker("shop-impatient", primary, password, Duration.ofSeconds(7), Workload::restock),
                new Worker("shop-clumsy", primary, password, Duration.ofSeconds(6), Workload::stumble));
        return new Workload(workers.stream()
                .map(worker -> Thread.ofVirtual().name(worker.name()).start(worker))
                .toList());
    }

    private static void order(Connection connection, RandomGenerator random) throws SQLException {
        connection.setAutoCommit(false);
        try (var order = connection.prepareStatement(
                        "insert into orders (customer_id, note) values (?, ?) returning id");
                var line = connection.prepareStatement(
                        "insert into order_lines (order_id, product_id, amount) values (?, ?, ?)");
                var stock = connection.prepareStatement("update products set stock = stock - ? where id = ?")) {
            order.setInt(1, random.nextInt(1, 2001));
            order.setString(2, random.nextInt(4) == 0 ? "gift" : null);
            long id;
            try (var rows = order.executeQuery()) {
                rows.next();
                id = rows.getLong(1);
            }
            var lines = random.nextInt(1, 4);
            // ascending, as all who lock products do, so that nobody waits for each other
            var product = random.nextInt(1, 100);
            for (var i = 0; i < lines; i++, product += random.nextInt(1, 60)) {
                var amount = random.nextInt(1, 5);
                line.setLong(1, id);
                line.setInt(2, product);
                line.setInt(3, amount);
                line.executeUpdate();
                stock.setInt(1, amount);
                stock.setInt(2, product);
                stock.executeUpdate();
            }
        }
        connection.commit();
    }

    private static void deliver(Connection connection, RandomGenerator random) throws SQLException {
        execute(connection, """
                update orders set status = 'delivered'
                where id in (select id from orders where status = 'placed' order by placed_at limit 2
                             for update skip locked)""");
    }

    private static void page(Connection connection, RandomGenerator random) throws SQLException {
        try (var query = connection.prepareStatement("""
                select o.id, o.status, p.name, l.amount * p.price as cost
                from orders o join order_lines l on l.order_id = o.id join products p on p.id = l.product_id
                where o.customer_id = ?""")) {
            query.setInt(1, random.nextInt(1, 2001));
            query.executeQuery().close();
        }
    }

    // The small memory makes the sort spill to a temporary file, as reports do.
    private static void report(Connection connection, RandomGenerator random) throws SQLException {
        execute(connection, "set work_mem = '64kB'");
        try (var query = connection.prepareStatement("""
                select c.city, o.status, o.id, sum(l.amount * p.price) over (partition by c.city order by o.id) as sales
                from orders o join customers c on c.id = o.customer_id
                join order_lines l on l.order_id = o.id join products p on p.id = l.product_id
                order by sales desc limit 20""")) {
            query.executeQuery().close();
        }
    }

    private static void archive(Connection connection, RandomGenerator random) throws SQLException {
        execute(connection, """
                delete from orders where id in (
                    select id from orders where status = 'delivered' order by id
                    limit greatest(0, (select count(*) from orders) - 8000))""");
    }

    private static void forget(Connection connection, RandomGenerator random)
            throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        execute(connection, "update customers set city = city where id = 1");
        Thread.sleep(Duration.ofSeconds(random.nextInt(4, 9)));
        connection.commit();
    }

    private static void restock(Connection connection, RandomGenerator random) throws SQLException {
        execute(connection, "update customers set name = name where id = 1");
        execute(connection, "update products set stock = 1000000 where stock < 999000");
    }

    private static void stumble(Connection connection, RandomGenerator random) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "update products set price = price where id = 300");
        connection.rollback();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Sends all home; waits for them, but not long.
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        var deadline = System.nanoTime() + HOME_TIME.toNanos();
        try {
            for (var thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
