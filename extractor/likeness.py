"""How much two names have in common that print one thing differently: 推行定制化服务 and 定制服务措施."""

from __future__ import annotations


def likeness(name: str, other: str) -> int:
    """How many pairs of neighbouring characters of a name stand in another.

    >>> [likeness("推行定制化服务", other) for other in ("定制服务措施", "上门服务措施", "惠企措施")]
    [2, 1, 0]
    """
    return sum(pair in other for pair in {name[at : at + 2] for at in range(len(name) - 1)})
