-- Sent first in every scrape: its answer decides which entries run, so a promotion, ALTER EXTENSION or GRANT is noticed at
-- the next slot. It reads shared memory and cached catalogs only.
SELECT current_setting('server_version_num')::int AS version_number,
       current_setting('server_version') AS version,
       pg_is_in_recovery() AS standby,
       (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint AS started_micros,
       current_database() AS database,
       current_user AS username,
       (SELECT (extract(epoch FROM least(a.stats_reset, b.stats_reset)) * 1000000)::bigint
        FROM pg_stat_archiver a, pg_stat_bgwriter b) AS statistics_since_micros,
       (SELECT coalesce(string_agg(r.rolname::text, ' ' ORDER BY r.rolname), '')
        FROM pg_roles r
        WHERE r.rolname IN ('pg_monitor', 'pg_read_all_settings', 'pg_read_all_stats', 'pg_stat_scan_tables')
          AND pg_has_role(current_user, r.oid, 'USAGE')) AS roles,
       (SELECT coalesce(string_agg(f.signature, ' ' ORDER BY f.signature), '')
        FROM unnest(ARRAY['pg_get_shmem_allocations()', 'pg_hba_file_rules()', 'pg_ident_file_mappings()',
                          'pg_show_all_file_settings()', 'pg_show_replication_origin_status()']) AS f (signature)
        WHERE has_function_privilege(to_regprocedure(f.signature), 'EXECUTE')) AS functions,
       (SELECT coalesce(string_agg(concat_ws(E'\x1f', e.extname, e.extversion, n.nspname,
                                               has_schema_privilege(n.oid, 'USAGE')), E'\x1e' ORDER BY e.extname), '')
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace) AS extensions
