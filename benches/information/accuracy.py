"""The peer's tasks in its order, and samples of each as NN.f64: python accuracy.py ROWS SEED FOLDER"""
import json
import sys
from pathlib import Path

import bmi
import numpy as np

rows, seed, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
tasks = list(bmi.benchmark.BENCHMARK_TASKS.values())
for at, task in enumerate(tasks):
    x, y = (np.asarray(part, dtype=np.float64) for part in task.sample(rows, seed))
    np.concatenate([x.ravel(), y.ravel()]).tofile(folder / f"{at:02}.f64")
about = [
    {"name": task.name, "truth": float(task.mutual_information), "x": task.dim_x, "y": task.dim_y}
    for task in tasks
]
print(json.dumps(about))
