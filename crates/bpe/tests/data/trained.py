"""What Hugging Face tokenizers 0.23.3 and rustbpe 0.1.0 learn from small hard corpora: `python trained.py > trained.txt`.

A line a corpus: the FNV-1a hash of the merges of the first, that of the tokens of the second. `tests/trained.rs` makes
the same corpora from the same numbers.
"""
import json
import sys

import rustbpe
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
WHOLE = r"(?s).+"
ALPHABETS = ["ab", "aab ", "abc", "aAb1 '\n", "aé中 \n", "abcdefgh ", "ab0\t,"]
MASK = (1 << 64) - 1


class Numbers:
    def __init__(self, seed):
        self.state = (seed * 0x9E3779B97F4A7C15 + 1) & MASK

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 33) % bound


def case(seed):
    numbers = Numbers(seed)
    letters = ALPHABETS[numbers.below(len(ALPHABETS))]
    length = [12, 40, 200][numbers.below(3)]
    texts = []
    for _ in range(1 + numbers.below(4)):
        texts.append("".join(letters[numbers.below(len(letters))] for _ in range(1 + numbers.below(length))))
    return {
        "texts": texts,
        "whole": numbers.below(2) == 0,
        "merges": 1 + numbers.below(60),
        "minimum": numbers.below(4),
        "longest": [0, 0, 0, 3, 4, 6][numbers.below(6)],
        "seen": numbers.below(4) == 0,
        "specials": [[], ["<s>"], ["<s>", "<|end|>"], ["ab"], ["aa", "a"]][numbers.below(5)],
    }


def fnv(parts):
    value = 0xCBF29CE484222325
    for part in parts:
        for byte in part + b"\xff\xfe":
            value = ((value ^ byte) * 0x100000001B3) & MASK
    return f"{value:016x}"


characters = {}
shift = 0
for byte in range(256):
    if 33 <= byte <= 126 or 161 <= byte <= 172 or 174 <= byte:
        characters[chr(byte)] = byte
    else:
        characters[chr(256 + shift)] = byte
        shift += 1


def huggingface(case):
    tokenizer = Tokenizer(models.BPE())
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    split = pre_tokenizers.Split(Regex(GPT2), "isolated")
    tokenizer.pre_tokenizer = level if case["whole"] else pre_tokenizers.Sequence([split, level])
    alphabet = [] if case["seen"] else pre_tokenizers.ByteLevel.alphabet()
    seen = len({byte for text in case["texts"] for byte in text.encode()}) if case["seen"] else 256
    trainer = trainers.BpeTrainer(
        vocab_size=seen + len(case["specials"]) + case["merges"],
        min_frequency=case["minimum"],
        special_tokens=case["specials"],
        initial_alphabet=alphabet,
        max_token_length=case["longest"] or None,
        show_progress=False,
    )
    tokenizer.train_from_iterator(case["texts"], trainer)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    parts = []
    for left, right in (merge if isinstance(merge, list) else merge.split(" ") for merge in merges):
        parts += [bytes(characters[each] for each in left), bytes(characters[each] for each in right)]
    return parts


def plain(case):
    trainer = rustbpe.Tokenizer()
    pattern = WHOLE if case["whole"] else GPT2
    trainer.train_from_iterator(iter(case["texts"]), 256 + case["merges"], 8192, pattern)
    return [bytes(token) for token, rank in sorted(trainer.get_mergeable_ranks(), key=lambda it: it[1])][256:]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        shown = case(int(sys.argv[1]))
        print(shown, huggingface(shown), plain(shown), sep="\n")
    else:
        for seed in range(4000):
            print(fnv(huggingface(case(seed))), fnv(plain(case(seed))))
