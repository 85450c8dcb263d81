"""Dice, IoU and Hausdorff distances of two binary masks [H, W]."""

import numpy as np
from scipy.ndimage import binary_erosion, distance_transform_edt
from scipy.spatial.distance import directed_hausdorff


def boundary(mask: np.ndarray) -> np.ndarray:
    """A mask minus its erosion with the 4-neighbourhood; outside the image is background."""
    return mask & ~binary_erosion(mask)


def hd95(truth: np.ndarray, pred: np.ndarray) -> float | None:
    """95th percentile of both directed boundary distances joined; 0 for two empty masks, undefined for one."""
    if not truth.any() and not pred.any():
        return 0.0
    if not truth.any() or not pred.any():
        return None
    a, b = boundary(truth), boundary(pred)
    distances = np.concatenate([distance_transform_edt(~b)[a], distance_transform_edt(~a)[b]])
    return float(np.percentile(distances, 95))


def hd95_released(truth: np.ndarray, pred: np.ndarray) -> float:
    """0.95 times the Hausdorff distance of the masks as sets of rows; no distance in the image."""
    a, b = truth.astype(np.float64), pred.astype(np.float64)
    return 0.95 * max(directed_hausdorff(a, b)[0], directed_hausdorff(b, a)[0])


def scores(truth: np.ndarray, pred: np.ndarray) -> dict[str, float | None]:
    truth, pred = truth.astype(bool), pred.astype(bool)
    both, either, total = (truth & pred).sum(), (truth | pred).sum(), truth.sum() + pred.sum()
    return {"dice": float(2 * both / total) if total else 1.0, "iou": float(both / either) if total else 1.0,
            "hd95": hd95(truth, pred), "hd95_released": hd95_released(truth, pred)}
