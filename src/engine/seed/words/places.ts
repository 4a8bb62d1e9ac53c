// Real places: the parts of an address agree, down to the prefix of a telephone number that is kept for fiction or unused.

export type Country = {
  code: string;
  alpha3: string;
  name: string;
  currency: string;
  /** As `Euro` and `€`. */
  currencyName: string;
  currencySymbol: string;
  locale: string;
  callingCode: string;
  /** `{n}` is the number of the house. */
  streets: readonly string[];
  /** Legal forms that companies have there. */
  legalForms: readonly string[];
};

export type Place = {
  city: string;
  region: string;
  regionCode: string;
  postalCode: string;
  /** A telephone number without its last two digits. */
  phone: string;
  timeZone: string;
  latitude: number;
  longitude: number;
  country: Country;
};

const CURRENCIES: Readonly<Record<string, readonly [string, string]>> = {
  USD: ["US Dollar", "$"],
  CAD: ["Canadian Dollar", "CA$"],
  GBP: ["Pound Sterling", "£"],
  EUR: ["Euro", "€"],
  AUD: ["Australian Dollar", "A$"],
  MXN: ["Mexican Peso", "MX$"],
  JPY: ["Japanese Yen", "¥"],
};

const LANGUAGES: Readonly<Record<string, string>> = {
  en: "English",
  de: "German",
  fr: "French",
  es: "Spanish",
  ja: "Japanese",
};

export const languageOf = ({ locale }: Country): string => LANGUAGES[locale.slice(0, 2)] ?? "English";

const country = (row: string, streets: string, legalForms: string): Country => {
  const [code = "", alpha3 = "", name = "", currency = "", locale = "", callingCode = ""] = row.split("|");
  const [currencyName = "", currencySymbol = ""] = CURRENCIES[currency] ?? [];
  return {
    code,
    alpha3,
    name,
    currency,
    currencyName,
    currencySymbol,
    locale,
    callingCode,
    streets: streets.split("|"),
    legalForms: legalForms.split("|"),
  };
};

export const COUNTRIES: Readonly<Record<string, Country>> = {
  US: country(
    "US|USA|United States|USD|en-US|1",
    "{n} Maple Street|{n} Oak Avenue|{n} Mission Street|{n} Harbor Road|{n} Lincoln Boulevard|{n} 4th Avenue",
    "Inc.|LLC|Co.",
  ),
  CA: country(
    "CA|CAN|Canada|CAD|en-CA|1",
    "{n} King Street West|{n} Elm Street|{n} Granville Street",
    "Inc.|Ltd.",
  ),
  GB: country(
    "GB|GBR|United Kingdom|GBP|en-GB|44",
    "{n} High Street|{n} Station Road|{n} Church Lane|{n} Mill Lane",
    "Ltd|LLP",
  ),
  IE: country("IE|IRL|Ireland|EUR|en-IE|353", "{n} Abbey Street|{n} Patrick Street", "Ltd"),
  AU: country(
    "AU|AUS|Australia|AUD|en-AU|61",
    "{n} George Street|{n} Collins Street|{n} Beach Road",
    "Pty Ltd",
  ),
  DE: country(
    "DE|DEU|Germany|EUR|de-DE|49",
    "Hauptstraße {n}|Bahnhofstraße {n}|Gartenweg {n}|Lindenallee {n}",
    "GmbH|AG|KG",
  ),
  AT: country("AT|AUT|Austria|EUR|de-AT|43", "Mariahilfer Straße {n}|Ringstraße {n}", "GmbH"),
  FR: country(
    "FR|FRA|France|EUR|fr-FR|33",
    "{n} rue de la République|{n} avenue Victor Hugo|{n} place du Marché",
    "SARL|SAS|SA",
  ),
  ES: country(
    "ES|ESP|Spain|EUR|es-ES|34",
    "Calle Mayor {n}|Avenida de la Constitución {n}|Calle del Sol {n}",
    "S.L.|S.A.",
  ),
  MX: country("MX|MEX|Mexico|MXN|es-MX|52", "Avenida Juárez {n}|Calle Hidalgo {n}", "S.A. de C.V."),
  JP: country("JP|JPN|Japan|JPY|ja-JP|81", "{n}-1 Marunouchi|{n}-4 Honmachi|{n}-2 Sakae", "K.K.|G.K."),
};

const ROWS = `
US|Austin|Texas|TX|78701|+151255501|America/Chicago|30.2672|-97.7431
US|Portland|Oregon|OR|97204|+150355501|America/Los_Angeles|45.5152|-122.6784
US|Chicago|Illinois|IL|60601|+131255501|America/Chicago|41.8781|-87.6298
US|Denver|Colorado|CO|80202|+130355501|America/Denver|39.7392|-104.9903
US|Boston|Massachusetts|MA|02108|+161755501|America/New_York|42.3601|-71.0589
US|Seattle|Washington|WA|98101|+120655501|America/Los_Angeles|47.6062|-122.3321
US|Atlanta|Georgia|GA|30303|+140455501|America/New_York|33.749|-84.388
US|Brooklyn|New York|NY|11201|+171855501|America/New_York|40.6943|-73.9903
US|San Diego|California|CA|92101|+161955501|America/Los_Angeles|32.7157|-117.1611
US|Nashville|Tennessee|TN|37203|+161555501|America/Chicago|36.1527|-86.7896
US|Minneapolis|Minnesota|MN|55401|+161255501|America/Chicago|44.9833|-93.2667
US|Phoenix|Arizona|AZ|85004|+160255501|America/Phoenix|33.4515|-112.0685
CA|Toronto|Ontario|ON|M5V 2T6|+141655501|America/Toronto|43.6426|-79.3871
CA|Vancouver|British Columbia|BC|V6B 1A1|+160455501|America/Vancouver|49.2827|-123.1207
GB|London|England|ENG|EC1A 1BB|+4420794600|Europe/London|51.5202|-0.0974
GB|Manchester|England|ENG|M1 1AE|+4416149600|Europe/London|53.4774|-2.2309
GB|Edinburgh|Scotland|SCT|EH1 1BB|+4413149600|Europe/London|55.9521|-3.1908
IE|Dublin|Leinster|L|D02 AF30|+35312012300|Europe/Dublin|53.3398|-6.2527
AU|Sydney|New South Wales|NSW|2000|+6125550100|Australia/Sydney|-33.8688|151.2093
AU|Melbourne|Victoria|VIC|3000|+6135550100|Australia/Melbourne|-37.8136|144.9631
DE|Berlin|Berlin|BE|10117|+4930231250|Europe/Berlin|52.5163|13.3777
DE|Hamburg|Hamburg|HH|20095|+4940669690|Europe/Berlin|53.5511|9.9937
DE|München|Bayern|BY|80331|+4989992280|Europe/Berlin|48.1351|11.582
DE|Köln|Nordrhein-Westfalen|NW|50667|+49221471900|Europe/Berlin|50.9384|6.9599
AT|Wien|Wien|9|1010|+4315551200|Europe/Vienna|48.2082|16.3738
FR|Paris|Île-de-France|IDF|75002|+3319900000|Europe/Paris|48.8674|2.3441
FR|Lyon|Auvergne-Rhône-Alpes|ARA|69002|+3346571000|Europe/Paris|45.7578|4.832
FR|Bordeaux|Nouvelle-Aquitaine|NAQ|33000|+3353649000|Europe/Paris|44.8378|-0.5792
ES|Madrid|Comunidad de Madrid|MD|28013|+3491055500|Europe/Madrid|40.4168|-3.7038
ES|Valencia|Comunitat Valenciana|VC|46002|+3496055500|Europe/Madrid|39.4699|-0.3763
MX|Guadalajara|Jalisco|JAL|44100|+52335550100|America/Mexico_City|20.6597|-103.3496
JP|Tokyo|Tokyo|13|100-0005|+8135550100|Asia/Tokyo|35.6812|139.7671
JP|Osaka|Osaka|27|541-0053|+8165550100|Asia/Tokyo|34.6864|135.5066`;

export const PLACES: readonly Place[] = ROWS.trim()
  .split("\n")
  .flatMap((row) => {
    const [code = "", city = "", region = "", regionCode = "", postalCode = "", phone = "", ...rest] =
      row.split("|");
    const [timeZone = "", latitude = "", longitude = ""] = rest;
    const known = COUNTRIES[code];
    return known
      ? [
          {
            city,
            region,
            regionCode,
            postalCode,
            phone,
            timeZone,
            latitude: Number(latitude),
            longitude: Number(longitude),
            country: known,
          },
        ]
      : [];
  });

/** One place of each country, for records that are countries, or something that a country has. */
export const ONE_OF_EACH: readonly Place[] = PLACES.filter(
  (place, i) => PLACES.findIndex((other) => other.country === place.country) === i,
);
/** One place for each currency, and for each language. */
export const ONE_OF_EACH_CURRENCY: readonly Place[] = ONE_OF_EACH.filter(
  ({ country: { currency } }, i) =>
    ONE_OF_EACH.findIndex((other) => other.country.currency === currency) === i,
);
export const ONE_OF_EACH_LANGUAGE: readonly Place[] = ONE_OF_EACH.filter(
  ({ country }, i) =>
    ONE_OF_EACH.findIndex((other) => languageOf(other.country) === languageOf(country)) === i,
);
