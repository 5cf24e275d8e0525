def echo(a: list[int]):
    for x in a:
        a.append(x)
