SELECT a.pid,
       a.datname::text AS database,
       a.usename::text AS username,
       a.application_name,
       host(a.client_addr) AS client_address,
       a.client_hostname,
       a.client_port,
       a.state,
       a.query_start,
       a.xact_start,
       extract(epoch FROM CASE WHEN a.state IN ('active', 'fastpath function call') THEN clock_timestamp()
                               ELSE a.state_change END - a.query_start)::float8 AS seconds,
       a.wait_event_type,
       a.wait_event,
{% if pg_version >= 14 %}
       a.query_id,
{% else %}
       NULL::bigint AS query_id,
{% endif %}
       a.query
FROM pg_stat_activity a
WHERE a.backend_type = 'client backend'
  AND a.state IN ('active', 'idle in transaction', 'idle in transaction (aborted)', 'fastpath function call')
  AND a.pid <> pg_backend_pid()
  AND NOT (a.application_name = current_setting('application_name') AND a.usename = current_user)
ORDER BY coalesce(a.xact_start, a.query_start), a.pid
