def scale(values, factor: float):
    for i in range(len(values)):
        values[i] = values[i] * factor
