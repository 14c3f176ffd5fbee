"""One encoder of Python in a process of its own; prints what encode-measure.mjs prints of those of npm."""
import hashlib
import json
import os
import resource
import sys
import time

import numpy

task = json.loads(sys.argv[1])
# One thread, but for the batch at the end.
os.environ["RAYON_NUM_THREADS"] = os.environ["TOKENIZERS_NUM_THREADS"] = str(task["threads"])
documents = json.load(open(task["documents"], encoding="utf-8"))
base = task["encoding"] + "_base"


def gigatoken():
    from gigatoken import Tokenizer

    tokenizer = Tokenizer.from_tiktoken(task["ranks"], task["encoding"], {})
    return tokenizer.encode, lambda texts: tokenizer.encode_batch(texts, parallel=True)


def fastokens():
    from fastokens import Tokenizer

    tokenizer = Tokenizer.from_tiktoken(task["ranks"], pattern=task["pattern"], special_tokens={})
    return lambda text: tokenizer.encode_ordinary(text).ids, None


def ranks():
    import base64

    lines = open(task["ranks"], encoding="ascii").read().split("\n")
    pairs = (line.split(" ") for line in lines if line)
    return {base64.b64decode(token): int(rank) for token, rank in pairs}


def tiktoken():
    from tiktoken import Encoding

    tokenizer = Encoding("own", pat_str=task["pattern"], mergeable_ranks=ranks(), special_tokens={})
    return tokenizer.encode_ordinary, lambda texts: tokenizer.encode_ordinary_batch(texts, num_threads=task["threads"])


def ffbpe():
    from ffbpe.tiktoken import Encoding

    tokenizer = Encoding("own", pat_str=task["pattern"], mergeable_ranks=ranks(), special_tokens={})
    return tokenizer.encode_ordinary, None


def memory():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def cpu(work):
    began = time.process_time()
    work()
    return time.process_time() - began


def wall(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


before, began = memory(), time.perf_counter()
encode, batch = {"gigatoken": gigatoken, "fastokens": fastokens, "tiktoken": tiktoken, "ffbpe": ffbpe}[task["library"]]()
encode("a")
loaded, held = time.perf_counter() - began, memory() - before


def every():
    for document in documents:
        encode(document)


if task["threads"] > 1:
    if batch:
        batch(documents)
    print(json.dumps({"batch": min(wall(lambda: batch(documents)) for _ in range(3)) if batch else None}))
    sys.exit()
measured = {"cold": cpu(every), "warm": min(cpu(every) for _ in range(3)), "loaded": loaded, "memory": held}
digest, tokens = hashlib.sha256(), 0
for document in documents:
    ids = numpy.asarray(encode(document), dtype="<u4")
    tokens += len(ids)
    digest.update(ids.tobytes())
measured["repeated"] = cpu(lambda: encode("a" * 100_000))
print(json.dumps({**measured, "tokens": tokens, "hash": digest.hexdigest()}))
