"""Runs an exported model with PyTorch alone and compares it with what `semigda predict --probability` wrote.

    python check_export.py EXPORT/model.pt IMAGES MASKS
"""
import pathlib
import sys

import numpy as np
import torch
from PIL import Image

torch.set_num_threads(1)
model = torch.jit.load(sys.argv[1]).eval()
for file in sorted(pathlib.Path(sys.argv[2]).iterdir()):
    pixels = np.array(Image.open(file).convert("RGB"))
    images = torch.from_numpy(pixels).permute(2, 0, 1)[None]
    with torch.no_grad():
        classes, probabilities = model(images)
    mask = np.array(Image.open(pathlib.Path(sys.argv[3]) / (file.stem + ".png"))) // 255
    stored = np.array(Image.open(pathlib.Path(sys.argv[3]) / (file.stem + "_probability.png"))) / 65535
    difference = np.abs(probabilities[0, 1].numpy() - stored).max()
    print(f"{file.name}: {pixels.shape[1]} x {pixels.shape[0]}, largest difference of the probability {difference:.2e},"
          f" pixels of another class {int((classes[0].numpy() != mask).sum())}")
