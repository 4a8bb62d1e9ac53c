// Names of people by the language of their place, from faker. Where a name is not written in Latin letters, its spelling in them stands beside
// it, for user names and e-mail addresses.
import { type LocaleDefinition, de, en, es, fr } from "@faker-js/faker";
import { slugify } from "#lib/words.ts";

type Names = { first: readonly string[]; last: readonly string[] };

/** What the library has of a language; it gives no spelling in Latin letters. */
function namesIn({ person }: LocaleDefinition): Names {
  const { first_name: first, last_name: last } = person ?? {};
  return {
    first: [...(first?.female ?? []), ...(first?.male ?? [])],
    last: last?.generic ?? [],
  };
}

const ENGLISH = namesIn(en);
const BY_LANGUAGE: Readonly<Record<string, Names>> = {
  en: ENGLISH,
  de: namesIn(de),
  fr: namesIn(fr),
  es: namesIn(es),
  ja: {
    first:
      "美咲/misaki 健太/kenta 陽子/yoko 大輔/daisuke さくら/sakura 翔/sho 直美/naomi 拓也/takuya 結衣/yui 蓮/ren 真央/mao 悠斗/yuto".split(
        " ",
      ),
    last: "佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 渡辺/watanabe 山本/yamamoto 中村/nakamura 小林/kobayashi 加藤/kato 吉田/yoshida".split(
      " ",
    ),
  },
};

export type Person = { first: string; last: string; full: string; user: string };

/** A person with the names at these two positions, which may be beyond the end. */
export function personAt(locale: string, first: number, last: number): Person {
  const language = locale.slice(0, 2);
  const list = BY_LANGUAGE[language] ?? ENGLISH;
  const [given = "", spelled = given] = (list.first[first % list.first.length] ?? "").split("/");
  const [family = "", familySpelled = family] = (list.last[last % list.last.length] ?? "").split("/");
  return {
    first: given,
    last: family,
    full: language === "ja" ? `${family} ${given}` : `${given} ${family}`,
    user: `${inLatin(spelled)}.${inLatin(familySpelled)}`,
  };
}

const inLatin = (name: string): string =>
  slugify(name.replace(/ß/g, "ss").replace(/’/g, "")).replace(/-/g, "");
