SELECT s.userid,
       s.dbid,
       s.queryid,
{% if extension_version >= 109 %}
       s.toplevel,
       i.stats_reset,
{% else %}
       NULL::boolean AS toplevel,
       NULL::timestamptz AS stats_reset,
{% endif %}
{% if extension_version >= 111 %}
       s.stats_since,
{% else %}
       NULL::timestamptz AS stats_since,
{% endif %}
       statement_timestamp() AS looked_at,
       d.datname::text AS database,
       r.rolname::text AS username,
       s.calls,
       s.rows,
{% if extension_version >= 108 %}
       s.total_exec_time, s.min_exec_time AS min_time, s.max_exec_time AS max_time,
       s.plans, s.total_plan_time,
       s.wal_records, s.wal_fpi, s.wal_bytes::float8 AS wal_bytes,
{% else %}
       s.total_time AS total_exec_time, s.min_time, s.max_time,
{% endif %}
       s.shared_blks_hit, s.shared_blks_read, s.shared_blks_dirtied, s.shared_blks_written,
       s.local_blks_hit, s.local_blks_read, s.local_blks_dirtied, s.local_blks_written,
{% if extension_version >= 111 %}
       s.shared_blk_read_time, s.shared_blk_write_time, s.local_blk_read_time, s.local_blk_write_time,
       s.jit_deform_time,
{% else %}
       s.blk_read_time, s.blk_write_time,
{% endif %}
{% if extension_version >= 110 %}
       s.temp_blk_read_time, s.temp_blk_write_time,
       s.jit_functions, s.jit_generation_time, s.jit_inlining_time, s.jit_optimization_time, s.jit_emission_time,
{% endif %}
{% if extension_version >= 112 %}
       s.wal_buffers_full, s.parallel_workers_to_launch, s.parallel_workers_launched,
{% endif %}
       s.temp_blks_read, s.temp_blks_written
FROM {{ extension_schema }}.pg_stat_statements(false) s
{% if extension_version >= 109 %}
CROSS JOIN {{ extension_schema }}.pg_stat_statements_info i
{% endif %}
LEFT JOIN pg_database d ON d.oid = s.dbid
LEFT JOIN pg_roles r ON r.oid = s.userid
WHERE s.queryid IS NOT NULL
ORDER BY total_exec_time DESC
