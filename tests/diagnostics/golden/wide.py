def 合計(値: list[int], 係数: float) -> float:
    和 = 0.5
    for 個 in 値:
        和 = 和 * 和 * 係数	+ 個  # タブ
    return 和
