"""Writes the PyTorch files that the reader's tests read: python torch_file.py FOLDER"""
import sys
from collections import OrderedDict
from pathlib import Path

import numpy
import torch

folder = Path(sys.argv[1])
base = torch.arange(6, dtype=torch.float32).reshape(2, 3)
state = OrderedDict(
    [
        ("first_stage_model.encoder.conv_in.weight", base),
        ("transposed", base.t()),  # shares its storage with the one above
        ("column", base[:, 1]),
        ("parameter", torch.nn.Parameter(torch.tensor([1.5, -2.5]))),
        ("half", torch.tensor([1.0, 0.333251953125], dtype=torch.float16)),
        ("brain", torch.tensor([-3.0, 0.5], dtype=torch.bfloat16)),
        ("double", torch.tensor(0.1, dtype=torch.float64)),
        ("steps", torch.tensor([7, -8], dtype=torch.int64)),
        ("mask", torch.tensor([True, False])),
        ("empty", torch.zeros(0, 4)),
    ]
)
# As Lightning writes Stable Diffusion's: the weights nested beside numbers, lists and NumPy's.
checkpoint = {
    "epoch": 3,
    "global_step": 470000,
    "pytorch-lightning_version": "1.4.2",
    "best": numpy.float64(0.25),
    "lr_schedulers": [],
    "callbacks": {"monitor": None, "tuple": (1, 2.5, False)},
    "state_dict": state,
}
torch.save(checkpoint, folder / "lightning.ckpt")
torch.save(torch.nn.Conv2d(1, 2, 1).state_dict(), folder / "plain.pt")
torch.save(checkpoint, folder / "legacy.pt", _use_new_zipfile_serialization=False)
torch.save(torch.nn.Conv2d(1, 2, 1), folder / "module.pt")  # a whole object: to be refused
