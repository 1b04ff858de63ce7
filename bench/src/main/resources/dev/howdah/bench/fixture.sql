-- What the measured server holds: 20 tables with three indexes each, rows, and dead rows. Blank lines divide what is
-- sent at a time.
do $$
begin
    for i in 1..20 loop
        execute format('create table ledger_%s (id int primary key, account int not null, booked_at timestamptz not null, '
            'amount numeric(12, 2) not null, note text)', to_char(i, 'fm00'));
        execute format('insert into ledger_%s select n, n %% 97, timestamptz ''2026-01-01'' + n * interval ''1 minute'', '
            'n * 0.01, repeat(''x'', n %% 50) from generate_series(1, %s) n', to_char(i, 'fm00'), i * 250);
        execute format('create index on ledger_%s (account)', to_char(i, 'fm00'));
        execute format('create index on ledger_%s (booked_at)', to_char(i, 'fm00'));
    end loop;
end $$;

vacuum (analyze);

-- every table another number of dead rows
do $$
begin
    for i in 1..20 loop
        execute format('update ledger_%s set amount = amount + 1 where id <= %s', to_char(i, 'fm00'), i);
        execute format('delete from ledger_%s where id > %s', to_char(i, 'fm00'), i * 250 - i);
    end loop;
end $$;
