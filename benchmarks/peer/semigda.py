"""SemiGDA (arXiv:2604.23274) in plain PyTorch: the network.

Written from the paper and the project's description of the method, not from the Java code, so that it can judge it.
Equation numbers are the paper's. Parameters carry the released names. Images are [B, 3, H, W] in [-1, 1], H and W
multiples of 8; latents are [B, 4, H/8, W/8]; levels count from 0, the finest.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Config:
    """What a network is built from; the fields of a golden set's `config`."""

    ch: int = 128
    mult: tuple[int, ...] = (1, 2, 4, 4)
    widths: tuple[int, ...] = (128, 256, 512, 512)
    layers: tuple[int, ...] = (3, 4, 6)
    lmm_ch: int = 32
    K: int = 2
    full: bool = False
    vae: str = "kl"
    dropout: float = 0.0


# ---------------------------------------------------------------------------------------------------------------------
# The autoencoder of Stable Diffusion (AutoencoderKL, CompVis layout)


def group_norm(channels: int, groups: int = 32) -> nn.GroupNorm:
    return nn.GroupNorm(groups, channels, eps=1e-6)


class ResnetBlock(nn.Module):
    """GroupNorm, SiLU, 3x3 convolution, twice; a 1x1 shortcut where widths differ. Also the skip adapters' block."""

    def __init__(self, inside: int, out: int):
        super().__init__()
        self.norm1 = group_norm(inside)
        self.conv1 = nn.Conv2d(inside, out, 3, padding=1)
        self.norm2 = group_norm(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1)
        if inside != out:
            self.nin_shortcut = nn.Conv2d(inside, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.conv2(F.silu(self.norm2(h)))
        return (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x) + h


class Attention(nn.Module):
    """Self-attention with one head over all positions, scale 1/sqrt(channels), with a residual."""

    def __init__(self, channels: int, groups: int = 32):
        super().__init__()
        self.norm = group_norm(channels, groups)
        self.q = nn.Conv2d(channels, channels, 1)
        self.k = nn.Conv2d(channels, channels, 1)
        self.v = nn.Conv2d(channels, channels, 1)
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        b, c, height, width = x.shape
        h = self.norm(x)
        q, k, v = (layer(h).flatten(2).transpose(1, 2) for layer in (self.q, self.k, self.v))  # [B, HW, C]
        weights = torch.softmax(q @ k.transpose(1, 2) * c**-0.5, dim=-1)
        h = (weights @ v).transpose(1, 2).reshape(b, c, height, width)
        return x + self.proj_out(h)


class Downsample(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.pad(x, (0, 1, 0, 1)))  # one column on the right, one row at the bottom


class Upsample(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


def middle(channels: int) -> nn.Module:
    mid = nn.Module()
    mid.block_1 = ResnetBlock(channels, channels)
    mid.attn_1 = Attention(channels)
    mid.block_2 = ResnetBlock(channels, channels)
    return mid


def run_middle(mid: nn.Module, h: Tensor) -> Tensor:
    return mid.block_2(mid.attn_1(mid.block_1(h)))


class Encoder(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        widths = [config.ch * m for m in config.mult]
        self.conv_in = nn.Conv2d(3, config.ch, 3, padding=1)
        self.down = nn.ModuleList()
        inside = config.ch
        for level, width in enumerate(widths):
            down = nn.Module()
            down.block = nn.ModuleList([ResnetBlock(inside, width), ResnetBlock(width, width)])
            if level < len(widths) - 1:
                down.downsample = Downsample(width)
            self.down.append(down)
            inside = width
        self.mid = middle(inside)
        self.norm_out = group_norm(inside)
        self.conv_out = nn.Conv2d(inside, 8, 3, padding=1)

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        h, features = self.conv_in(x), []
        for down in self.down:
            for block in down.block:
                h = block(h)
            features.append(h)  # S_v: the last residual block of a level, before its downsampling
            if hasattr(down, "downsample"):
                h = down.downsample(h)
        return self.conv_out(F.silu(self.norm_out(run_middle(self.mid, h)))), features


class Decoder(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        widths = [config.ch * m for m in config.mult]
        inside = widths[-1]
        self.conv_in = nn.Conv2d(4, inside, 3, padding=1)
        self.mid = middle(inside)
        levels = []
        for level in reversed(range(len(widths))):
            up, width = nn.Module(), widths[level]
            up.block = nn.ModuleList([ResnetBlock(inside, width), *(ResnetBlock(width, width) for _ in range(2))])
            if level > 0:
                up.upsample = Upsample(width)
            levels.insert(0, up)
            inside = width
        self.up = nn.ModuleList(levels)
        # Eq. 7: one adapter per level and branch; the image branch's on S_v, the mask branch's on S_r.
        self.Jump_vae = nn.ModuleList(ResnetBlock(2 * width, width) for width in widths)
        self.Jump_cnn = nn.ModuleList(ResnetBlock(width + e, width) for width, e in zip(widths, config.widths))
        self.norm_out = group_norm(inside)
        self.conv_out = nn.Conv2d(inside, 3, 3, padding=1)

    def forward(self, z: Tensor, adapters: nn.ModuleList | None, features: list[Tensor] | None) -> Tensor:
        h = run_middle(self.mid, self.conv_in(z))
        for level in reversed(range(len(self.up))):
            up = self.up[level]
            h = up.block[0](h)
            if adapters is not None:
                h = adapters[level](torch.cat([h, features[level]], dim=1))
            for block in up.block[1:]:
                h = block(h)
            if hasattr(up, "upsample"):
                h = up.upsample(h)
        return self.conv_out(F.silu(self.norm_out(h)))


class AutoencoderKL(nn.Module):
    """E_v and D. `encode` and `decode` work on latents that are not yet scaled; see `SemiGda.scale_factor`."""

    def __init__(self, config: Config):
        super().__init__()
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.quant_conv = nn.Conv2d(8, 8, 1)
        self.post_quant_conv = nn.Conv2d(4, 4, 1)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        """Image -> mean, logvar, S_v (eq. 1)."""
        h, features = self.encoder(x)
        return *self.moments(h), features

    def moments(self, h: Tensor) -> tuple[Tensor, Tensor]:
        """Eight channels -> mean and logvar; E's output goes through the same frozen `quant_conv` (eq. 3)."""
        mean, logvar = self.quant_conv(h).chunk(2, dim=1)
        return mean, logvar.clamp(-30, 20)

    def decode(self, z: Tensor, branch: str | None = None, features: list[Tensor] | None = None) -> Tensor:
        adapters = {None: None, "image": self.decoder.Jump_vae, "mask": self.decoder.Jump_cnn}[branch]
        return self.decoder(self.post_quant_conv(z), adapters, features)


# ---------------------------------------------------------------------------------------------------------------------
# TAESD: the same latent space from a network 35 times smaller


class TaesdBlock(nn.Module):
    def __init__(self):
        super().__init__()
        conv = lambda: nn.Conv2d(64, 64, 3, padding=1)
        self.conv = nn.Sequential(conv(), nn.ReLU(), conv(), nn.ReLU(), conv())

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.conv(x) + x)


class TaesdClamp(nn.Module):
    def forward(self, z: Tensor) -> Tensor:
        return 3 * torch.tanh(z / 3)


class Taesd(nn.Module):
    """The tiny autoencoder, with the same interface; images in [-1, 1] outside, in [0, 1] inside; no variance."""

    ENCODER_ENDS = (1, 5, 9, 13)  # the last block of each level, the finest first
    DECODER_STARTS = {18: 0, 13: 1, 8: 2, 3: 3}  # the first block of each level

    def __init__(self):
        super().__init__()
        conv = lambda inside, out, **more: nn.Conv2d(inside, out, 3, padding=1, **more)
        encoder = [conv(3, 64), TaesdBlock()]
        decoder = [TaesdClamp(), conv(4, 64), nn.ReLU()]
        for _ in range(3):
            encoder += [conv(64, 64, stride=2, bias=False), *(TaesdBlock() for _ in range(3))]
            decoder += [*(TaesdBlock() for _ in range(3)), nn.Upsample(scale_factor=2), conv(64, 64, bias=False)]
        self.encoder = nn.Sequential(*encoder, conv(64, 4))
        self.decoder = nn.Sequential(*decoder, TaesdBlock(), conv(64, 3))
        self.decoder.Jump_vae = nn.ModuleList(ResnetBlock(128, 64) for _ in range(4))
        self.decoder.Jump_cnn = nn.ModuleList(ResnetBlock(128, 64) for _ in range(4))

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        h, features = (x + 1) / 2, []
        for index, layer in enumerate(self.encoder):
            h = layer(h)
            if index in self.ENCODER_ENDS:
                features.append(h)
        return h, torch.full_like(h, -30), features

    def moments(self, h: Tensor) -> tuple[Tensor, Tensor]:
        mean, logvar = h.chunk(2, dim=1)
        return mean, logvar.clamp(-30, 20)

    def decode(self, z: Tensor, branch: str | None = None, features: list[Tensor] | None = None) -> Tensor:
        adapters = {None: None, "image": self.decoder.Jump_vae, "mask": self.decoder.Jump_cnn}[branch]
        h = z
        for index in range(20):
            h = self.decoder[index](h)
            if adapters is not None and index in self.DECODER_STARTS:
                level = self.DECODER_STARTS[index]
                h = adapters[level](torch.cat([h, features[level]], dim=1))
        return h * 2 - 1


# ---------------------------------------------------------------------------------------------------------------------
# M, the latent mapping model (eq. 2): ResAttnUNet_DS of GMS, without down-sampling


class MappingResBlock(nn.Module):
    def __init__(self, inside: int, out: int):
        super().__init__()
        # The released names list each activation twice (act1 and conv1.1): one shared parameter.
        self.act1, self.act2 = nn.PReLU(), nn.PReLU()
        self.conv1 = nn.Sequential(group_norm(inside, 16), self.act1, nn.Conv2d(inside, out, 3, padding=1))
        self.conv2 = nn.Sequential(group_norm(out, 16), self.act2, nn.Conv2d(out, out, 3, padding=1))
        if inside != out:
            self.skip_connection = nn.Conv2d(inside, out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        skip = self.skip_connection(x) if hasattr(self, "skip_connection") else x
        return self.conv2(self.conv1(x)) + skip


class MappingBlock(nn.Module):
    def __init__(self, inside: int, out: int):
        super().__init__()
        self.resblock = MappingResBlock(inside, out)
        self.attention = Attention(out, 16)

    def forward(self, *parts: Tensor) -> Tensor:
        return self.attention(self.resblock(torch.cat(parts, dim=1)))


class MappingModel(nn.Module):
    def __init__(self, ch: int):
        super().__init__()
        head = lambda c: nn.Sequential(group_norm(c, 16), nn.SiLU(), nn.Conv2d(c, 4, 3, padding=1, bias=False))
        self.input_blocks = nn.Conv2d(4, ch, 3, padding=1)
        self.conv1_0 = MappingBlock(ch, ch)
        self.conv2_0 = MappingBlock(ch, 2 * ch)
        self.conv3_0 = MappingBlock(2 * ch, 4 * ch)
        self.conv4_0 = MappingBlock(4 * ch, 4 * ch)
        self.conv3_1 = MappingBlock(8 * ch, 4 * ch)
        self.conv2_2 = MappingBlock(6 * ch, 2 * ch)
        self.conv1_3 = MappingBlock(3 * ch, ch)
        self.conv0_4 = MappingBlock(2 * ch, ch)
        # Heads of deep supervision: part of a checkpoint, used by no loss, so they never have a gradient.
        self.convds3, self.convds2, self.convds1 = head(4 * ch), head(2 * ch), head(ch)
        self.convds0 = head(ch)
        for conv in (m for m in self.modules() if isinstance(m, nn.Conv2d)):
            nn.init.kaiming_normal_(conv.weight, mode="fan_out", nonlinearity="leaky_relu")
            if conv.bias is not None:
                nn.init.zeros_(conv.bias)

    def forward(self, z: Tensor) -> Tensor:
        x0 = self.input_blocks(z)
        x1 = self.conv1_0(x0)
        x2 = self.conv2_0(x1)
        x3 = self.conv3_0(x2)
        x4 = self.conv4_0(x3)
        y3 = self.conv3_1(x3, x4)
        y2 = self.conv2_2(x2, y3)
        y1 = self.conv1_3(x1, y2)
        return self.convds0(self.conv0_4(x0, y1))


# ---------------------------------------------------------------------------------------------------------------------
# E, the image encoder (eq. 3): a ResNet-34 trunk aligned with the autoencoder's levels


class BasicBlock(nn.Module):
    def __init__(self, inside: int, out: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        if stride != 1 or inside != out:
            self.downsample = nn.Sequential(nn.Conv2d(inside, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x: Tensor) -> Tensor:
        h = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(h + (self.downsample(x) if hasattr(self, "downsample") else x))


class ImageEncoder(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        widths = config.widths
        self.conv1 = nn.Conv2d(3, widths[0], 3, 1, 1)
        self.bn1 = nn.BatchNorm2d(widths[0])
        for stage, blocks in enumerate(config.layers):
            inside, out = widths[stage], widths[stage + 1]
            rest = (BasicBlock(out, out, 1) for _ in range(blocks - 1))
            setattr(self, f"layer{stage + 1}", nn.Sequential(BasicBlock(inside, out, 2), *rest))
        self.conv_out = nn.Module()
        self.conv_out.conv_conv = nn.Sequential(
            nn.Conv2d(widths[3], 8, 3, padding=1), nn.BatchNorm2d(8), nn.LeakyReLU(0.01), nn.Dropout(config.dropout),
            nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8), nn.LeakyReLU(0.01))
        for conv in (m for m in self.modules() if isinstance(m, nn.Conv2d)):
            nn.init.kaiming_normal_(conv.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        h = F.relu(self.bn1(self.conv1(x)))
        features = [h]  # S_r: the stem and the three stages
        for layer in (self.layer1, self.layer2, self.layer3):
            h = layer(h)
            features.append(h)
        return self.conv_out.conv_conv(h), features


# ---------------------------------------------------------------------------------------------------------------------
# ACR, annotation conversion and reversion (eq. 11)


@dataclass(frozen=True)
class Acr:
    classes: int
    full: bool

    @property
    def divisor(self) -> int:
        return self.classes - 1 if self.full else self.classes

    def convert(self, mask: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
        """Labels [B, H, W] -> an image of three equal channels."""
        values = 2 * mask.to(dtype) / self.divisor - 1
        return values.unsqueeze(1).repeat(1, 3, 1, 1)

    def revert(self, decoded: Tensor) -> Tensor:
        """Decoder output -> label values [B, 1, H, W] in [0, K-1]; for K = 2 the foreground's probability."""
        values = (decoded.mean(dim=1, keepdim=True) + 1) * self.divisor / 2
        return values.clamp(0, self.classes - 1)

    def maps(self, values: Tensor) -> Tensor:
        """Soft maps: for K = 2 the foreground's alone [B, 1, H, W], else one a class [B, K, H, W]."""
        if self.classes == 2:
            return values
        k = torch.arange(self.classes, dtype=values.dtype, device=values.device).view(1, -1, 1, 1)
        return (1 - (values - k).abs()).clamp(min=0)


# ---------------------------------------------------------------------------------------------------------------------


class SemiGda(nn.Module):
    """Both branches. The autoencoder is frozen; M, E and the adapters inside the decoder are trained."""

    def __init__(self, config: Config, scale_factor: float = 0.18215):
        super().__init__()
        self.config, self.acr = config, Acr(config.K, config.full)
        self.scale_factor = 1.0 if config.vae == "taesd" else scale_factor
        self.vae_model = Taesd() if config.vae == "taesd" else AutoencoderKL(config)
        self.resnet = ImageEncoder(config)
        self.mapping_model = MappingModel(config.lmm_ch)
        self.vae_model.requires_grad_(False)
        for adapters in self.adapters():
            adapters.requires_grad_(True)

    def adapters(self) -> list[nn.ModuleList]:
        return [self.vae_model.decoder.Jump_vae, self.vae_model.decoder.Jump_cnn]

    def train(self, mode: bool = True) -> "SemiGda":
        super().train(mode)
        self.vae_model.eval()
        for adapters in self.adapters():
            adapters.train(mode)
        return self

    def encode_image(self, x: Tensor, noise: Tensor | None = None) -> tuple[Tensor, list[Tensor]]:
        """Image -> scaled posterior mean, plus sigma times `noise` where given, and S_v (eq. 1)."""
        with torch.no_grad():
            mean, logvar, features = self.vae_model.encode(x)
            z = mean if noise is None else mean + torch.exp(0.5 * logvar) * noise
            return self.scale_factor * z, features

    def image_latent(self, x: Tensor, noise: Tensor | None = None) -> tuple[Tensor, list[Tensor]]:
        """z~_v = M(z_v) and S_v (eq. 2)."""
        z, features = self.encode_image(x, noise)
        return self.mapping_model(z), features

    def mask_latent(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """z_r, the mean of E's moments, and S_r (eq. 3)."""
        h, features = self.resnet(x)
        return self.scale_factor * self.vae_model.moments(h)[0], features

    def annotation_latent(self, mask: Tensor) -> Tensor:
        """z_g, the annotation's prior (eq. 4)."""
        return self.encode_image(self.acr.convert(mask, self.mapping_model.input_blocks.weight.dtype))[0]

    def decode(self, latent: Tensor, branch: str | None = None, features: list[Tensor] | None = None) -> Tensor:
        """Scaled latent -> decoder output [B, 3, H, W]; `branch` "image" or "mask" says whose adapters (eq. 7)."""
        return self.vae_model.decode(latent / self.scale_factor, branch, features)
