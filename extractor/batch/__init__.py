"""Many documents: worker processes, a journal to go on from, and Arrow record batches for both and for Spark.

settings → what decides on the rows    outcomes → what becomes of one document
records  → the same for record batches of documents, the one function that all ways of running share
chunks, workers, opening → processes that may die    journal → what is done, on the disk
running  → inputs stream in, outcomes stream out
"""
