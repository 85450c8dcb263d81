"""The same work as `semigda bench loader --data DIR`, with OpenCV and albumentations, on one thread.

Images of DIR/images with masks of the same stem (perhaps with _segmentation) in DIR/masks; batches of two images with
their masks and two without, 224 x 224, the augmentations of the paper, floats in [-1, 1]. Prints images a second of
processor time and by the clock, medians of five runs.

    python3 -m venv peer && peer/bin/pip install opencv-python-headless albumentations
    peer/bin/python benchmarks/peer/loader.py DIR [SECONDS]
"""

import os
import statistics
import sys
import time

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import albumentations as A
import cv2
import numpy as np

SIZE = 224
RUNS = 5


def pairs(root):
    masks = {}
    for name in os.listdir(os.path.join(root, "masks")):
        masks[os.path.splitext(name)[0].replace("_segmentation", "")] = os.path.join(root, "masks", name)
    found = []
    for name in sorted(os.listdir(os.path.join(root, "images"))):
        found.append((os.path.join(root, "images", name), masks[os.path.splitext(name)[0]]))
    return found


def read(image, mask):
    picture = cv2.cvtColor(cv2.imread(image, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    picture = cv2.resize(picture, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    if mask is None:
        return picture, None
    labels = (cv2.imread(mask, cv2.IMREAD_GRAYSCALE) > 127).astype(np.uint8)
    return picture, cv2.resize(labels, (SIZE, SIZE), interpolation=cv2.INTER_NEAREST)


def main():
    cv2.setNumThreads(1)
    files = pairs(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
    augment = A.Compose(
        [
            A.HorizontalFlip(p=0.5),
            A.VerticalFlip(p=0.5),
            A.RandomRotate90(p=0.5),
            A.ColorJitter(0.1, 0.1, 0.1, 0.1, p=0.2),
            A.Affine(
                translate_percent=(-0.15, 0.15), scale=(0.9, 1.1), rotate=(-20, 20), p=0.4,
                border_mode=cv2.BORDER_REFLECT_101,
            ),
        ]
    )
    random = np.random.default_rng(1)
    batch = np.empty((4, 3, SIZE, SIZE), np.float32)
    labels = np.empty((2, SIZE, SIZE), np.uint8)

    def step(source):
        for slot in range(4):
            picture, mask = source(int(random.integers(len(files))), slot < 2)
            if mask is None:
                made = augment(image=picture)
            else:
                made = augment(image=picture, mask=mask)
                labels[slot] = made["mask"]
            batch[slot] = made["image"].transpose(2, 0, 1) * np.float32(1 / 127.5) - 1

    def rate(work, images):
        cpu, wall = [], []
        for run in range(-1, RUNS):
            c, w, n = time.process_time(), time.perf_counter(), 0
            while time.perf_counter() - w < seconds:
                work()
                n += images
            if run >= 0:
                cpu.append(n / (time.process_time() - c))
                wall.append(n / (time.perf_counter() - w))
        return statistics.median(cpu), statistics.median(wall)

    def show(what, measured):
        print(f"{what:13} {measured[0]:8.1f} images/s a core ({measured[1]:.1f} by the clock)", flush=True)

    show("decode alone", rate(lambda: cv2.imread(files[int(random.integers(len(files)))][0]), 1))
    show("from files", rate(lambda: step(lambda i, masked: read(files[i][0], files[i][1] if masked else None)), 4))
    cached = [read(*pair) for pair in files]
    show("from memory", rate(lambda: step(lambda i, masked: cached[i] if masked else (cached[i][0], None)), 4))


if __name__ == "__main__":
    main()
