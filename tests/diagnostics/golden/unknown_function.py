def shade(a: list[float]) -> list[float]:
    return [lighten(x) for x in a]
