SELECT w.pid,
       array_to_string(pg_blocking_pids(w.pid), ',') AS blockers,
       l.mode,
       l.locktype,
       c.relname::text AS relation,
{% if pg_version >= 14 %}
       l.waitstart,
       extract(epoch FROM clock_timestamp() - l.waitstart)::bigint AS seconds
{% else %}
       NULL::timestamptz AS waitstart,
       NULL::bigint AS seconds
{% endif %}
FROM unnest(?::int[]) AS w (pid)
LEFT JOIN (SELECT DISTINCT ON (pid) * FROM pg_locks WHERE NOT granted ORDER BY pid) l ON l.pid = w.pid
LEFT JOIN pg_class c
       ON c.oid = l.relation
      AND l.database IN (0, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
