#!/usr/bin/env bash
# Runs semigda's training step and the same step in plain PyTorch in turn (A B A B ...) and prints the ratio of the medians.
#
#   compare_step.sh PYTHON [ROUNDS] [THREADS] [PRECISION ...]
#
# PYTHON has torch (README.md); 5 rounds, 1 thread and fp32 unless said otherwise. Each PRECISION is ours, one after the other in
# every round; PyTorch's own is PEER_PRECISION (fp32). STEPS and WARMUP say how many steps a round times and does before. Both
# use the shapes of preset small and AdamW. A round's figure is the median of its steps, by the clock and by processor time.
# SEMIGDA is the launcher, if not this checkout's.
set -euo pipefail
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
python=$1 rounds=${2:-5} threads=${3:-1}
shift $(($# < 3 ? $# : 3))
[ $# -gt 0 ] || set -- fp32
semigda=${SEMIGDA:-$here/../../semigda}
steps=${STEPS:-4} warmup=${WARMUP:-2}
results=$(mktemp)
trap 'rm -f "$results"' EXIT

for _ in $(seq "$rounds"); do
    for precision in "$@"; do
        "$semigda" bench step --json --preset small --threads "$threads" --precision "$precision" \
            --steps "$steps" --warmup "$warmup" | tail -n 1 | sed "s/^/$precision /" >>"$results"
    done
    (cd "$here" && "$python" step.py --ch 32 --mult 1,2,4,4 --size 96 --labelled 4 --unlabelled 4 --optimizer adamw \
        --threads "$threads" --precision "${PEER_PRECISION:-fp32}" --steps "$steps" --warmup "$warmup") |
        tail -n 1 | sed 's/^/peer /' >>"$results"
done

"$python" - "$results" "$@" <<'PYTHON'
import json, statistics, sys

lines = [line.split(" ", 1) for line in open(sys.argv[1])]
peer = [json.loads(rest) for who, rest in lines if who == "peer"]
for precision in sys.argv[2:]:
    ours = [json.loads(rest) for who, rest in lines if who == precision]
    for name, a, b in (("step ms by the clock", "stepMillis", "median_ms"),
                       ("step ms of processor time", "cpuMillis", "cpu_ms"),
                       ("peak resident MiB", "peakResidentMiB", "peak_mib")):
        left, right = [r[a] for r in ours], [r[b] for r in peer]
        x, y = statistics.median(left), statistics.median(right)
        print(f"{precision}, {name}: semigda {x:.0f} {[round(v) for v in left]}, "
              f"PyTorch {peer[0]['precision']} {y:.0f} {[round(v) for v in right]}, PyTorch / semigda {y / x:.2f}")
PYTHON
