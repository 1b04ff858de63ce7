SELECT s.dbid, s.queryid, left(s.query, 16384) AS query
FROM {{ extension_schema }}.pg_stat_statements(true) s
WHERE s.queryid = ANY (?::bigint[])
