"""Small tokenizers whose symbols carry marks by their place in a word, and what the reference implementation makes of texts.

    pip install tokenizers==0.23.3
    python __test__/reference/make_huggingface_marks.py > __test__/reference/huggingface-marks.json

Decoded texts are kept where a suffix ends words; form and texts are those of huggingface.json. The trainer numbers marked symbols in no fixed order, so another run makes
other tokenizers, as good as these.
"""
import json
import pathlib

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

TEXTS = json.loads(pathlib.Path(__file__).with_name("huggingface.json").read_text())["texts"]
CORPUS = TEXTS[:7] * 3
CLIP = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def made(name, pre, decoder, prefix="", suffix="", normalizer=None, alphabet=(), unknown="<unk>", fuse=False, size=300, limit=None):
    marks = {**({"continuing_subword_prefix": prefix} if prefix else {}), **({"end_of_word_suffix": suffix} if suffix else {})}
    unknowns = {"unk_token": unknown} if unknown else {}
    tokenizer = Tokenizer(models.BPE(fuse_unk=fuse, **marks, **unknowns))
    tokenizer.pre_tokenizer = pre
    if normalizer:
        tokenizer.normalizer = normalizer
    if decoder:
        tokenizer.decoder = decoder
    special = ([unknown] if unknown else []) + ["<s>", "</s>"]
    bounds = {"limit_alphabet": limit} if limit else {}
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=size, special_tokens=special, initial_alphabet=list(alphabet), show_progress=False, **marks, **bounds))
    content = json.loads(tokenizer.to_str())
    ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS]
    decoded = [tokenizer.decode(tokens, skip_special_tokens=False) for tokens in ids] if decoder and suffix else None
    return {"name": name, "tokenizer": content, "ids": ids, "decoded": decoded}


space = pre_tokenizers.WhitespaceSplit()
level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
clip = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
pieces = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(CLIP), behavior="removed", invert=True), level])
word = decoders.WordPiece(prefix="##", cleanup=False)
print(json.dumps({"texts": TEXTS, "tokenizers": [
    made("end of word", pre_tokenizers.BertPreTokenizer(), decoders.BPEDecoder(suffix="</w>"), suffix="</w>"),
    made("end of word, few letters", space, decoders.BPEDecoder(suffix="</w>"), suffix="</w>", limit=12, fuse=True),
    made("end of word in bytes", pieces, None, suffix="</w>", normalizer=clip, alphabet=pre_tokenizers.ByteLevel.alphabet(), size=800),
    made("continuing", pre_tokenizers.Whitespace(), word, prefix="##"),
    made("continuing, nothing unknown", space, word, prefix="##", unknown=None, limit=20),
    made("both", space, None, prefix="@@", suffix="$", fuse=True),
]}, ensure_ascii=True, separators=(",", ":")))
