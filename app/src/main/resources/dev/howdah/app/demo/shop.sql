-- The shop that the demo watches. Small, so that it is there at once; the workload keeps it changing.
create table customers (
    id   int generated always as identity primary key,
    name text not null,
    city text not null
);
create table products (
    id    int generated always as identity primary key,
    name  text not null,
    price numeric(8, 2) not null,
    stock int not null
);
create table orders (
    id          bigint generated always as identity primary key,
    customer_id int not null references customers,
    placed_at   timestamptz not null default now(),
    status      text not null default 'placed',
    note        text
);
create index orders_customer on orders (customer_id);
create index orders_open on orders (placed_at) where status = 'placed';
-- Nobody ever asks by note: an index to be found by who looks for unused ones.
create index orders_note on orders (note);
create table order_lines (
    order_id   bigint not null references orders on delete cascade,
    product_id int not null references products,
    amount     int not null,
    primary key (order_id, product_id)
);
insert into customers (name, city)
select 'customer ' || i, (array['Jaipur', 'Madurai', 'Chiang Mai', 'Kandy', 'Luang Prabang'])[1 + i % 5]
from generate_series(1, 2000) i;
insert into products (name, price, stock)
select 'product ' || i, 1 + (i * 37) % 500, 1000000
from generate_series(1, 300) i;
insert into orders (customer_id, placed_at, status)
select 1 + (i * 7) % 2000, now() - i * interval '1 minute', 'delivered'
from generate_series(1, 8000) i;
insert into order_lines (order_id, product_id, amount)
select o, 1 + (o * 11 + l * 13) % 300, 1 + (o + l) % 4
from generate_series(1, 8000) o, generate_series(1, 2) l;
analyze;
