# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process that compares a whole register: reads a snapshot, writes pairs. Without Django and without the database, so
that its memory ends with it.

    python -m panah.interfaces.cli.linking JOB.json

The job says what to do; progress comes as lines of JSON on standard output, the last line is the result.
"""

import contextlib
import datetime as dt
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from panah.linkage.engine import MEMORY, Engine, EngineMissing, connect
from panah.linkage.figures import calibration_of, quality
from panah.linkage.model import Model, ModelProblem, load
from panah.linkage.predict import probabilities
from panah.linkage.run import Because, Truth, compare_all, judged, learn_from, reasons, write_pairs
from panah.register.reading import NameReader, RawReader

PEOPLE_FOR_POOL = 50_000
"""People from which on it pays to start further processes that read names."""


@dataclass(frozen=True)
class Job:
    """What a run is to do.

    people: a folder of a snapshot (`selectors.snapshot`), or a parquet file with the columns `linkage.records.SOURCE`.
    scratch: a private folder for files meanwhile. out: where the pairs go, "" for nowhere.
    queue: where the pairs with reasons go as lines of JSON, "" for nowhere; threshold: the least probability in it.
    least: the least probability of pairs in `out`.
    model: a file of parameters; "" takes the one that comes with Panah; `train` learns anew without labels.
    fresh_from: without `model`, learn anew from a register of so many people and more; 0 for never.
    labels: a file of reviewed pairs (left, right, same) to learn from; with it the model is corrected and calibrated.
    keep: where to write the model that was used, "" for nowhere.
    truth: a file (external_id or id, truth_id) to hold the result against. reviews: label so many pairs of the queue by
        the truth and learn from them, as officers would; needs `truth`.
    raw: compare names as they are written, for a baseline.
    note: for the provenance of what is learnt.
    """

    people: str
    scratch: str
    out: str = ""
    queue: str = ""
    threshold: float = 0.5
    least: float = 0.05
    engine: str = "duckdb"
    model: str = ""
    train: bool = False
    fresh_from: int = 0
    labels: str = ""
    keep: str = ""
    truth: str = ""
    reviews: int = 0
    seed: int = 1
    memory: str = MEMORY
    raw: bool = False
    note: str = ""


def load_snapshot(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make the table `people` (`linkage.records.SOURCE`) of the files of a snapshot."""
    for name in ("persons", "names", "papers", "phones", "addresses"):
        con.execute(
            f"CREATE OR REPLACE TABLE s_{name} AS SELECT * FROM read_csv(?, header = true, all_varchar = true)",  # noqa: S608
            [str(folder / f"{name}.csv")],
        )
    con.execute(r"""
        CREATE OR REPLACE TABLE people AS
        WITH ranked AS (
            SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY kind <> 'current', recorded_at, "full") AS rank
            FROM s_names
        ),
        further AS (SELECT person_id, list("full" ORDER BY rank) AS also FROM ranked WHERE rank > 1 GROUP BY 1),
        papers AS (SELECT person_id, list(DISTINCT number_key ORDER BY number_key) AS papers FROM s_papers GROUP BY 1),
        phones AS (
            SELECT person_id, list(DISTINCT right(regexp_replace(value, '\D', '', 'g'), 9)) AS phones FROM s_phones GROUP BY 1
        ),
        places AS (SELECT person_id, min(district) AS district, min(text) AS address FROM s_addresses GROUP BY 1)
        SELECT p.id, p.external_id, coalesce(n."full", '') AS "full", coalesce(n.given, '') AS given, coalesce(n.family, '') AS family,
            coalesce(n.patronymic, '') AS father, coalesce(f.also, []) AS also, p.born_from::DATE AS born_from,
            p.born_to::DATE AS born_to, p.exact = 't' AS exact, p.sex, coalesce(p.birth_place, '') AS place,
            coalesce(a.district, '') AS district, coalesce(a.address, '') AS address, coalesce(d.papers, []) AS papers, coalesce(t.phones, []) AS phones
        FROM s_persons p LEFT JOIN (SELECT * FROM ranked WHERE rank = 1) n ON n.person_id = p.id
            LEFT JOIN further f ON f.person_id = p.id LEFT JOIN papers d ON d.person_id = p.id
            LEFT JOIN phones t ON t.person_id = p.id LEFT JOIN places a ON a.person_id = p.id
    """)
    for name in ("persons", "names", "papers", "phones", "addresses"):
        con.execute(f"DROP TABLE s_{name}")


def run(job: Job) -> dict[str, Any]:
    """Do a job; returns its figures. Raises ModelProblem, EngineMissing, ValueError (too few labels)."""
    began = time.perf_counter()
    scratch = Path(job.scratch)
    laps: dict[str, float] = {}
    con = connect(scratch, memory=job.memory)

    def progress(step: str, share: float) -> None:
        laps[step] = round(time.perf_counter() - began, 1)
        print(json.dumps({"step": step, "share": round(share, 3)}), flush=True)

    progress("load", 0)
    people = Path(job.people)
    if people.is_dir():
        load_snapshot(con, people)
    else:
        con.execute("CREATE OR REPLACE TABLE people AS SELECT * FROM read_parquet(?)", [str(people)])
    count = int(con.execute("SELECT count(*) FROM people").fetchall()[0][0])
    fresh = not job.model and 0 < job.fresh_from <= count
    model = None if job.train or fresh else load(Path(job.model) if job.model else None)
    provenance = {"on": job.note, "date": dt.datetime.now(dt.UTC).date().isoformat()}
    with _pool(count) as pool:
        used = compare_all(
            con, scratch, RawReader() if job.raw else NameReader(), model=model, engine=Engine(job.engine), seed=job.seed, provenance=provenance,
            pool=pool, progress=progress,
        )  # fmt: skip
    result: dict[str, Any] = {
        "people": count,
        "compared_after": round(time.perf_counter() - began, 1),
        "cpu_seconds": _work(),
    }
    if job.truth:
        _load_truth(con, Path(job.truth))
        result["without_labels" if used.calibration is None else "as_it_is"] = _against_truth(con)
    if job.labels:
        used = _learn(con, used, judged(con, _labels(con, Path(job.labels))))
    elif job.reviews:
        reviewed = _reviews(con, job.reviews)
        used = _learn(con, used, reviewed)
        result["reviews"] = {"pairs": len(reviewed.same), "same": int(reviewed.same.sum())}
        result["after_reviews"] = _against_truth(con, unreviewed=True)
    if job.keep:
        used.save(Path(job.keep))
    progress("write", 0)
    result["pairs"] = write_pairs(con, Path(job.out), job.least) if job.out else 0
    if job.queue:
        result["queued"] = _write_queue(reasons(con, job.threshold), Path(job.queue))
    progress("write", 1)
    result |= {
        "provenance": dict(used.provenance),
        "calibrated": used.calibration is not None,
        "seconds": round(time.perf_counter() - began, 1),
        "until": laps,
        "peak_gb": round(_peak(), 2),
    }
    con.close()
    return result


@contextlib.contextmanager
def _pool(people: int) -> Iterator[Executor | None]:
    cores = len(os.sched_getaffinity(0))
    if people < PEOPLE_FOR_POOL or cores < 2:
        yield None
        return
    # Started anew, not forked: DuckDB has threads already.
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


def _peak() -> float:
    """The most memory that this process held (GB; its helpers that read names apart)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _work() -> float:
    """Work of the processor so far, in this process and in the helpers that have ended (s)."""
    return round(sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, _OURS)), 1)


_OURS = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _labels(con: duckdb.DuckDBPyConnection, path: Path) -> str:
    source = "read_parquet" if path.suffix == ".parquet" else "read_csv_auto"
    con.execute(f"CREATE OR REPLACE TEMP TABLE labels AS SELECT * FROM {source}(?)", [str(path)])  # noqa: S608
    return """
        SELECT least(a.n, b.n) AS l, greatest(a.n, b.n) AS r, bool_and(same::BOOLEAN) AS same FROM labels
        JOIN numbers a ON a.id = labels."left"::VARCHAR JOIN numbers b ON b.id = labels."right"::VARCHAR GROUP BY 1, 2
    """


def _load_truth(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The table `truth` (n, who). Ids of the truth file are those of the snapshot, or its external ids."""
    source = {".parquet": "read_parquet", ".csv": "read_csv_auto"}.get(path.suffix, "read_json_auto")
    con.execute(f"CREATE OR REPLACE TABLE told_truth AS SELECT * FROM {source}(?)", [str(path)])  # noqa: S608
    columns = {row[0] for row in con.execute("DESCRIBE told_truth").fetchall()}
    if "truth_id" not in columns or not {"id", "external_id"} & columns:
        raise ValueError("A truth file has the columns external_id (or id) and truth_id.")
    here = {row[0] for row in con.execute("DESCRIBE people").fetchall()}
    # A snapshot of the register knows both; a file that was never loaded has its external ids for ids.
    outside = "external_id" if "external_id" in here else "id"
    key, own = ("id", "id") if "id" in columns else ("external_id", outside)
    con.execute(f"""
        CREATE OR REPLACE TABLE truth AS
        SELECT numbers.n, t.truth_id AS who
        FROM told_truth t JOIN people ON people.{own} = t.{key}::VARCHAR JOIN numbers ON numbers.id = people.id
    """)  # noqa: S608
    con.execute("DROP TABLE told_truth")


_ALL_TRUE = "SELECT sum(c * (c - 1) / 2) FROM (SELECT count(*) AS c FROM truth GROUP BY who)"
_JUDGED = """
    SELECT p.l, p.r, a.who = b.who AS same FROM pairs p JOIN truth a ON a.n = p.l JOIN truth b ON b.n = p.r
"""


def _against_truth(con: duckdb.DuckDBPyConnection, *, unreviewed: bool = False) -> dict[str, Any]:
    """Quality and calibration; `unreviewed` leaves the pairs that were learnt from out of both sides of the count."""
    known = int(con.execute(_ALL_TRUE).fetchall()[0][0] or 0)
    without = ""
    if unreviewed:
        without = "ANTI JOIN reviewed v ON v.l = p.l AND v.r = p.r"
        known -= int(con.execute("SELECT count(*) FROM reviewed WHERE same").fetchall()[0][0])
    found = con.execute(f"""
        SELECT p.weight, p.probability, a.who = b.who AS same
        FROM pairs p JOIN truth a ON a.n = p.l JOIN truth b ON b.n = p.r {without}
    """).fetchnumpy()  # noqa: S608
    return {
        **quality(found["weight"], found["same"], known).to_dict(),
        "calibration": calibration_of(found["probability"], found["same"]),
    }


def _reviews(con: duckdb.DuckDBPyConnection, number: int) -> Truth:
    """Pairs as officers would review them: of the queue, sorted by probability, every so-manieth from top to bottom.

    Which they are hangs on the order alone; only then is the truth asked for each.
    """
    con.execute(
        f"""
        CREATE OR REPLACE TABLE reviewed AS
        WITH queue AS (SELECT l, r, row_number() OVER (ORDER BY weight DESC, l, r) - 1 AS place, count(*) OVER () AS n FROM pairs)
        SELECT q.l, q.r, j.same FROM queue q JOIN ({_JUDGED}) j ON j.l = q.l AND j.r = q.r
        WHERE q.place * least(?, n) // n <> (q.place - 1) * least(?, n) // n
        """,  # noqa: S608
        [number, number],
    )
    return judged(con, "SELECT * FROM reviewed")


def _learn(con: duckdb.DuckDBPyConnection, model: Model, reviewed: Truth) -> Model:
    """The corrected model; `pairs` gets its weights and probabilities, without comparing anew."""
    better = learn_from(model, reviewed)
    shifts = " + ".join(
        f"(CASE p.step_{name} {' '.join(f'WHEN {place} THEN {shift!r}' for place, shift in cases)} ELSE 0 END)"
        for name, cases in _shifts(model, better).items()
    )
    con.execute(f"""
        CREATE OR REPLACE TABLE found AS
        SELECT * REPLACE (evidence + {better.prior_weight - model.prior_weight!r} + {shifts} AS evidence) FROM found p
    """)  # noqa: S608
    probabilities(con, better)
    return better


def _shifts(before: Model, after: Model) -> dict[str, list[tuple[int, float]]]:
    from panah.linkage.settings import COMPARED

    return {
        compared.name: [
            (place, after.levels[compared.name, level.name].shift - before.levels[compared.name, level.name].shift)
            for place, level in enumerate(compared.levels)
            if not level.neutral
        ]
        for compared in COMPARED
    }


def _write_queue(pairs: Iterator[Because], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for pair in pairs:
            file.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")
            count += 1
    return count


def main(arguments: list[str]) -> int:
    """The entry of the process. Returns 0, or 2 with `{"problem": sentence}` as its last line."""
    job = Job(**json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    try:
        print(json.dumps({"result": run(job)}), flush=True)
    except (ModelProblem, EngineMissing, ValueError) as error:
        print(json.dumps({"problem": str(error)}), flush=True)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
