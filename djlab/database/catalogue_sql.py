"""The three queries of the catalogue, per dialect. All give the same columns in the same order.

Tables: schema, table, comment, estimate (of PostgreSQL the number of live rows that its statistics follow, which is
there before the first ANALYZE; small tables never get one by themselves). Columns: schema, table, column, type,
nullable, comment, place in the primary key, default, members of an enum, extra. Foreign keys: schema, table, name,
target's schema and table, columns, target's columns.
"""

from __future__ import annotations

from typing import Any

from djlab.database.columns import Dialect

_POSTGRESQL = (
    """
    SELECT n.nspname, c.relname, obj_description(c.oid, 'pg_class'),
           CASE WHEN pg_stat_get_live_tuples(c.oid) > 0 THEN pg_stat_get_live_tuples(c.oid)
                WHEN c.reltuples < 0 AND pg_relation_size(c.oid) = 0 THEN 0
                ELSE c.reltuples END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY(%(schemas)s)
    ORDER BY 1, 2
    """,
    """
    SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
           col_description(c.oid, a.attnum), array_position(i.indkey::int2[], a.attnum),
           pg_get_expr(d.adbin, d.adrelid),
           CASE WHEN t.typtype = 'e'
                THEN (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e
                      WHERE e.enumtypid = t.oid) END,
           CASE WHEN a.attidentity <> '' THEN 'auto_increment' ELSE '' END
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname = ANY(%(schemas)s)
    ORDER BY c.oid, a.attnum
    """,
    """
    SELECT n.nspname, c.relname, con.conname, rn.nspname, rc.relname,
           (SELECT array_agg(x.attname::text ORDER BY k.o) FROM unnest(con.conkey) WITH ORDINALITY k(a, o)
            JOIN pg_attribute x ON x.attrelid = con.conrelid AND x.attnum = k.a),
           (SELECT array_agg(x.attname::text ORDER BY k.o) FROM unnest(con.confkey) WITH ORDINALITY k(a, o)
            JOIN pg_attribute x ON x.attrelid = con.confrelid AND x.attnum = k.a)
    FROM pg_constraint con
    JOIN pg_class c ON c.oid = con.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class rc ON rc.oid = con.confrelid
    JOIN pg_namespace rn ON rn.oid = rc.relnamespace
    WHERE con.contype = 'f' AND (n.nspname = ANY(%(schemas)s) OR rn.nspname = ANY(%(schemas)s))
    ORDER BY 1, 2, 3
    """,
)

_MYSQL = (
    """
    SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_COMMENT, TABLE_ROWS
    FROM information_schema.TABLES
    WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA IN %(schemas)s
    ORDER BY 1, 2
    """,
    """
    SELECT c.TABLE_SCHEMA, c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE = 'YES', c.COLUMN_COMMENT,
           s.SEQ_IN_INDEX - 1, c.COLUMN_DEFAULT, NULL, c.EXTRA
    FROM information_schema.COLUMNS c
    LEFT JOIN information_schema.STATISTICS s
      ON s.TABLE_SCHEMA = c.TABLE_SCHEMA AND s.TABLE_NAME = c.TABLE_NAME AND s.COLUMN_NAME = c.COLUMN_NAME
     AND s.INDEX_NAME = 'PRIMARY' AND s.TABLE_SCHEMA IN %(schemas)s
    WHERE c.TABLE_SCHEMA IN %(schemas)s
    ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION
    """,
    """
    SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME,
           GROUP_CONCAT(COLUMN_NAME ORDER BY ORDINAL_POSITION SEPARATOR X'1F'),
           GROUP_CONCAT(REFERENCED_COLUMN_NAME ORDER BY ORDINAL_POSITION SEPARATOR X'1F')
    FROM information_schema.KEY_COLUMN_USAGE
    WHERE REFERENCED_TABLE_NAME IS NOT NULL
      AND (TABLE_SCHEMA IN %(schemas)s OR REFERENCED_TABLE_SCHEMA IN %(schemas)s)
    GROUP BY 1, 2, 3, 4, 5
    ORDER BY 1, 2, 3
    """,
)


# Indexes: schema, table, name, unique, columns in order. Those of primary keys and of expressions are left out.
_INDEXES = {
    "postgresql": """
    SELECT n.nspname, c.relname, ic.relname, i.indisunique,
           (SELECT array_agg(a.attname::text ORDER BY k.o)
            FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(n, o)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n
            WHERE k.o <= i.indnkeyatts)
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_class ic ON ic.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT i.indisprimary AND i.indexprs IS NULL AND n.nspname = ANY(%(schemas)s)
    ORDER BY 1, 2, 3
    """,
    "mysql": """
    SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, MAX(NON_UNIQUE) = 0,
           GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX SEPARATOR X'1F')
    FROM information_schema.STATISTICS
    WHERE INDEX_NAME <> 'PRIMARY' AND TABLE_SCHEMA IN %(schemas)s
    GROUP BY 1, 2, 3
    HAVING COUNT(*) = COUNT(COLUMN_NAME)
    ORDER BY 1, 2, 3
    """,
}


def index_statement(dialect: Dialect, schemas: list[str]) -> tuple[str, dict[str, Any]]:
    """The query for the indexes of these schemas (at least one), and its parameters."""
    return _INDEXES[dialect], {"schemas": schemas if dialect == "postgresql" else tuple(schemas)}


def statements(dialect: Dialect, schemas: list[str]) -> tuple[tuple[str, str, str], dict[str, Any]]:
    """The queries for these schemas (at least one), and their parameters."""
    if dialect == "postgresql":
        return _POSTGRESQL, {"schemas": schemas}
    return _MYSQL, {"schemas": tuple(schemas)}
