// Names of people by the language of their place. Where a name is not written in Latin letters, its spelling in them stands beside
// it, for user names and e-mail addresses.
import { slugify } from "#lib/words.ts";

type Names = { first: readonly string[]; last: readonly string[] };

const names = (first: string, last: string): Names => ({ first: first.split(" "), last: last.split(" ") });

const BY_LANGUAGE: Readonly<Record<string, Names>> = {
  en: names(
    "Olivia James Amelia Noah Grace Ethan Chloe Marcus Hannah Samuel Priya Daniel Zoe Andre Maya Kevin Aisha Ryan Nora Victor Leah Omar Ruby Patrick",
    "Bennett Carter O’Neill Hughes Patel Brooks Reyes Coleman Whitaker Nguyen Foster Sullivan Okafor Hayes Palmer Grant Singh Wallace Doyle Mercer Lindqvist Barnes Chan Fletcher",
  ),
  de: names(
    "Anna Lukas Jürgen Mia Jonas Sabine Björn Katharina Felix Lena Käthe Stefan Miriam Tobias",
    "Müller Schneider Weber Schäfer Hoffmann Krüger Vogel Böhm Lehmann Richter Groß Winkler Brandt Kühn",
  ),
  fr: names(
    "Camille Léa Hugo Chloé Antoine Élodie Julien Margaux Étienne Inès Théo Solène Noémie Baptiste",
    "Lefèvre Moreau Girard Rousseau Fontaine Mercier Chevalier Dubois Béranger Marchand Perrin Gauthier",
  ),
  es: names(
    "Lucía Mateo Sofía Diego Carmen Álvaro Inés Javier Elena Andrés Marta Raúl Ximena Íñigo",
    "García Muñoz Fernández Ibáñez Ortega Castro Núñez Herrera Vidal Peña Molina Salazar",
  ),
  ja: names(
    "美咲/misaki 健太/kenta 陽子/yoko 大輔/daisuke さくら/sakura 翔/sho 直美/naomi 拓也/takuya",
    "佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 渡辺/watanabe 山本/yamamoto 中村/nakamura 小林/kobayashi",
  ),
};

export type Person = { first: string; last: string; full: string; user: string };

/** A person with the names at these two positions, which may be beyond the end. */
export function personAt(locale: string, first: number, last: number): Person {
  const language = locale.slice(0, 2);
  const list = BY_LANGUAGE[language] ?? BY_LANGUAGE["en"] ?? { first: [], last: [] };
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
