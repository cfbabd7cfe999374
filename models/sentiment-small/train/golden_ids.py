"""Writes the token ids that prepare.py gives to texts with odd characters, one JSON array [text, ids] a line:
python3 golden_ids.py > ../../../tests/Interplay.Integration.Tests/Onnx/training-ids.jsonl
(needs numpy, which prepare.py imports). The reader in src/Interplay.Onnx must give the same ids."""
import json
import unicodedata
from prepare import WP

reader = WP(open('../vocab.txt', encoding='utf8').read().split('\n')[:-1])
texts = [
    '', ' ', 'The film is not good but the acting is not bad at all.', "It's a well-made film -- don't miss it!!! 8.5/10, 1,000%",
    'naïve café Ünïcode Æon ß ø, “quoted” ‘words’… — – •½²', '电影 不好。 映画は「良い」 кино 영화 ภาพยนตร์',
    '😀 great😀 👍🏽👍 e\u0301 n\u0303 \U00020000\U0001F468\u200D\U0001F469', '$5 + 3 = 8 <b> a_b a|b ~ ^ ` @you #tag \\ {x} [y]',
    'tab\there\r\nline\u00a0nbsp\u3000wide\u2028sep\x1cfile\x85next', 'antidisestablishmentarianism zzzzqqqqxxxx 0123456789012345678901234567890',
    'KELVIN \u212a sign', 'SHOUTING AND wHISPERING', '[sep] [x', 'a\x00b\x07c\ufffdd\u200be\ufefff\u00adg', '١٢٣ Ⅷ ⅷ ① ﬁne ﬀ',
]
# One word around each assigned character of the Basic Multilingual Plane that is not a letter beyond Latin, 64 words a text.
odd = [chr(c) for c in range(1, 0x3100) if unicodedata.category(chr(c)) not in ('Cn', 'Cs', 'Lo') and chr(c) != '\u0130']
texts += [' '.join('fil' + c + 'm' for c in odd[a:a + 64]) for a in range(0, len(odd), 64)]
for text in texts:
    print(json.dumps([text, reader.enc(text).tolist()], separators=(',', ':')))
