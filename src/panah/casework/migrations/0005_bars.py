# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bars what, held by the database (NR-07, docs/adr/0010): a decision that an open matter of the same person forbids
cannot be written, whoever may see the matter and however closely the two meet."""

import django.db.models.deletion
from django.db import migrations, models

import panah.foundation.ids
from panah.foundation.access import rls

# The rows tell that a case exists, so that nobody reads them: the functions below do, and give a yes or a no.
WEIGHS = "panah_weighs()"

FUNCTIONS = """
-- A function cannot declare a setting of ours in its head without a superuser: each opens what it reads and closes it again.
CREATE FUNCTION panah_weigh(value text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE before text := coalesce(current_setting('panah.weighs', true), '');
BEGIN
  PERFORM set_config('panah.weighs', value, true);
  RETURN before;
END $$;

CREATE FUNCTION panah_one_person(people uuid[]) RETURNS uuid[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE before text := panah_weigh('on'); files uuid[];
BEGIN
  WITH RECURSIVE found(id) AS (
    SELECT unnest(people)
    UNION
    SELECT CASE WHEN m.kept_id = f.id THEN m.absorbed_id ELSE m.kept_id END
    FROM found f JOIN register_merge m ON (m.kept_id = f.id OR m.absorbed_id = f.id) AND m.split_at IS NULL
  ) SELECT coalesce(array_agg(id ORDER BY id), '{}') INTO files FROM found;
  PERFORM panah_weigh(before);
  RETURN files;
END $$;
COMMENT ON FUNCTION panah_one_person IS 'The files that are read as one with these in any compartment.';

-- Two exclusions that meet could wait for each other; whoever locks the files first goes first. A merge that comes while
-- one waits brings more files, so that it looks again.
CREATE FUNCTION panah_hold_people(people uuid[]) RETURNS uuid[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE files uuid[]; held uuid[]; one uuid;
BEGIN
  LOOP
    files := panah_one_person(people);
    EXIT WHEN files IS NOT DISTINCT FROM held;
    FOREACH one IN ARRAY files LOOP
      PERFORM pg_advisory_xact_lock(hashtextextended('bar:' || one::text, 0));
    END LOOP;
    held := files;
  END LOOP;
  RETURN files;
END $$;

CREATE FUNCTION panah_keep_bars() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE rules jsonb; files uuid[]; before text;
BEGIN
  SELECT v.definition::jsonb INTO rules FROM casework_procedureversion v
    WHERE v.id = NEW.procedure_version_id AND (v.definition LIKE '%"bars"%' OR v.definition LIKE '%"barred_by"%');
  IF rules IS NULL THEN RETURN NULL; END IF;
  files := panah_hold_people(ARRAY[NEW.person_id]);
  before := panah_weigh('on');
  DELETE FROM casework_bar WHERE case_id = NEW.id;
  IF NEW.closed_at IS NULL THEN
    INSERT INTO casework_bar (id, case_id, compartment, holder_id, person_id, word, stands)
    SELECT gen_random_uuid(), NEW.id, NEW.compartment, NEW.person_id, f.id, w.word, w.stands
    FROM unnest(files) AS f(id), (
      SELECT b.key AS word, false AS stands FROM jsonb_each(coalesce(rules->'bars', '{}')) b WHERE b.value ? NEW.state
      UNION ALL
      SELECT b.key, true FROM jsonb_each(coalesce(rules->'barred_by', '{}')) b WHERE b.value->'states' ? NEW.state
    ) w;
  END IF;
  PERFORM panah_weigh(before);
  RETURN NULL;
END $$;

CREATE FUNCTION panah_keep_bars_of_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE files uuid[]; ends uuid[]; before text;
BEGIN
  IF TG_OP = 'DELETE' THEN ends := ARRAY[OLD.kept_id, OLD.absorbed_id];
  ELSE ends := ARRAY[NEW.kept_id, NEW.absorbed_id]; END IF;
  files := panah_hold_people(ends);
  before := panah_weigh('on');
  DELETE FROM casework_bar WHERE holder_id = ANY (files) AND person_id <> holder_id;
  INSERT INTO casework_bar (id, case_id, compartment, holder_id, person_id, word, stands)
  SELECT gen_random_uuid(), b.case_id, b.compartment, b.holder_id, f.id, b.word, b.stands
  FROM casework_bar b CROSS JOIN LATERAL unnest(panah_one_person(ARRAY[b.holder_id])) AS f(id)
  WHERE b.holder_id = ANY (files) AND b.person_id = b.holder_id AND f.id <> b.holder_id;
  PERFORM panah_weigh(before);
  RETURN NULL;
END $$;

CREATE FUNCTION panah_barred(people uuid[]) RETURNS text[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE before text := panah_weigh('on'); words text[];
BEGIN
  SELECT coalesce(array_agg(DISTINCT b.word::text), '{}') INTO words FROM casework_bar b
    WHERE b.person_id = ANY (people) AND NOT b.stands;
  PERFORM panah_weigh(before);
  RETURN words;
END $$;
COMMENT ON FUNCTION panah_barred IS 'The words that open cases of the people bar; it does not say which case.';

CREATE FUNCTION panah_standing(people uuid[], words text[]) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE before text := panah_weigh('on'); cases jsonb;
BEGIN
  SELECT coalesce(jsonb_object_agg(b.case_id, b.word ORDER BY b.case_id), '{}') INTO cases FROM casework_bar b
    WHERE b.person_id = ANY (people) AND b.word = ANY (words) AND b.stands;
  PERFORM panah_weigh(before);
  RETURN cases;
END $$;
COMMENT ON FUNCTION panah_standing IS 'The cases of the people that stand where one of the words would bar them: case -> word.';

CREATE TRIGGER keep_bars_of_new AFTER INSERT ON casework_case FOR EACH ROW EXECUTE FUNCTION panah_keep_bars();
CREATE TRIGGER keep_bars AFTER UPDATE ON casework_case FOR EACH ROW
  WHEN ((OLD.state, OLD.closed_at, OLD.person_id, OLD.procedure_version_id)
        IS DISTINCT FROM (NEW.state, NEW.closed_at, NEW.person_id, NEW.procedure_version_id))
  EXECUTE FUNCTION panah_keep_bars();
CREATE TRIGGER keep_bars_of_merged AFTER INSERT OR UPDATE OR DELETE ON register_merge FOR EACH ROW
  EXECUTE FUNCTION panah_keep_bars_of_merged();

-- One policy for each command (two would add up): that of migration register/0006, and the functions above.
ALTER POLICY see ON register_merge USING (compartment = ANY (panah_compartments()) OR panah_weighs());
"""
BACK = """
ALTER POLICY see ON register_merge USING (compartment = ANY (panah_compartments()));
DROP TRIGGER keep_bars_of_merged ON register_merge;
DROP TRIGGER keep_bars ON casework_case;
DROP TRIGGER keep_bars_of_new ON casework_case;
DROP FUNCTION panah_standing(uuid[], text[]);
DROP FUNCTION panah_barred(uuid[]);
DROP FUNCTION panah_keep_bars_of_merged();
DROP FUNCTION panah_keep_bars();
DROP FUNCTION panah_hold_people(uuid[]);
DROP FUNCTION panah_one_person(uuid[]);
DROP FUNCTION panah_weigh(text);
"""
# A bar is a point in the third place and everything in the fourth, what stands the other way round: two of a kind never
# meet, one of each always does. int8range of a hash stands for equality (docs/adr/0005).
EXCLUSION = """
ALTER TABLE casework_bar ADD CONSTRAINT bar_or_stand EXCLUDE USING gist (
  int8range(uuid_hash_extended(person_id, 0), uuid_hash_extended(person_id, 0), '[]') WITH &&,
  int8range(hashtextextended(word, 0), hashtextextended(word, 0), '[]') WITH &&,
  (CASE WHEN stands THEN int8range(NULL, NULL)
        ELSE int8range(uuid_hash_extended(case_id, 0), uuid_hash_extended(case_id, 0), '[]') END) WITH &&,
  (CASE WHEN stands THEN int8range(uuid_hash_extended(case_id, 0), uuid_hash_extended(case_id, 0), '[]')
        ELSE int8range(NULL, NULL) END) WITH &&
)
"""


class Migration(migrations.Migration):
    """NR-07, NR-15; design ideas 4 and 6."""

    dependencies = [
        ("casework", "0004_charges"),
        ("register", "0014_stay_statuses"),
        ("access", "0001_helpers"),
    ]
    operations = [
        migrations.CreateModel(
            name="Bar",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=panah.foundation.ids.secret_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("compartment", models.CharField(max_length=20)),
                ("word", models.CharField(max_length=60)),
                ("stands", models.BooleanField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.person"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="bar",
            constraint=models.UniqueConstraint(fields=("case", "person", "word"), name="bar_once"),
        ),
        migrations.RunSQL(EXCLUSION, "ALTER TABLE casework_bar DROP CONSTRAINT bar_or_stand"),
        migrations.RunSQL(
            "CREATE FUNCTION panah_weighs() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS"
            " $$ SELECT coalesce(current_setting('panah.weighs', true), '') = 'on' $$",
            "DROP FUNCTION panah_weighs()",
        ),
        rls.enable("casework_bar", using=WEIGHS, check=WEIGHS),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
