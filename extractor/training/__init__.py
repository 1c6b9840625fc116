"""From labels to the tables of weights: ``samples`` reads what can be learnt from, ``labelling`` gives labels
to documents that nobody labelled, ``learning`` learns tables and says what they are worth."""

from extractor.training.labelling import RULES, TRUSTED, LabellingRule, Tally, label, tally, votes
from extractor.training.learning import (
    ITEM,
    LEAST,
    WEAK,
    Beside,
    Figures,
    Model,
    figures_within,
    given_labels,
    learning_curve,
    train,
    write_tables,
)
from extractor.training.samples import (
    Pool,
    Sample,
    Samples,
    Unlabelled,
    collect,
    collect_unlabelled,
    documents_in,
)

__all__ = [
    "ITEM",
    "LEAST",
    "RULES",
    "TRUSTED",
    "WEAK",
    "Beside",
    "Figures",
    "LabellingRule",
    "Model",
    "Pool",
    "Sample",
    "Samples",
    "Tally",
    "Unlabelled",
    "collect",
    "collect_unlabelled",
    "documents_in",
    "figures_within",
    "given_labels",
    "label",
    "learning_curve",
    "tally",
    "train",
    "votes",
    "write_tables",
]
