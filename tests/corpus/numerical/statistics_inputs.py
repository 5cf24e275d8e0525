"""Inputs for statistics.c."""

from pathlib import Path

from by_signature import makers, returns

SOURCE = Path(__file__).with_name("statistics.c")
RANGES = {
    "window": (-1, 4),
    "w": (0, 4),
    "moving_average.window": (0, 4),
    "lag": (0, 4),
    "lo": (-9, -1),
    "hi": (1, 9),
    "histogram_bins.nbins": (0, 6),
    "weight": (-1, 1),
    "nearest_centroid_distance.d": (0, 4),
}
INPUTS = makers(SOURCE, RANGES)
RETURNS = returns(SOURCE)
