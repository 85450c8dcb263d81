"""Golden sets: checks this implementation against one, or writes others in the same format.

    python golden.py check FOLDER [NAME]        compares; exit code 1 above the tolerances of the folder's README
    python golden.py write FOLDER [NAME ...]    writes the sets of `SETS` (all of them without names)
"""

import json
import math
import sys
import zlib
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from scores import scores
from semigda import Config, SemiGda, Taesd
from training import Stage1, Stage2, dice_loss, gradient_norm, ramp

TENSOR_TOLERANCE, TRAJECTORY_TOLERANCE, EXACT = 1e-4, 2e-3, 1e-6

SETS = {
    "wide": dict(ch=32, mult=[1, 2, 2, 2], widths=[32, 64, 64, 64], layers=[2, 3, 2], lmm_ch=16, K=2, full=True, H=48, W=64),
    "k3": dict(ch=64, mult=[1, 1, 2, 2], widths=[64, 64, 128, 128], layers=[2, 2, 2], lmm_ch=16, K=3, full=False, H=40, W=40),
    "k4full": dict(ch=32, mult=[1, 2, 4, 4], widths=[32, 64, 128, 128], layers=[1, 2, 3], lmm_ch=48, K=4, full=True, H=32, W=56),
    # With the segmentation terms for K > 2: Dice over all K soft maps, the background's included.
    "k3seg": dict(ch=64, mult=[1, 1, 2, 2], widths=[64, 64, 128, 128], layers=[2, 2, 2], lmm_ch=16, K=3, full=False, H=40, W=40),
    "k4fullseg": dict(ch=32, mult=[1, 2, 4, 4], widths=[32, 64, 128, 128], layers=[1, 2, 3], lmm_ch=48, K=4, full=True, H=32, W=56),
    # Outside what the method describes: a first multiplier above 1; an encoder whose widths are not the autoencoder's.
    "stem": dict(ch=32, mult=[2, 2, 4, 2], widths=[64, 64, 128, 64], layers=[1, 1, 1], lmm_ch=16, K=2, full=False, H=40, W=72),
    "apart": dict(ch=32, mult=[1, 2, 2, 2], widths=[64, 32, 96, 64], layers=[1, 2, 1], lmm_ch=32, K=2, full=False, H=64, W=40),
}


# ---------------------------------------------------------------------------------------------------------------------
# Weights and inputs by formula


def uniform(name: str, count: int) -> np.ndarray:
    """[-1, 1) as a function of a name and an index, in double (the golden README's formula)."""
    x = np.arange(count, dtype=np.uint64) * 0x9E3779B1 + zlib.crc32(name.encode())
    x &= 0xFFFFFFFF
    x ^= x >> 16
    x = x * 0x85EBCA6B & 0xFFFFFFFF
    x ^= x >> 13
    x = x * 0xC2B2AE35 & 0xFFFFFFFF
    x ^= x >> 16
    return x.astype(np.float64) / 2**31 - 1


def weight(name: str, shape: list[int]) -> torch.Tensor:
    u = uniform(name, math.prod(shape))
    if name.endswith("running_mean"):
        values = 0.05 * u
    elif name.endswith("running_var"):
        values = 1 + 0.2 * u
    elif len(shape) == 4:
        values = u * math.sqrt(3 / math.prod(shape[1:]))
    elif name.endswith(".bias"):
        values = 0.05 * u
    elif math.prod(shape) == 1:
        values = np.full_like(u, 0.25)
    else:
        values = 1 + 0.1 * u
    return torch.from_numpy(values.astype(np.float32)).reshape(shape)


def keys(model: SemiGda) -> dict[str, list[int]]:
    """Every parameter and buffer with its shape; a shared parameter under each of its names."""
    return {k: list(v.shape) for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}


def build(config: dict, scale_factor: float, dtype: torch.dtype = torch.float32) -> SemiGda:
    """A freshly filled network; the weights are float32 values in any type."""
    names = ("ch", "mult", "widths", "layers", "lmm_ch", "K", "full")
    model = SemiGda(Config(**{k: config[k] for k in names}), scale_factor)
    missing = model.load_state_dict({k: weight(k, shape) for k, shape in keys(model).items()}, strict=False)
    assert not missing.unexpected_keys and all(k.endswith("num_batches_tracked") for k in missing.missing_keys)
    return model.to(dtype)


def disc(size: tuple[int, int], y: float, x: float, radius: float) -> np.ndarray:
    rows, columns = np.ogrid[: size[0], : size[1]]
    return ((rows - y) ** 2 + (columns - x) ** 2 <= radius**2).astype(np.uint8)


def metric_cases(size: tuple[int, int]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    h, w = size
    empty, middle = np.zeros(size, np.uint8), disc(size, h / 2, w / 2, h / 4)
    points = [empty.copy(), empty.copy()]
    points[0][h // 3, w // 3] = points[1][h // 3, w // 3 + 5] = 1
    small, far = disc(size, h / 5, w / 5, h / 8), disc(size, h - 9, w - 8, h / 9)
    return {
        "same": (middle, middle), "shift": (middle, disc(size, h / 2 - 4, w / 2 + 3, h / 4)),
        "scale": (middle, disc(size, h / 2, w / 2, h / 3)),
        "border": (disc(size, 0, w - 1, h / 3), disc(size, 2, w - 1, h / 4)),
        "two_blobs": (np.maximum(small, far), small), "apart": (small, far), "pred_empty": (middle, empty),
        "both_empty": (empty, empty), "single_pixel": (points[0], points[1]), "full": (np.ones(size, np.uint8), middle),
    }


def labels(size: tuple[int, int], classes: int) -> torch.Tensor:
    """Two masks with every class: a blob of rings, and blobs beside each other."""
    h, w = size
    first, second = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for k in range(1, classes):
        first[disc(size, h / 2, w / 2 - 2, h / 2.5 / k) == 1] = k
        second[disc(size, h / 3, w * k / classes, h / 5) == 1] = k
    return torch.from_numpy(np.stack([first, second]))


def inputs(tag: str, config: dict) -> dict[str, torch.Tensor]:
    def u(name: str, *shape: int) -> torch.Tensor:
        values = uniform(f"{tag}/{name}", math.prod(shape))
        return torch.from_numpy(values.astype(np.float32)).reshape(shape)

    h, w = config["H"], config["W"]
    cases = metric_cases((44, 60))
    return {
        "x": u("x", 4, 3, h, w), "g": labels((h, w), config["K"]), "vae.z": u("z", 2, 4, h // 8, w // 8),
        "lmm.in": u("lmm", 2, 4, h // 8, w // 8), "loss.p1": (u("p1", 2, 1, 16, 16) + 1) / 2,
        "loss.p2": (u("p2", 2, 1, 16, 16) + 1) / 2, "loss.y": (u("y", 2, 1, 16, 16) > 0.3).float(),
        **{f"metric.{k}.truth": torch.from_numpy(a) for k, (a, _) in cases.items()},
        **{f"metric.{k}.pred": torch.from_numpy(b) for k, (_, b) in cases.items()},
    }


# ---------------------------------------------------------------------------------------------------------------------
# What a set holds


@torch.no_grad()
def tensors(given: dict[str, torch.Tensor], config: dict, scale: float) -> dict[str, torch.Tensor]:
    model = build(config, scale).eval()
    vae, x, out = model.vae_model, given["x"][:2], {}
    out["vae.mean"], out["vae.logvar"], s_v = vae.encode(x)
    out["vae.decoded"] = vae.decode(given["vae.z"])
    out["lmm.out"] = model.mapping_model(given["lmm.in"])
    out["resnet.h"], s_r = model.resnet(x)
    for level in range(4):
        out[f"skip.image.{level}"], out[f"skip.mask.{level}"] = s_v[level][:, :2], s_r[level][:, :2]
    out["latent.image"], out["latent.mask"] = model.image_latent(x)[0], model.mask_latent(x)[0]
    out["latent.annotation"] = model.annotation_latent(given["g"])
    out["decoded.image"] = model.decode(out["latent.image"], "image", s_v)
    out["decoded.mask"] = model.decode(out["latent.mask"], "mask", s_r)
    for branch in ("image", "mask"):
        out[f"pred.{branch}"] = model.acr.revert(out[f"decoded.{branch}"])  # for K > 2 label values, not class maps
    out["pred.mean"] = (out["pred.image"] + out["pred.mask"]) / 2
    return {k: v.contiguous() for k, v in out.items()}


NORMS = ([f"mapping_model.{n}" for n in (
    "input_blocks.weight", "input_blocks.bias", "conv1_0.resblock.act1.weight", "conv1_0.resblock.act2.weight",
    "conv1_0.resblock.conv1.0.weight", "conv1_0.resblock.conv1.0.bias")]
    + [f"resnet.{n}" for n in (
        "conv1.weight", "conv1.bias", "bn1.weight", "bn1.bias", "layer1.0.conv1.weight", "layer1.0.bn1.weight")])


def scalars(given: dict[str, torch.Tensor], config: dict, scale: float, dtype: torch.dtype) -> dict:
    """The training steps run in `dtype`; in float32 their rounding grows to about 1e-3 within three steps."""
    p1, p2, y, zeros = given["loss.p1"], given["loss.p2"], given["loss.y"], torch.zeros(2, 1, 16, 16)
    pairs = {"p1_y": (p1, y), "p2_y": (p2, y), "p1_p2": (p1, p2), "zeros_zeros": (zeros, zeros), "p1_zeros": (p1, zeros)}
    x, g = given["x"].to(dtype), given["g"]
    first = Stage1(build(config, scale, dtype), t_max=10)
    stage1 = [first.step(x, g) for _ in range(3)]
    named = dict(first.model.named_parameters())
    second = Stage2(build(config, scale, dtype), t_max=10, segmentation=config["K"] == 2 or config["tag"].endswith("seg"))
    stage2 = []
    for _ in range(3):
        losses = second.step(x, g)
        stage2.append({**{k: v.item() for k, v in losses.items()}, "grad_norm": gradient_norm(second.trained)})
    modes = {"paper": lambda k: k, "full": lambda k: k - 1}
    cases = [k.split(".")[1] for k in given if k.startswith("metric.") and k.endswith(".truth")]
    return {
        "config": config, "scale_factor": scale,
        "dice_loss": {k: dice_loss(*pair).item() for k, pair in pairs.items()},
        "ramp": {str(t): ramp(t, 1000) for t in (0, 1, 250, 500, 999, 1000)},
        "stage1": stage1,
        "stage1_norms": {k.split(".", 1)[1]: named[k].detach().norm().item() for k in NORMS},
        "stage2": stage2,
        "acr": {f"{k}.{m}": [2 * v / divisor(k) - 1 for v in range(k)] for k in (2, 3, 4, 9) for m, divisor in modes.items()},
        "metrics": {k: scores(given[f"metric.{k}.truth"].numpy(), given[f"metric.{k}.pred"].numpy()) for k in cases},
    }


def write(folder: Path, name: str) -> None:
    config, scale = {**SETS[name], "tag": name}, 0.18215
    given = inputs(name, config)
    folder.mkdir(parents=True, exist_ok=True)
    stored = {k: v.clone() for k, v in {**given, **tensors(given, config, scale)}.items()}  # equal masks apart
    save_file(stored, folder / f"{name}.safetensors")
    (folder / f"{name}.json").write_text(json.dumps(scalars(given, config, scale, torch.float64), indent=1))
    (folder / f"{name}.keys.json").write_text(json.dumps(keys(build(config, scale)), indent=0))
    print(f"wrote {folder / name}.safetensors, .json, .keys.json")


# ---------------------------------------------------------------------------------------------------------------------
# Comparison


class Report:
    """Prints each comparison and remembers whether one failed."""

    def __init__(self):
        self.failed = 0

    def add(self, what: str, error: float, tolerance: float) -> None:
        bad = not error <= tolerance
        self.failed += bad
        print(f"{'FAIL' if bad else 'ok  '} {error:.1e} (<= {tolerance:.0e}) {what}")

    def tensor(self, what: str, want: torch.Tensor, got: torch.Tensor) -> None:
        error = math.inf
        if want.shape == got.shape:
            error = ((want.double() - got.double()).norm() / want.double().norm()).item()
        self.add(f"{what} {list(want.shape)}", error, TENSOR_TOLERANCE)

    def tree(self, what: str, want, got, tolerance: float) -> None:
        """The largest relative error of all numbers below a node; what is missing or extra is infinitely wrong."""
        errors = []

        def walk(path: str, a, b) -> None:
            if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
                for k in a:
                    walk(f"{path}.{k}", a[k], b[k])
            elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
                for i, pair in enumerate(zip(a, b)):
                    walk(f"{path}.{i}", *pair)
            elif isinstance(a, (int, float)) and isinstance(b, (int, float)):
                errors.append((abs(a - b) / max(abs(a), 1e-6), path))
            else:
                errors.append((0.0 if a == b else math.inf, path))

        walk(what, want, got)
        error, path = max(errors)
        self.add(f"{what}: worst of {len(errors)}, {path}", error, tolerance)


def check(folder: Path, name: str) -> int:
    want = json.loads((folder / f"{name}.json").read_text())
    stored = load_file(folder / f"{name}.safetensors")
    config, scale = want["config"], want["scale_factor"]
    report = Report()
    names = json.loads((folder / f"{name}.keys.json").read_text())
    report.tree("names and shapes", names, keys(build(config, scale)), 0)
    for k, value in tensors(stored, config, scale).items():
        report.tensor(k, stored[k], value)
    for dtype in (torch.float32, torch.float64):
        print(f"scalars, training in {dtype}")
        got = scalars(stored, config, scale, dtype)
        report.add("the same keys", 0 if want.keys() == got.keys() else math.inf, 0)
        for k in want:
            if k in ("stage1", "stage2"):
                for i, step in enumerate(want[k]):
                    report.tree(f"{k}.{i}", step, got[k][i], TRAJECTORY_TOLERANCE)
            else:
                report.tree(k, want[k], got[k], TRAJECTORY_TOLERANCE if k == "stage1_norms" else EXACT)
    check_taesd(report, folder)
    print(f"{report.failed} failed")
    return 1 if report.failed else 0


def check_taesd(report: Report, folder: Path) -> None:
    """The tiny autoencoder, where the set and the public weights (`../weights`) are there."""
    parts = {p: folder.parent / "weights" / f"taesd_{p}.safetensors" for p in ("encoder", "decoder")}
    if not (folder / "taesd.safetensors").exists() or not all(p.exists() for p in parts.values()):
        print("skip taesd: no taesd.safetensors, or no ../weights")
        return
    stored, model = load_file(folder / "taesd.safetensors"), Taesd()
    for part, path in parts.items():
        loaded = getattr(model, part).load_state_dict(load_file(path), strict=False)
        assert not loaded.unexpected_keys and all(k.startswith("Jump_") for k in loaded.missing_keys)
    with torch.no_grad():
        latent, _, features = model.encode(stored["x"] * 2 - 1)
        report.tensor("taesd.latent", stored["latent"], latent)
        report.tensor("taesd.decoded", stored["decoded"], (model.decode(stored["latent"]) + 1) / 2)
        for level, feature in enumerate(features):
            report.tensor(f"taesd.feature.{level}", stored[f"feature.{level}"], feature[:, :2])


if __name__ == "__main__":
    torch.set_num_threads(1)
    command, where, *rest = [*sys.argv[1:], "", ""][: max(2, len(sys.argv) - 1)]
    if command == "check" and where:
        sys.exit(check(Path(where), rest[0] if rest else "tiny"))
    elif command == "write" and where:
        for chosen in rest or SETS:
            write(Path(where), chosen)
    else:
        sys.exit(__doc__)
