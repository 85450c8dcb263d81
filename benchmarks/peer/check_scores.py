"""Scores an exported model anew with PyTorch, NumPy and SciPy, and compares with a report of `semigda evaluate`.

    python check_scores.py EXPORT/model.pt DATA REPORT/scores.json

DATA has images/ and masks/ of the same names; two classes.
"""
import json
import pathlib
import sys

import numpy as np
import torch
from PIL import Image
from scipy import ndimage, stats

torch.set_num_threads(1)
model = torch.jit.load(sys.argv[1]).eval()
data = pathlib.Path(sys.argv[2])
report = json.loads(pathlib.Path(sys.argv[3]).read_text())


def border(mask):
    return mask & ~ndimage.binary_erosion(mask, border_value=0)


def hd95(a, b):
    if not a.any() or not b.any():
        return 0.0 if a.any() == b.any() else None
    a, b = border(a), border(b)
    to_a, to_b = ndimage.distance_transform_edt(~a), ndimage.distance_transform_edt(~b)
    return np.percentile(np.concatenate([to_b[a], to_a[b]]), 95)


def find(folder, name):
    return next(f for f in (data / folder).iterdir() if f.stem == name)


dice, iou, distances = [], [], []
for line in report["per_image"]:
    pixels = np.array(Image.open(find("images", line["image"])).convert("RGB"))
    with torch.no_grad():
        values = model.values(torch.from_numpy(pixels).permute(2, 0, 1)[None])[0].numpy()
    predicted = values.mean(0) >= 0.5
    truth = np.array(Image.open(find("masks", line["image"])).convert("L")) > 127
    height, width = predicted.shape
    rows = (2 * np.arange(height) + 1) * truth.shape[0] // (2 * height)
    columns = (2 * np.arange(width) + 1) * truth.shape[1] // (2 * width)
    truth = truth[rows][:, columns]
    both, total = (truth & predicted).sum(), truth.sum() + predicted.sum()
    dice.append(1.0 if total == 0 else 2 * both / total)
    iou.append(1.0 if total == 0 else both / (total - both))
    distance = hd95(truth, predicted)
    if distance is not None:
        distances.append(distance)
for name, values in (("dice", dice), ("iou", iou), ("hd95", distances)):
    values = np.array(values)
    ends = stats.bootstrap((values,), np.mean, n_resamples=20000, method="percentile", rng=1, batch=2000).confidence_interval
    ours = report[name]
    print(f"{name}: {len(values)} images, here {values.mean():.6f} +- {values.std():.6f} ({ends.low:.4f} to {ends.high:.4f}),"
          f" report {ours['mean']:.6f} +- {ours['std']:.6f} ({ours['low']:.4f} to {ours['high']:.4f})")
