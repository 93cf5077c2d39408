# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the comparing is done: DuckDB in this process, or Spark when a register outgrows one machine. Same settings."""

import enum
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from splink import Linker


class Engine(enum.StrEnum):
    """What compares: our SQL on DuckDB, or Splink on Spark."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class EngineMissing(RuntimeError):
    """The engine is not installed; the sentence says what to install."""


MEMORY = "1700MB"
"""What DuckDB may use before it writes to disk; with Python around it a run stays under 2.5 GB."""


def connect(scratch: Path, *, memory: str = MEMORY, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """DuckDB, bounded in memory; what does not fit is written to the folder `scratch`."""
    con = duckdb.connect(str(scratch / "linkage.duckdb"))
    con.execute(f"SET memory_limit = '{memory}'")
    con.execute(f"SET threads = {threads or len(os.sched_getaffinity(0))}")
    con.execute(f"SET temp_directory = '{scratch / 'spill'}'")
    con.execute("SET preserve_insertion_order = false")
    con.execute("SET enable_progress_bar = false")
    return con


def linker(con: duckdb.DuckDBPyConnection, settings: dict[str, Any], engine: Engine, scratch: Path) -> "Linker":
    """Splink over the table `records`.

    Args:
        con: DuckDB with the table.
        settings: `Model.splink(engine)` or `splink_settings(engine)`.
        engine: DuckDB compares in place; for Spark the records are handed over as a file in `scratch`.

    Raises:
        EngineMissing: Spark is asked for and is not installed.
    """
    # A sixth of what a server loads before its first answer; most processes compare nobody.
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    if engine is Engine.DUCKDB:
        api = DuckDBAPI(con)
        return Linker(api.register("records"), settings, log_level=logging.ERROR)
    spark = _spark(scratch)
    path = scratch / "records.parquet"
    con.execute(f"COPY records TO '{path}' (FORMAT parquet)")
    from splink.backends.spark import SparkAPI

    # In steps through files: a plan that grows with every step is what makes Spark slow here.
    spark_api = SparkAPI(spark_session=spark, break_lineage_method="parquet")
    return Linker(spark_api.register(spark.read.parquet(str(path))), settings, log_level=logging.ERROR)


def collect(
    con: duckdb.DuckDBPyConnection, found: Any, engine: Engine, scratch: Path, table: str, columns: str
) -> None:
    """Add what Splink found to a DuckDB table, made at the first call."""
    source = found.physical_name
    if engine is Engine.SPARK:
        path = scratch / f"{table}.{found.physical_name}.parquet"
        found.as_spark_dataframe().write.mode("overwrite").parquet(str(path))
        source = f"read_parquet('{path}/*.parquet')"
    known = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall()[0][0]
    start = f"INSERT INTO {table}" if known else f"CREATE TABLE {table} AS"
    con.execute(f"{start} SELECT {columns} FROM {source}")  # noqa: S608 - names in code


def _spark(scratch: Path) -> Any:
    try:
        from pyspark.conf import SparkConf
        from pyspark.sql import SparkSession
        from splink.internals.spark.jar_location import similarity_jar_location
    except ModuleNotFoundError as error:
        raise EngineMissing(
            "Spark is not installed here. It is for registers past some ten million people: install pyspark (pip install "
            "pyspark) and Java 17 into Panah's environment, or leave --engine spark out and let DuckDB do it."
        ) from error
    conf = SparkConf()
    # Where a cluster is told by the environment (spark-defaults, SPARK_CONF_DIR), it is taken; alone, all cores.
    conf.setIfMissing("spark.master", "local[*]")
    conf.setIfMissing("spark.driver.memory", "8g")
    conf.setIfMissing("spark.sql.shuffle.partitions", "64")
    conf.set("spark.jars", similarity_jar_location())
    session = SparkSession.builder.config(conf=conf).appName("panah-dedupe").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.setCheckpointDir(str(scratch / "checkpoints"))
    return session
