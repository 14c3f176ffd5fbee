"""Small tokenizers of every kind of step, with what the reference implementation makes of texts.

    pip install tokenizers==0.23.3
    python __test__/reference/make_huggingface.py > __test__/reference/huggingface.json

Each entry: the content of its tokenizer.json, texts, their ids without post-processing, and the decoded texts.
"""
import json

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

CORPUS = [
    "the quick brown fox jumps over the lazy dog and the other dogs",
    "don't you think it's 2024 already? we've 1234567 reasons, I'll say!",
    "été à la plage, où l'on mange des crêpes; naïve café",
    "Привет, мир! мир труд май", "日本語の文章です。日本語", "a  b   c\n\n\td  ", "x=1; y = x*2 // code_name camelCase",
] * 3
TEXTS = CORPUS[:7] + [
    "", " ", "hello world", "  leading and trailing  ", "e\u0301 \u212b \ufb01", "\U0001f600 emoji \U0001f469\u200d\U0001f4bb",
    "<s>special</s> tokens<mask> here", "the<pad>dogs", "tab\tnew\nline\r\nend", "aaaaaaaaaaaaaaaaaaaa", "12 345 6789",
    "under_score-dash.dot,comma", "MiXeD CaSe", "\u2581already", "zzz \x00 \x7f", "the the  the", " the", "<s> the </s>",
]
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN = LLAMA3.replace("{1,3}", "")
SPECIAL = ["<s>", "</s>", "<pad>"]
BYTES = pre_tokenizers.ByteLevel.alphabet()


def made(name, pre, decoder, normalizer=None, model=None, alphabet=None, added=(), size=420):
    tokenizer = Tokenizer(model or models.BPE())
    if normalizer:
        tokenizer.normalizer = normalizer
    if pre:
        tokenizer.pre_tokenizer = pre
    if decoder:
        tokenizer.decoder = decoder
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=SPECIAL if not model else ["<unk>"] + SPECIAL,
                                  initial_alphabet=alphabet or [], show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    if added:
        tokenizer.add_tokens(list(added))
    return name, tokenizer


def fallback():
    """As Llama 2: no pre-tokenizer, spaces replaced, characters that are missing as bytes."""
    base = made("", None, None, normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), size=300)[1]
    model = json.loads(base.to_str())["model"]
    order = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    tokens = order + [token for token in sorted(model["vocab"], key=model["vocab"].get) if token not in set(order) and not token.startswith("<")]
    tokens = [token for token in tokens if token not in "Приветмья日本語"]
    vocab = {token: at for at, token in enumerate(tokens)}
    merges = [tuple(pair) for pair in model["merges"] if all(side in vocab for side in [*pair, "".join(pair)])]
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens(["<s>", "</s>"])
    return "fallback", tokenizer


def split(pattern, **options):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), behavior="isolated", **options),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])


level = decoders.ByteLevel()
meta = decoders.Metaspace()
kinds = [
    made("gpt2", pre_tokenizers.ByteLevel(add_prefix_space=False), level, alphabet=BYTES),
    made("prefix", pre_tokenizers.ByteLevel(add_prefix_space=True), level, alphabet=BYTES),
    made("llama3", split(LLAMA3), level, alphabet=BYTES),
    made("qwen", split(QWEN), level, normalizers.NFC(), alphabet=BYTES),
    made("added", pre_tokenizers.ByteLevel(add_prefix_space=False), level, alphabet=BYTES,
         added=[AddedToken("<mask>", lstrip=True, rstrip=True), AddedToken("dog", single_word=True), AddedToken("   ", normalized=False)]),
    made("digits", pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.Punctuation(), pre_tokenizers.ByteLevel(add_prefix_space=False)]), level, alphabet=BYTES),
    made("metaspace", pre_tokenizers.Metaspace(), meta, model=models.BPE(unk_token="<unk>", fuse_unk=False)),
    made("metaspace-first", pre_tokenizers.Metaspace(prepend_scheme="first"), meta, model=models.BPE(unk_token="<unk>", fuse_unk=True)),
    made("metaspace-never", pre_tokenizers.Metaspace(prepend_scheme="never", split=False), decoders.Metaspace(prepend_scheme="never"), model=models.BPE(unk_token="<unk>")),
    made("whitespace", pre_tokenizers.Whitespace(), None, normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()]), model=models.BPE(unk_token="<unk>")),
    made("bert", pre_tokenizers.BertPreTokenizer(), None, normalizers.NFD(), model=models.BPE(unk_token="<unk>")),
    made("nothing", None, None),
    fallback(),
]
out = []
for name, tokenizer in kinds:
    content = json.loads(tokenizer.to_str())
    encodings = [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS]
    out.append({
        "name": name, "tokenizer": content, "ids": encodings,
        "decoded": [tokenizer.decode(ids, skip_special_tokens=False) for ids in encodings] if content["decoder"] else None,
    })
content = json.loads(kinds[2][1].to_str())
content["model"]["ignore_merges"] = True
content["model"]["merges"] = content["model"]["merges"][:40]
whole = Tokenizer.from_str(json.dumps(content))
out.append({"name": "ignore-merges", "tokenizer": content, "ids": [whole.encode(text, add_special_tokens=False).ids for text in TEXTS], "decoded": None})
print(json.dumps({"texts": TEXTS, "tokenizers": out}, ensure_ascii=True, separators=(",", ":")))
