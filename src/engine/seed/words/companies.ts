// Companies: a trade, and a name that says it.

export type Trade = { industry: string; words: readonly string[]; does: string };

const trade = (industry: string, words: string, does: string): Trade => ({
  industry,
  words: words.split("|"),
  does,
});

export const TRADES: readonly Trade[] = [
  trade(
    "Food and Beverage",
    "Coffee Roasters|Bakery|Kitchen",
    "roasts coffee and bakes bread for local shops",
  ),
  trade("Logistics", "Logistics|Freight|Couriers", "moves parcels and pallets between regional warehouses"),
  trade("Software", "Software|Systems|Labs", "builds scheduling software for small teams"),
  trade("Construction", "Builders|Roofing|Carpentry", "renovates homes and small offices"),
  trade("Healthcare", "Dental|Physiotherapy|Health", "runs two clinics in the city centre"),
  trade("Retail", "Outfitters|Books|Home Goods", "sells to walk-in customers and online"),
  trade("Manufacturing", "Metalworks|Packaging|Tooling", "makes parts and packaging to order"),
  trade(
    "Professional Services",
    "Consulting|Accounting|Legal",
    "advises family businesses on tax and contracts",
  ),
  trade("Hospitality", "Guesthouse|Catering|Events", "caters for weddings and company events"),
  trade("Energy", "Solar|Electrical|Heating", "installs solar panels and heat pumps"),
];

/** What comes first in a company's name; a family name may, too. */
export const COMPANY_NAMES: readonly string[] =
  "Harbor Light|Northfield|Blue Heron|Cedar & Stone|Brightwater|Copper Lane|Juniper|Old Mill|Summit Ridge|Westbridge|Fern Hollow|Silver Birch|Riverside|Lighthouse|Red Oak|Kestrel|Maple Row|Granite Bay|Clearview|Orchard Park".split(
    "|",
  );
