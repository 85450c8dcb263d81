"""SemiGDA's losses, schedules and the steps of its two stages, with the release's optimizers."""

import math

import torch
import torch.nn.functional as F
from semigda import SemiGda
from torch import Tensor

EPSILON = 1e-5


def dice_loss(p: Tensor, y: Tensor) -> Tensor:
    """Eq. 8: per sample and class, then the mean. [B, C, H, W] each."""
    overlap = (p * y).sum(dim=(2, 3))
    total = p.abs().sum(dim=(2, 3)) + y.abs().sum(dim=(2, 3))
    return (1 - (2 * overlap + EPSILON) / (total + EPSILON)).mean()


def ramp(t: int, t_max: int, beta: float = 0.1) -> float:
    """Eq. 14: lambda_u(t)."""
    return beta * math.exp(-5 * (1 - min(t, t_max) / t_max) ** 2)


def poly(base: float, t: int, t_max: int) -> float:
    return base * (1 - t / t_max) ** 0.9


def labelled_prior(z_v: Tensor, z_r: Tensor, z_g: Tensor) -> Tensor:
    """Eq. 5."""
    return F.mse_loss(z_v, z_g) + F.mse_loss(z_r, z_g)


def unlabelled_prior(z_v: Tensor, z_r: Tensor) -> Tensor:
    """Eq. 6: no stop-gradient, both branches move."""
    return F.mse_loss(z_v, z_r)


def sgd(parameters, lr: float = 1e-2) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=lr, momentum=0.9, weight_decay=1e-4)


def set_rate(optimizer: torch.optim.Optimizer, lr: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = lr


def gradient_norm(parameters) -> float:
    """Over all trained parameters; one without a gradient counts as zero."""
    gradients = [p.grad for p in parameters if p.grad is not None]
    return torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(g.double()) for g in gradients])).item()


class Stage1:
    """Alignment: M and E learn the prior terms; AdamW for M, SGD for E."""

    MAPPING, ENCODER = 2e-3, 1e-2

    def __init__(self, model: SemiGda, t_max: int):
        self.model, self.t_max, self.t = model, t_max, 0
        self.mapping = torch.optim.AdamW(model.mapping_model.parameters(), lr=self.MAPPING, weight_decay=0.01)
        self.encoder = sgd(model.resnet.parameters(), self.ENCODER)

    def step(self, x: Tensor, g: Tensor) -> dict[str, float]:
        """One step on the batch x, whose first len(g) images are labelled by g."""
        self.model.train()
        lr_mapping, lr_encoder = (poly(base, self.t, self.t_max) for base in (self.MAPPING, self.ENCODER))
        set_rate(self.mapping, lr_mapping)
        set_rate(self.encoder, lr_encoder)
        z_v, _ = self.model.image_latent(x)
        z_r, _ = self.model.mask_latent(x)
        l = len(g)
        sup_p = labelled_prior(z_v[:l], z_r[:l], self.model.annotation_latent(g))
        unsup_p = unlabelled_prior(z_v[l:], z_r[l:])
        weight = ramp(self.t, self.t_max)
        total = sup_p + weight * unsup_p
        self.mapping.zero_grad()
        self.encoder.zero_grad()
        total.backward()
        self.mapping.step()
        self.encoder.step()
        self.t += 1
        return {"sup_p": sup_p.item(), "unsup_p": unsup_p.item(), "lambda_u": weight, "total": total.item(),
                "lr_mapping": lr_mapping, "lr_encoder": lr_encoder}


class Stage2:
    """Segmentation: M, E and the adapters learn all terms; one SGD.

    `segmentation` false leaves out eq. 9 and 10 and, with them, both decodings: the adapters then have no gradient,
    and PyTorch's optimizers skip such parameters altogether, weight decay included. The learning rate here is one
    part of the schedule; a stage that restarts it builds t and t_max per part and keeps the ramp's own.
    """

    RATE = 1e-2

    def __init__(self, model: SemiGda, t_max: int, segmentation: bool = True):
        self.model, self.t_max, self.t, self.segmentation = model, t_max, 0, segmentation
        self.trained = [p for p in model.parameters() if p.requires_grad]
        self.optimizer = sgd(self.trained, self.RATE)

    def losses(self, x: Tensor, g: Tensor, noise: Tensor | None = None) -> dict[str, Tensor]:
        """Eq. 5, 6, 9 and 10."""
        model, l = self.model, len(g)
        z_v, s_v = model.image_latent(x, noise)
        z_r, s_r = model.mask_latent(x)
        zero = z_v.new_zeros(())
        losses = {"sup_p": labelled_prior(z_v[:l], z_r[:l], model.annotation_latent(g)), "sup_s": zero,
                  "unsup_p": unlabelled_prior(z_v[l:], z_r[l:]), "unsup_s": zero}
        if self.segmentation:
            y = model.acr.maps(g.unsqueeze(1).to(x.dtype))  # a label's maps are its one-hot code
            y_v, y_r = (model.acr.maps(model.acr.revert(decoded.to(x.dtype)))
                        for decoded in (model.decode(z_v, "image", s_v), model.decode(z_r, "mask", s_r)))
            losses["sup_s"] = dice_loss(y_v[:l], y) + dice_loss(y_r[:l], y)
            losses["unsup_s"] = dice_loss(y_v[l:], y_r[l:].detach()) + dice_loss(y_r[l:], y_v[l:].detach())
        return losses

    def step(self, x: Tensor, g: Tensor, noise: Tensor | None = None, precision: str = "fp32") -> dict[str, Tensor]:
        """One step; returns tensors, so that a device need not be waited for. The gradients stay until the next."""
        self.model.train()
        set_rate(self.optimizer, poly(self.RATE, self.t, self.t_max))
        with torch.autocast(x.device.type, torch.bfloat16, enabled=precision == "bf16"):
            losses = self.losses(x, g, noise)
        weight = ramp(self.t, self.t_max)
        total = losses["sup_p"] + losses["sup_s"] + weight * (losses["unsup_p"] + losses["unsup_s"])  # eq. 12, 13
        self.optimizer.zero_grad()
        total.backward()
        self.optimizer.step()
        self.t += 1
        return {**losses, "lambda_u": torch.tensor(weight, dtype=torch.float64), "total": total}
