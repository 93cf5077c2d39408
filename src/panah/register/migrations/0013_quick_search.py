# SPDX-License-Identifier: AGPL-3.0-or-later
"""People by their words, the words of a question told to rows by hash and not by a walk through all of them for each row."""

import importlib

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Cast

_before = importlib.import_module("panah.register.migrations.0009_postings")

ARGUMENTS = """a_t bigint[], a_n smallint[], a_s real[], a_w0 bigint[], a_o0 bigint[], a_w1 bigint[], a_o1 bigint[],
  a_w2 bigint[], a_o2 bigint[], a_all bigint[], a_third bigint[], a_years smallint[], a_first smallint, a_last smallint,
  a_born date, a_single boolean, a_most integer"""


def _bearers(*, years: bool, single: bool) -> str:
    """People by two of their words, or by one; those that fit best first."""
    within = " AND p.year = ANY (a_years)" if years else ""
    # In the father's indexes the year stands in another type, so that the planner is not led to read everybody of one word
    # by the index of the first two words.
    after = " AND p.year::integer = ANY (a_years)" if years else ""
    scan = "SELECT p.person_id, p.one, p.two, p.three, p.year, p.born, p.sex FROM register_nameposting p WHERE "
    if single:
        scans = [f"{scan} p.{column} = ANY (a_all){within}" for column in ("one", "two")]
    else:
        scans = [f"{scan} p.one = ANY (a_w{n}) AND p.two = ANY (a_o{n}){within}" for n in range(3)]
        scans += [f"{scan} p.{column} = ANY (a_all) AND p.three = ANY (a_third){after}" for column in ("one", "two")]
    # More than a few thousand people are never weighed: the question is then too wide, and is told to be.
    union = " UNION ALL ".join(f"({one} LIMIT 3000)" for one in scans)
    return f"""
    WITH w AS MATERIALIZED (SELECT * FROM unnest(a_t, a_n, a_s) AS w (t, n, s))
    SELECT h.person_id, h.one, h.two, h.three, h.year, h.born, h.sex::text, count(*) OVER ()
    FROM ({union}) h
    LEFT JOIN w a ON a.t = h.one LEFT JOIN w b ON b.t = h.two LEFT JOIN w c ON c.t = h.three
    ORDER BY coalesce(a.s, 0)
      + CASE WHEN b.n IS DISTINCT FROM a.n THEN coalesce(b.s, 0) ELSE 0 END
      + CASE WHEN c.n IS DISTINCT FROM a.n AND c.n IS DISTINCT FROM b.n THEN 0.7 * coalesce(c.s, 0) ELSE 0 END
      - CASE WHEN h.year = 0 OR a_first = 0 THEN 0.1 ELSE 0.15 * greatest(a_first - h.year, h.year - a_last, 0) END
      + CASE WHEN h.born = a_born THEN 0.3 ELSE 0 END DESC, h.person_id
    LIMIT a_most"""


# The plans are kept for each connection, and made for tables that are in memory: every part leads through an index, and
# the likeness of a word is looked up by hash.
BEARERS = f"""
CREATE OR REPLACE FUNCTION panah_bearers({ARGUMENTS})
RETURNS TABLE (r_person uuid, r_one bigint, r_two bigint, r_three bigint, r_year smallint, r_born date, r_sex text,
  r_fit bigint)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_bitmapscan = off SET enable_seqscan = off SET random_page_cost = 1.1
SET enable_nestloop = off SET enable_mergejoin = off
AS $$ BEGIN
  IF a_single AND a_years IS NULL THEN RETURN QUERY {_bearers(years=False, single=True)};
  ELSIF a_single THEN RETURN QUERY {_bearers(years=True, single=True)};
  ELSIF a_years IS NULL THEN RETURN QUERY {_bearers(years=False, single=False)};
  ELSE RETURN QUERY {_bearers(years=True, single=False)};
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    """Standards NR-15; docs/search.md."""

    dependencies = [("register", "0012_guardians_and_searches")]

    operations = [
        # Only names with a third word are found by it; and a question for two words cannot be led astray to this index.
        *(
            operation
            for column in ("one", "two")
            for operation in (
                migrations.RemoveIndex("nameposting", f"nameposting_{column}_three"),
                migrations.AddIndex(
                    "nameposting",
                    models.Index(
                        F(column),
                        F("three"),
                        Cast("year", models.IntegerField()),
                        name=f"nameposting_{column}_three",
                        condition=models.Q(three__isnull=False),
                    ),
                ),
            )
        ),
        migrations.RunSQL(BEARERS, _before.BEARERS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
