"""One training of a peer in a process of its own: CPU seconds, memory above the start, a hash of the merges."""
import hashlib
import json
import os
import resource
import sys
import time

task = json.loads(sys.argv[1])
os.environ["RAYON_NUM_THREADS"] = os.environ["TOKENIZERS_NUM_THREADS"] = str(task["threads"])
PATTERNS = {
    "gpt2": r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    "cl100k": r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
}
# Oniguruma knows no `(?i:…)` inside; the same pattern for it.
ONIGURUMA = {
    "gpt2": PATTERNS["gpt2"],
    "cl100k": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
}
text = open(task["path"], encoding="utf-8", newline="").read()
size, pattern = task["size"], PATTERNS[task["split"]]


def characters():
    table, shift = {}, 0
    for byte in range(256):
        if 33 <= byte <= 126 or 161 <= byte <= 172 or 174 <= byte:
            table[chr(byte)] = byte
        else:
            table[chr(256 + shift)] = byte
            shift += 1
    return table


def huggingface():
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    split = pre_tokenizers.Split(Regex(ONIGURUMA[task["split"]]), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, level])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    # A text as a whole is one sequence for that trainer, and counted on one thread.
    tokenizer.train_from_iterator(documents, trainer)

    def merges():
        table = characters()
        for left, right in (m if isinstance(m, list) else m.split(" ") for m in json.loads(tokenizer.to_str())["model"]["merges"]):
            yield bytes(table[c] for c in left), bytes(table[c] for c in right)

    return merges


def ranked(ranks):
    """The merges behind tokens in the order of their making."""
    rank = {token: at for at, token in enumerate(ranks)}
    for token in ranks[256:]:
        parts = [token[at : at + 1] for at in range(len(token))]
        while len(parts) > 2:
            found = [(rank.get(parts[at] + parts[at + 1], len(rank)), at) for at in range(len(parts) - 1)]
            best, at = min(f for f in found if f[0] < rank[token])
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        yield parts[0], parts[1]


def rustbpe():
    import rustbpe as peer

    tokenizer = peer.Tokenizer()
    tokenizer.train_from_iterator(iter(documents), size, 8192, pattern)
    return lambda: ranked([bytes(token) for token, _ in sorted(tokenizer.get_mergeable_ranks(), key=lambda it: it[1])])


def bpeasy():
    import bpeasy as peer

    vocab = peer.train_bpe(iter(documents), pattern, 1 << 16, size)
    return lambda: ranked([token for token, _ in sorted(vocab.items(), key=lambda it: it[1])])


def gigatoken():
    """Its split is that of GPT-2, whatever the task; it reads the file."""
    import gigatoken as peer

    _, merges = peer.train_bpe(task["path"], size, [])
    return lambda: iter(merges)


def ffbpe():
    """Its split is its own, and so are its merges."""
    import ffbpe as peer

    model = peer.train_bpe(iter(documents), vocab_size=size)
    return lambda: ((bytes(token), b"") for token in model.vocab)


# Documents of about 16 KB, cut where the splits have a border whatever surrounds them.
documents, at = [], 0
while at < len(text):
    end = min(at + (1 << 14), len(text))
    while end < len(text) and not (text[end - 1] == "\n" and not text[end - 2].isspace() and text[end].isascii() and text[end].isalpha()):
        end += 1
    documents.append(text[at:end])
    at = end
del text


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


(cpu, memory), began = used(), time.time()
peers = {"huggingface": huggingface, "rustbpe": rustbpe, "bpeasy": bpeasy, "gigatoken": gigatoken, "ffbpe": ffbpe}
merges = peers[task["peer"]]()
(cpu_after, memory_after), wall = used(), time.time() - began
digest, count = hashlib.sha256(), 0
for left, right in merges():
    digest.update(f"{left.hex()} {right.hex()}\n".encode())
    count += 1
print(json.dumps({"cpu": cpu_after - cpu, "wall": wall, "memory": memory_after - memory, "merges": count, "hash": digest.hexdigest()}))
