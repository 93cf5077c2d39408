# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are found by, guarded like the people, and following them by trigger."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

# Asked once for a statement, not for each row: a search reads thousands of postings.
# `panah.indexing` is set by the trigger functions below alone, for as long as they run: what follows a person must follow
# also where the one who changes the person does not look.
KNOWN = "compartment = ANY ((SELECT panah_compartments())::text[]) OR (SELECT panah_setting('indexing')) = 'on'"

TRIGGERS = r"""
CREATE FUNCTION panah_name_token(compartment text, plain text, native text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ('x' || substr(md5(compartment || ':' || plain || ':' || native), 1, 16))::bit(64)::bigint $$;
COMMENT ON FUNCTION panah_name_token IS 'The number of a word in a compartment; register.tokens computes the same.';

CREATE FUNCTION panah_postings_follow_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  added text;
  source text;
BEGIN
  PERFORM set_config('panah.indexing', 'on', true);
  UPDATE register_nameposting SET
    year = coalesce(extract(year FROM NEW.born_from), 0),
    born = CASE WHEN NEW.birth_precision = 'day' THEN NEW.born_from END,
    sex = NEW.sex
  WHERE person_id = NEW.id;
  IF NEW.compartments IS DISTINCT FROM OLD.compartments THEN
    source := (SELECT min(compartment) FROM register_nameposting WHERE person_id = NEW.id AND NOT own);
    FOR added IN SELECT unnest(NEW.compartments) EXCEPT SELECT unnest(OLD.compartments) LOOP
      INSERT INTO register_nametoken (id, compartment, token, plain, native, keys, tx)
        SELECT gen_random_uuid(), added, panah_name_token(added, t.plain, t.native), t.plain, t.native, t.keys,
               pg_current_xact_id()::text::bigint
        FROM (SELECT DISTINCT ON (n.token) n.* FROM register_nametoken n
              WHERE n.token IN (SELECT unnest(ARRAY[p.one, p.two, p.three]) FROM register_nameposting p
                                WHERE p.person_id = NEW.id AND p.compartment = source AND NOT p.own)) t
        WHERE NOT EXISTS (SELECT 1 FROM register_nametoken n WHERE n.token = panah_name_token(added, t.plain, t.native));
      INSERT INTO register_nameposting (id, name_id, person_id, compartment, one, two, three, year, born, sex, own)
        SELECT gen_random_uuid(), p.name_id, p.person_id, added,
          (SELECT panah_name_token(added, n.plain, n.native) FROM register_nametoken n WHERE n.token = p.one LIMIT 1),
          (SELECT panah_name_token(added, n.plain, n.native) FROM register_nametoken n WHERE n.token = p.two LIMIT 1),
          (SELECT panah_name_token(added, n.plain, n.native) FROM register_nametoken n WHERE n.token = p.three LIMIT 1),
          p.year, p.born, p.sex, false
        FROM register_nameposting p WHERE p.person_id = NEW.id AND p.compartment = source AND NOT p.own;
    END LOOP;
    DELETE FROM register_nameposting
      WHERE person_id = NEW.id AND NOT own AND NOT compartment = ANY (NEW.compartments);
  END IF;
  PERFORM set_config('panah.indexing', '', true);
  RETURN NULL;
END $$;
CREATE TRIGGER search_follows AFTER UPDATE ON register_person FOR EACH ROW
  WHEN (OLD.compartments IS DISTINCT FROM NEW.compartments OR OLD.born_from IS DISTINCT FROM NEW.born_from
        OR OLD.birth_precision IS DISTINCT FROM NEW.birth_precision OR OLD.sex IS DISTINCT FROM NEW.sex)
  EXECUTE FUNCTION panah_postings_follow_person();

CREATE FUNCTION panah_postings_follow_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('panah.indexing', 'on', true);
  DELETE FROM register_nameposting WHERE person_id = OLD.person_id AND name_id = OLD.id;
  PERFORM set_config('panah.indexing', '', true);
  RETURN NULL;
END $$;
CREATE TRIGGER search_follows AFTER DELETE ON register_personname FOR EACH ROW
  EXECUTE FUNCTION panah_postings_follow_name();
CREATE TRIGGER search_follows_change AFTER UPDATE ON register_personname FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION panah_postings_follow_name();

CREATE FUNCTION panah_phone_digits(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT right(regexp_replace(translate(value, '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', '01234567890123456789'), '\D', '', 'g'), 9) $$;

CREATE FUNCTION panah_phones_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO register_phoneposting (id, contact_id, person_id, compartment, digits)
    SELECT gen_random_uuid(), id, person_id, compartment, panah_phone_digits(value) FROM added
    WHERE kind = 'phone' AND length(panah_phone_digits(value)) >= 5;
  RETURN NULL;
END $$;
CREATE TRIGGER search_added AFTER INSERT ON register_contact REFERENCING NEW TABLE AS added FOR EACH STATEMENT
  EXECUTE FUNCTION panah_phones_added();

CREATE FUNCTION panah_phones_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('panah.indexing', 'on', true);
  DELETE FROM register_phoneposting WHERE contact_id = OLD.id;
  PERFORM set_config('panah.indexing', '', true);
  IF TG_OP = 'UPDATE' AND NEW.kind = 'phone' AND length(panah_phone_digits(NEW.value)) >= 5 THEN
    INSERT INTO register_phoneposting (id, contact_id, person_id, compartment, digits)
      VALUES (gen_random_uuid(), NEW.id, NEW.person_id, NEW.compartment, panah_phone_digits(NEW.value));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER search_follows AFTER UPDATE OF value, kind, person_id, compartment ON register_contact FOR EACH ROW
  EXECUTE FUNCTION panah_phones_follow();
CREATE TRIGGER search_follows_delete AFTER DELETE ON register_contact FOR EACH ROW
  EXECUTE FUNCTION panah_phones_follow();
"""
BACK = """
DROP TRIGGER search_follows_delete ON register_contact; DROP TRIGGER search_follows ON register_contact;
DROP TRIGGER search_added ON register_contact; DROP FUNCTION panah_phones_follow(); DROP FUNCTION panah_phones_added();
DROP FUNCTION panah_phone_digits(text);
DROP TRIGGER search_follows_change ON register_personname; DROP TRIGGER search_follows ON register_personname;
DROP TRIGGER search_follows ON register_person; DROP FUNCTION panah_postings_follow_name();
DROP FUNCTION panah_postings_follow_person(); DROP FUNCTION panah_name_token(text, text, text);
"""


def _bearers(*, years: bool, single: bool) -> str:
    """People by two of their words, or by one; those that fit best first."""
    within = " AND p.year = ANY (a_years)" if years else ""
    scan = "SELECT p.person_id, p.one, p.two, p.three, p.year, p.born, p.sex FROM register_nameposting p WHERE "
    if single:
        scans = [f"{scan} p.{column} = ANY (a_all){within}" for column in ("one", "two")]
    else:
        scans = [f"{scan} p.one = ANY (a_w{n}) AND p.two = ANY (a_o{n}){within}" for n in range(3)]
        scans += [f"{scan} p.{column} = ANY (a_all) AND p.three = ANY (a_third){within}" for column in ("one", "two")]
    # More than a few thousand people are never weighed: the question is then too wide, and is told to be.
    union = " UNION ALL ".join(f"({one} LIMIT 6000)" for one in scans)
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


# The plans are kept for each connection, and made for tables that are in memory: every part leads through an index.
BEARERS = f"""
CREATE FUNCTION panah_bearers(a_t bigint[], a_n smallint[], a_s real[], a_w0 bigint[], a_o0 bigint[], a_w1 bigint[],
  a_o1 bigint[], a_w2 bigint[], a_o2 bigint[], a_all bigint[], a_third bigint[], a_years smallint[], a_first smallint,
  a_last smallint, a_born date, a_single boolean, a_most integer)
RETURNS TABLE (r_person uuid, r_one bigint, r_two bigint, r_three bigint, r_year smallint, r_born date, r_sex text,
  r_fit bigint)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_bitmapscan = off SET enable_seqscan = off SET random_page_cost = 1.1
AS $$ BEGIN
  IF a_single AND a_years IS NULL THEN RETURN QUERY {_bearers(years=False, single=True)};
  ELSIF a_single THEN RETURN QUERY {_bearers(years=True, single=True)};
  ELSIF a_years IS NULL THEN RETURN QUERY {_bearers(years=False, single=False)};
  ELSE RETURN QUERY {_bearers(years=True, single=False)};
  END IF;
END $$;
"""
BEARERS_BACK = """DROP FUNCTION panah_bearers(bigint[], smallint[], real[], bigint[], bigint[], bigint[], bigint[], bigint[],
  bigint[], bigint[], bigint[], smallint[], smallint, smallint, date, boolean, integer)"""


class Migration(migrations.Migration):
    """Design idea 5; standards NR-15. People of before are made findable by `./panah manage index_people`."""

    dependencies = [("register", "0008_person_history")]

    operations = [
        migrations.RemoveIndex(model_name="personname", name="personname_keys"),
        migrations.CreateModel(
            name="NameToken",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("token", models.BigIntegerField()),
                ("plain", models.CharField(max_length=300)),
                ("native", models.CharField(blank=True, max_length=300)),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), size=None),
                ),
                ("tx", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["token"], name="nametoken_token"),
                    models.Index(fields=["tx"], name="nametoken_tx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NamePosting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name_id", models.UUIDField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.person",
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("one", models.BigIntegerField()),
                ("two", models.BigIntegerField(null=True)),
                ("three", models.BigIntegerField(null=True)),
                ("year", models.SmallIntegerField(default=0)),
                ("born", models.DateField(null=True)),
                ("sex", models.CharField(max_length=1)),
                ("own", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["one", "two", "year"], name="nameposting_one_two"),
                    models.Index(fields=["one", "three", "year"], name="nameposting_one_three"),
                    models.Index(fields=["two", "three", "year"], name="nameposting_two_three"),
                    models.Index(fields=["person"], name="nameposting_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PhonePosting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("contact_id", models.UUIDField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.person",
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("digits", models.CharField(max_length=9)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["digits"], name="phoneposting_digits"),
                    models.Index(fields=["contact_id"], name="phoneposting_contact"),
                ],
            },
        ),
        rls.enable("register_nametoken", using=KNOWN),
        rls.enable("register_nameposting", using=KNOWN),
        rls.enable("register_phoneposting", using=KNOWN),
        migrations.RunSQL(TRIGGERS, BACK),
        migrations.RunSQL(BEARERS, BEARERS_BACK),
    ]
