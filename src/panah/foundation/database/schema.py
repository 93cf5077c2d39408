# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that stands in a database beside its rows, as words that can be compared: whether a step back and forward leaves it as it was.

The order of columns does not count: a column that went and came again stands last.
"""

import psycopg

_ALL = {
    "table": """
SELECT c.relname, concat_ws(' ', c.relkind, 'row security', c.relrowsecurity, 'forced', c.relforcerowsecurity,
  (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(c.relacl) a))
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')""",
    "column": """
SELECT c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
  a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraint": """
SELECT n.conrelid::regclass::text || ': ' || n.conname, concat_ws(' ', pg_get_constraintdef(n.oid), n.convalidated)
FROM pg_constraint n WHERE n.connamespace = 'public'::regnamespace AND n.conrelid <> 0 AND n.contype NOT IN ('t', 'n')""",
    "index": """
SELECT c.relname, pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = 'public'::regnamespace""",
    "policy": """
SELECT p.tablename || ': ' || p.policyname, concat_ws(' ', p.permissive, p.roles::text, p.cmd, 'USING', p.qual, 'CHECK', p.with_check)
FROM pg_policies p WHERE p.schemaname = 'public'""",
    "trigger": """
SELECT t.tgrelid::regclass::text || ': ' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal""",
    "function": """
SELECT p.oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(p.oid), obj_description(p.oid, 'pg_proc'),
  (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(p.proacl) a))
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "type": """
SELECT t.typname, concat_ws(' ', t.typtype, (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('d', 'e')""",
}


def describe(connection: psycopg.Connection) -> dict[str, str]:
    """What is there and how it is defined: "column register_person.sex" -> its type, default and so on.

    Args:
        connection: of whoever may read the catalogue, in autocommit.
    """
    found: dict[str, str] = {}
    with connection.transaction():
        # Names inside definitions are then written with their schema or without it, whoever asks.
        connection.execute("SET LOCAL search_path = public, pg_catalog")
        for kind, query in _ALL.items():
            for name, words in connection.execute(query).fetchall():
                found[f"{kind} {name}"] = words
    return found


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What one has and the other has not, or has otherwise, in words."""
    told = [f"{name} is gone" for name in before if name not in after]
    told += [f"{name} is new" for name in after if name not in before]
    told += [
        f"{name} was: {before[name]}; is: {after[name]}"
        for name in before
        if before[name] != after.get(name, before[name])
    ]
    return sorted(told)
