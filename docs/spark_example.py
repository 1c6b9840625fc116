"""spark-submit spark_example.py CORPUS.parquet OUTPUT: the measures of a corpus, with Spark."""

import sys

from pyspark.sql import Observation, SparkSession

from extractor.spark import documents_of, extract_dataframe, measures_of

source, output = sys.argv[1:]
corpus = SparkSession.builder.getOrCreate().read.parquet(source)
counters = Observation()
found = extract_dataframe(corpus.repartition(64), counters=counters).persist()
measures_of(found).write.parquet(f"{output}/measures")
documents_of(found).write.parquet(f"{output}/documents")
print(counters.get)
