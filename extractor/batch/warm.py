"""Imported by the server from which worker processes are forked, so that all of them start warm.

What every worker needs is loaded and compiled once: libraries, the built-in word lists, and the patterns that
the first article makes. The workers share that memory as long as they do not write into it.
"""

from __future__ import annotations

import gc

from extractor.batch.outcomes import extract_outcome
from extractor.batch.settings import Settings
from extractor.reading import Document

_ARTICLE = "关于推广联网通办的通知\n\n一、推广联网通办。\n二、建设服务站点。\n三是延长办理时间。\n"

extract_outcome(Document("", _ARTICLE), Settings())
gc.freeze()
