// Tokens of the texts of each folder by @huggingface/tokenizers 0.2.0 (npm): node tokens.mjs WORK
import { readFileSync, writeFileSync, readdirSync } from "node:fs";
import { Tokenizer } from "@huggingface/tokenizers";

const work = process.argv[2];
const texts = JSON.parse(readFileSync(`${work}/texts.json`, "utf8"));
for (const name of readdirSync(work, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name)) {
  const json = JSON.parse(readFileSync(`${work}/${name}/tokenizer.json`, "utf8"));
  const config = JSON.parse(readFileSync(`${work}/${name}/tokenizer_config.json`, "utf8"));
  const tokenizer = new Tokenizer(json, config);
  writeFileSync(`${work}/${name}/ids.json`, JSON.stringify(texts.map((text) => tokenizer.encode(text).ids)));
  const pairs = texts.map((text) => tokenizer.encode(text, { text_pair: texts[0], return_token_type_ids: true }));
  writeFileSync(`${work}/${name}/pairs.json`, JSON.stringify(pairs.map((pair) => [pair.ids, pair.token_type_ids])));
}
