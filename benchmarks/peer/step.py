"""Times one training step of stage 2 in plain PyTorch, to compare with the product's own step.

    python step.py --ch 32 --mult 1,2,2,2 --size 64 --labelled 4 --unlabelled 4 --threads 1 --steps 10

A step is: autoencoder posterior of images and annotations, M and E, both decodings, all four losses, backward, SGD,
and the running average of the trained weights. Weights and images are random. Prints one line of JSON.
"""

import argparse
import json
import resource
import statistics
import time

import torch
from semigda import Config, SemiGda
from training import Stage2


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ch", type=int, default=128)
    parser.add_argument("--mult", default="1,2,4,4")
    parser.add_argument("--vae", choices=("kl", "taesd"), default="kl")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--labelled", type=int, default=2)
    parser.add_argument("--unlabelled", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="fp32")
    parser.add_argument("--tf32", action="store_true", help="let cuda round fp32 factors to TensorFloat-32")
    parser.add_argument("--optimizer", choices=("sgd", "adamw"), default="sgd")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=3)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = args.tf32
    device, mult = torch.device(args.device), tuple(int(m) for m in args.mult.split(","))
    widths = (64,) * 4 if args.vae == "taesd" else tuple(args.ch * m for m in mult)
    model = SemiGda(Config(args.ch, mult, widths, vae=args.vae, dropout=0.1)).to(device)
    stage = Stage2(model, t_max=args.warmup + args.steps + 1)
    if args.optimizer == "adamw":
        stage.optimizer = torch.optim.AdamW(stage.trained, lr=1e-3, weight_decay=0.01)
    average = [p.detach().clone() for p in stage.trained]
    batch = args.labelled + args.unlabelled
    x = torch.rand(batch, 3, args.size, args.size, device=device) * 2 - 1
    g = (torch.rand(args.labelled, args.size, args.size, device=device) > 0.5).long()
    cuda = device.type == "cuda"
    times, cpu, total = [], [], torch.zeros(())
    for step in range(args.warmup + args.steps):
        if cuda:
            torch.cuda.synchronize()
        start, busy = time.perf_counter(), time.process_time()
        noise = torch.randn(batch, 4, args.size // 8, args.size // 8, device=device) if step % 2 else None
        total = stage.step(x, g, noise, args.precision)["total"]
        decay = min(0.999, (1 + step) / (10 + step))
        torch._foreach_lerp_(average, [p.detach() for p in stage.trained], 1 - decay)
        if cuda:
            torch.cuda.synchronize()
        if step >= args.warmup:
            times.append(1000 * (time.perf_counter() - start))
            cpu.append(1000 * (time.process_time() - busy))
    peak = torch.cuda.max_memory_allocated() / 2**20 if cuda else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({
        **vars(args), "torch": torch.__version__, "median_ms": round(statistics.median(times), 2),
        "min_ms": round(min(times), 2), "max_ms": round(max(times), 2),
        "cpu_ms": round(statistics.median(cpu), 2), "peak_mib": round(peak, 1),
        "peak_of": "cuda allocations" if cuda else "resident set of the process", "loss": round(total.item(), 5)}))


if __name__ == "__main__":
    main()
