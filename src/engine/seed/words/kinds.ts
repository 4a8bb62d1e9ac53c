// Kinds of things, told by the words that a resource or a member is called by, and what things of a kind are called and described
// like. The last word decides: a `project member` is a person.
import { singular, wordsOf } from "#lib/words.ts";

export type Kind = {
  name: string;
  is: RegExp;
  titles: readonly string[];
  about: readonly string[];
};

const kind = (name: string, words: string, titles: string, about: string): Kind => ({
  name,
  is: new RegExp(`^(${words})$`),
  titles: titles.split("|"),
  about: about.split("|"),
});

export const KINDS: readonly Kind[] = [
  kind(
    "person",
    "customer|user|contact|member|person|people|employee|owner|driver|passenger|guest|patient|student|author|principal|applicant|candidate|lead|subscriber|recipient|attendee|participant|traveler|traveller|staff|teacher|instructor|doctor|nurse|provider|practitioner|physician|artist|actor|player|athlete|witness|tenant|resident|client|buyer|seller|cardholder|beneficiary|payee|payer|payor|sender|receiver|agent|assignee|reviewer|approver|creator|editor|speaker|host|profile|admin|administrator|moderator|developer|signer|signatory|committer|uploader|maintainer|contributor|collaborator|tester|worker|courier|consumer|shopper|requester|invitee|director|officer|representative|referrer|parent|child|spouse|dependent|individual|follower|coach|chef",
    "",
    "Prefers to be reached by e-mail in the morning.|Joined after a recommendation from a colleague.|Works part time and answers within a day.|Has been with us since the first release.",
  ),
  kind(
    "company",
    "company|organization|organisation|org|merchant|account|business|vendor|supplier|partner|brand|employer|manufacturer|publisher|carrier|bank|insurer|institution|agency|firm|enterprise|corporation|retailer|distributor|franchise|advertiser|affiliate|school|university|hospital|clinic|operator|issuer|dealer|broker|lender|charity|nonprofit|airline",
    "",
    "",
  ),
  kind(
    "station",
    "station|stop|terminal|airport|port|platform",
    "Central Station|Riverside Station|University|Market Square|Harbor Front|North Gate|City Hall|Botanical Garden|Airport Terminal 2|Exhibition Grounds|Old Town|West End",
    "Step-free access to all platforms, open from 5 a.m. to 1 a.m.|Connections to two bus lines and the airport shuttle.|Bicycle parking and lockers are beside the main entrance.|Rebuilt in 2019, with a covered waiting area.",
  ),
  kind(
    "place",
    "place|location|site|store|shop|warehouse|venue|branch|office|building|facility|depot|outlet|restaurant|cafe|bar|library|museum|gym|campus|center|centre|parking|garage|poi|neighborhood|neighbourhood|park|lot|spot|point",
    "Harbor Street Branch|Riverside Warehouse|Old Market Hall|Northgate Office|Station Square|Mill Lane Store|Lakeside Pavilion|Garden Court|Westfield Depot|Union Street Shop|Pier 14|City Library",
    "Open on weekdays from 9 to 18, on Saturdays until 14.|On the ground floor, with step-free access from the yard.|Deliveries are taken at the back entrance before noon.|Close to the station, with parking for twelve cars.",
  ),
  kind(
    "area",
    "region|zone|area|district|territory|county|province|municipality|market|sector",
    "Northern Region|Coastal District|City Centre|Southern Valley|Eastern Corridor|Lake District|Western Plains|Harbor Zone|Old Town|Uplands",
    "Covers the city and the towns within 30 kilometres.|Served on weekdays, with one delivery a day.|Includes both river banks up to the ring road.",
  ),
  kind(
    "room",
    "room|hall|desk|suite|apartment|unit|property|listing|house|cabin|villa|accommodation|hotel|rental|bedroom|floor",
    "Garden Room|Corner Suite|Studio with Balcony|Two-Bedroom Apartment|Attic Loft|Room 204|Lake House|Courtyard Cottage|Meeting Room Oslo|Penthouse North",
    "Quiet, with a view of the courtyard and a desk by the window.|Sleeps four, with a full kitchen and a washing machine.|Renovated last year; the bathroom has a walk-in shower.|Five minutes on foot from the station.",
  ),
  kind(
    "product",
    "product|item|sku|variant|article|goods|merchandise|material|part|component|accessory|offer|offering|asset|equipment|inventory|stock|supply|gift|ingredient",
    "Oak Dining Table|Wool Blanket|Ceramic Mug Set|Desk Lamp|Canvas Backpack|Stainless Water Bottle|Linen Shirt|Running Shoes|Notebook A5, Dotted|Wireless Headphones|Cast-Iron Pan|Rain Jacket|Garden Shears|Travel Pillow|Bamboo Cutting Board|Yoga Mat|Espresso Grinder|Bicycle Bell|Leather Wallet|Picnic Basket",
    "Made to last, and shipped within two working days.|Comes in three colours; the lining is recycled cotton.|Our best seller of the season, now with a five-year warranty.|Machine washable and easy to repair: spare parts are in stock.|Weighs less than a kilogram and fits in any carry-on.",
  ),
  kind(
    "plan",
    "plan|price|tier|package|subscription|license|licence|membership|bundle|addon|rate|tariff|service|fee|pricing|entitlement",
    "Starter|Team|Business|Enterprise|Basic Monthly|Professional Yearly|Student|Nonprofit|Pay as You Go|Extra Seat|Priority Support|Storage Add-on",
    "For small teams that are getting started.|Everything in Starter, plus roles and an audit log.|Billed yearly, with two months free.|Support on weekdays, with an answer within four hours.",
  ),
  kind(
    "repository",
    "repository|repo|package|library|module|fork|codebase|gist|snippet|crate|plugin|extension",
    "storefront|billing-service|mobile-app|design-system|docs|infrastructure|data-pipeline|api-gateway|status-page|release-tools|search-index|onboarding",
    "The web shop and its checkout.|Invoices, payments and reminders.|Shared components and their documentation.|Configuration of our servers, applied on every merge.",
  ),
  kind(
    "project",
    "project|workspace|program|programme|initiative|portfolio|epic|board|roadmap|space|app|application|environment|goal|objective|milestone|sprint|phase|engagement|matter|collection|catalog|catalogue",
    "Website Relaunch|Mobile Checkout|Warehouse Move|Customer Portal|Quarterly Planning|Data Migration|Office Renovation|Brand Refresh|Loyalty Programme|Partner Onboarding|Annual Audit|Payroll Switch",
    "Replaces the old system before the end of the quarter.|Two teams work on it; the steering group meets every other Tuesday.|The first version goes to ten pilot customers.|On hold until the budget is approved.",
  ),
  kind(
    "group",
    "group|team|department|division|crew|squad|community|class|circle|guild|club|league|family|household|channel|room|forum|organizationunit",
    "Customer Support|Field Sales|Engineering|Marketing|Finance|Night Shift|Product Design|Operations|Purchasing|Volunteers|Quality Assurance|Logistics",
    "Everybody who answers customers' questions.|Meets on Mondays; new members are added by their lead.|Read access for all, write access for owners.|Kept up to date by the operations team.",
  ),
  kind("country", "country|nation|nationality", "", ""),
  kind("currency", "currency|currencies", "", ""),
  kind("language", "language|locale", "", ""),
  kind(
    "role",
    "role|permission set|access level|seat type",
    "Administrator|Member|Viewer|Billing Manager|Editor|Guest|Support Agent|Auditor",
    "May read and change everything.|Sees reports, and changes nothing.|Looks after invoices and payment methods.",
  ),
  kind("domain", "domain|hostname", "", "Verified by a DNS record.|Used for mail to customers."),
  kind(
    "commit",
    "commit|pull|patch|changeset|revision|merge|branch",
    "Fix rounding of totals|Add a second language to the footer|Remove the old export|Cache the price list for an hour|Show an error when the file is too large|Sort orders by date|Update the dependencies|Let the tests run in parallel|Correct the address form for Ireland|Write down how releases are made",
    "The total was rounded for each line; now it is rounded once.|No behaviour changes; only names.|Closes the ticket of last week.",
  ),
  kind(
    "audience",
    "audience|list|segment|cohort|subscription list|mailing|watchlist|wishlist",
    "Newsletter Readers|New Customers|Key Accounts|Early Access|Wholesale Buyers|Event Guests|Local Customers|Partners|Product Updates|Lapsed Customers|Members|Trial Users",
    "Everybody who signed up on the website.|Bought something in the last 90 days.|Invited by their account manager.|Kept up to date by the marketing team.",
  ),
  kind(
    "document",
    "document|template|contract|agreement|report|proposal|quote|quotation|estimate|form|survey|questionnaire|policy|terms|certificate|letter|statement|record|note|file|attachment|upload|resume|brochure|page|wiki|paper|manual|guide|checklist|draft|specification|disclosure|declaration|application form|pdf",
    "Service Agreement 2026|Monthly Sales Report|Onboarding Checklist|Travel Policy|Supplier Contract|Meeting Minutes|Price List|Safety Instructions|Quarterly Review|Rental Agreement|Employee Handbook|Project Proposal",
    "Signed by both sides and valid until the end of next year.|Draft for review; comments are welcome until Friday.|Replaces the version of last spring.|Two pages, with the figures of the last quarter in the appendix.",
  ),
  kind(
    "event",
    "event|meeting|appointment|webinar|conference|session|workshop|booking|reservation|interview|visit|tour|party|concert|show|game|match|race|shift|schedule|calendar|slot|class|lesson|training|fixture|activity|occasion|call|hearing",
    "Product Roundtable|Quarterly Review|Site Visit|Onboarding Call|Team Breakfast|Autumn Workshop|Budget Meeting|Open House|Evening Concert|Customer Webinar|Safety Training|Planning Session",
    "Please arrive ten minutes early; coffee is served in the hall.|We go through the open points and agree on the next steps.|Held online, with a recording for everybody who registered.|Limited to twenty people; bring a laptop.",
  ),
  kind(
    "campaign",
    "campaign|newsletter|broadcast|promotion|advertisement|ad|ads|adset|creative|banner|coupon|discount|voucher|deal|automation|journey|sequence|email|mail|message|notification|announcement|offer|push|flow",
    "Spring Sale|Welcome Series|September Newsletter|Back to School|Loyalty Week|Product Launch|Holiday Hours|Feedback Request|Early Access|Members’ Weekend|Abandoned Cart Reminder|Summer Clearance",
    "Goes to everybody who bought something this year.|Three messages over ten days, the last with a discount.|Announces the new opening hours and the winter menu.|Paused while the landing page is being translated.",
  ),
  kind(
    "label",
    "tag|label|category|topic|theme|genre|type|status|badge|keyword|hashtag|interest|skill|tagging|classification|priority|severity|reason|emoji|reaction|facet|attribute|trait|characteristic|specialty|cuisine|subject",
    "Priority|Wholesale|Returning|Needs review|Seasonal|Urgent|Feedback|Onboarding|Newsletter|Partner|Beta|Internal",
    "Set by hand after the first call.|For everything that waits for an answer.|Used in reports; please do not rename.|Items that are sold in winter only.",
  ),
  kind(
    "task",
    "task|todo|issue|ticket|case|bug|defect|request|inquiry|enquiry|incident|problem|story|job|work|order|workorder|action|step|subtask|question|answer|thread|discussion|conversation|feature|complaint|claim|dispute|change|alert|finding|inspection|assignment|chore|card",
    "Update the billing address|Invoice shows the wrong total|Export fails for large files|Call the customer back|Replace the broken sensor|Add a second language|Password reset e-mail arrives late|Prepare the quarterly figures|Delivery arrived damaged|Order new name badges|Page loads slowly on phones|Review the supplier contract",
    "Happens on every second try since the last update.|The customer has sent a picture; see the attachment.|Can wait until the end of the week.|Steps: open the list, sort by date, then export.|Agreed by phone; a written answer follows.",
  ),
  kind(
    "book",
    "book|publication|edition|volume|chapter|novel|title|textbook|magazine|journal|manuscript|verse|poem|ebook|audiobook|story",
    "The Lighthouse Keeper’s Ledger|A Field Guide to Small Rivers|Notes from the Night Train|The Orchard Year|Bread, Salt and Time|Letters to the Harbor|A Short History of Maps|The Clockmaker’s Garden|Winter Crossings|The Quiet Archive",
    "A family keeps a lighthouse through three generations.|With 120 drawings and a map of every river in the book.|Short essays, written on trains between two cities.|The first volume of a series about old trades.",
  ),
  kind(
    "article",
    "article|post|blog|news|update|headline|entry|content|press|release note|feed|faq|tutorial|recipe article|bulletin|status update|tweet|snippet",
    "What we learned from a year of repairs|Five ways to plan a smaller budget|Opening hours over the holidays|How our warehouse became paperless|Meet the people behind the counter|A look back at the autumn fair|Why we changed our packaging|New in March: shared calendars|Answers to your questions about returns|The road to the new office",
    "A short look at what worked and what did not.|With figures from the last twelve months.|Written for readers who are new to the subject.|Thanks to everybody who sent us questions.",
  ),
  kind(
    "music",
    "song|track|album|playlist|single|recording|mix|podcast|episode|show|radio|audio|concert|artist page|sound|beat|station feed",
    "Morning Ferry|Paper Lanterns|Long Way Down to Sea|Songs for the Drive Home|Northern Evenings|Kitchen Radio|Slow Coffee Sunday|Streetlight Waltz|The Harbor Sessions|Rain on Tin Roofs",
    "Recorded live in one afternoon.|Quiet songs for late evenings.|Two hosts talk about a week of local news.|With guests from three cities.",
  ),
  kind(
    "film",
    "movie|film|video|series|season|clip|stream|trailer|livestream|broadcast|media|photo|image|picture|gallery|animation|poster|scene|footage|cover|thumbnail",
    "Harbor at Dawn|The Last Ferry|How It Is Made: Bread|Rooftops of the Old Town|Autumn Market|Studio Tour|A Day in the Workshop|Winter Light|Interview with the Founder|Opening Night",
    "Filmed over one winter with a crew of four.|Shows the way from the order to the parcel.|Taken shortly after sunrise, with no filter.|Ten minutes, with subtitles in three languages.",
  ),
  kind(
    "course",
    "course|curriculum|quiz|exam|test|assessment|degree|certification|learning|seminar|assignment sheet|module set|subject|exercise|workout",
    "Introduction to Bookkeeping|First Aid at Work|Spanish for Beginners|Data Analysis with Spreadsheets|Public Speaking|Food Safety Basics|Project Management|Photography on a Budget|Advanced Pastry|Writing Clearly",
    "Six evenings, with exercises between them.|For people without previous knowledge.|Ends with a short test and a certificate.|Taught in small groups of up to eight.",
  ),
  kind(
    "food",
    "recipe|meal|dish|menu|food|drink|beverage|beer|wine|cocktail|ingredient|pizza|coffee|brew|snack|breakfast|lunch|dinner",
    "Tomato Soup with Basil|Mushroom Risotto|Apple Crumble|Lentil Salad|Roast Chicken with Lemon|Pumpkin Curry|Onion Tart|Grilled Aubergine|Blueberry Pancakes|Fish Pie",
    "Ready in half an hour, with what is in most kitchens.|Serves four; keeps in the fridge for two days.|Vegetarian, with no added sugar.|Best with fresh herbs from the garden.",
  ),
  kind(
    "vehicle",
    "vehicle|car|truck|van|bus|bike|bicycle|scooter|fleet|aircraft|ship|vessel|boat|train|trailer|tractor|machine|model|motorcycle|automobile",
    "Delivery Van 3|City Bike 27|Electric Van, 2023|Estate Car, Hybrid|Service Truck North|Pickup, 2021|Cargo Bike 5|Flatbed Lorry 2|Minibus with Ramp|Forklift 2",
    "Serviced in spring; the next inspection is due in a year.|Used by the evening shift; keys are in locker 4.|Has a tow bar and winter tyres.|Parked in the yard behind the workshop.",
  ),
  kind(
    "animal",
    "pet|animal|dog|cat|horse|breed|species|bird|fish|cattle|livestock|puppy|fox|duck",
    "Biscuit|Luna|Oscar|Hazel|Pepper|Milo|Clover|Juno|Waffles|Bruno",
    "Gentle with children and fond of long walks.|Vaccinated and chipped; eats twice a day.|Shy at first, then very playful.|Lives with two other animals of the same age.",
  ),
  kind(
    "device",
    "device|sensor|server|host|node|cluster|camera|printer|router|gateway|instance|machine|vm|meter|terminal|robot|controller|phone|laptop|tablet|reader|appliance|disk|volume|hardware|thermostat|bulb|lock|antenna|probe|satellite|container|switch|drive|pod|runner|agent|appliance",
    "Front Desk Tablet|Warehouse Sensor 12|Gateway North|Meeting Room Camera|Label Printer 2|Backup Server|Cold Store Thermometer|Entrance Reader|Workshop Controller|Build Machine 4",
    "Reports every five minutes over the local network.|Replaced in spring; the old one is kept as a spare.|Mounted beside the main entrance.|Runs the current firmware.",
  ),
  kind(
    "key",
    "key|token|credential|secret|apikey|accesskey|password|connection|integration|webhook|endpoint|hook|callback|listener|destination|sink|client app|authenticator|certificate|identity|provider app|oauth|sso|authorization|grant|consent|source",
    "Production server|Staging|Continuous integration|Reporting job|Mobile app|Partner access|Local development|Warehouse import|Monitoring|Nightly export",
    "Used by the nightly export; rotate it once a year.|Read access only.|Made for the partner’s test environment.|Replaces the one that was shared by e-mail.",
  ),
  kind(
    "rule",
    "rule|filter|trigger|workflow|pipeline|automation|policy|permission|scope|setting|preference|configuration|config|option|feature|flag|limit|quota|threshold|condition|mapping|transformation|strategy|experiment|test|variation|toggle",
    "Notify the owner on failure|Approve orders above 500|Archive after 90 days|Weekend surcharge|New checkout|Route calls to the night shift|Two-step approval|Retry failed payments|Free shipping above 50|Dark mode",
    "Applies to everything that was made after January.|Checked on each change, before anything is saved.|Turned on for a tenth of the users.|Agreed with the finance team.",
  ),
  kind(
    "build",
    "build|deployment|release|version|run|execution|pipeline run|artifact|backup|snapshot|export|import|batch|migration|sync|scan|process|operation|transaction log",
    "Nightly build|Release 2.4|Weekly backup|Hotfix for the checkout|Staging deployment|Monthly export|Import of supplier prices|Full sync|Security scan|Migration to new schema",
    "Started by a merge into the main branch.|Finished without warnings.|Runs every night at two o’clock.|Includes the fixes of the last sprint.",
  ),
  kind(
    "measure",
    "query|dashboard|metric|monitor|chart|insight|widget|panel|view|visualization|indicator|kpi|measurement|reading|statistic|benchmark|score|forecast|annotation|check|survey result|result",
    "Weekly sign-ups|Orders by region|Average response time|Open tickets|Conversion by channel|Stock below minimum|Monthly revenue|Errors in the last hour|Visits by device|Delivery time",
    "Refreshed every hour from the reporting database.|Compares this month with the same month of last year.|Shown on the screen in the hallway.|Counts each visitor once a day.",
  ),
  kind(
    "dataset",
    "dataset|table|database|field|property|column|schema|index|bucket|folder|directory|queue|stream|model|layer|map|shape|graph|entity|object|data|warehouse table|catalog|dictionary|merge field|custom field|parameter|variable",
    "Customer Addresses|Order Lines|Preferred Language|Delivery Notes|Product Catalogue|Contact History|Site Measurements|Customer Since|Shipping Method|Yearly Totals",
    "Updated once a day from the warehouse system.|Filled in by the customer at sign-up.|Kept for seven years, as the law requires.|One row for each order line.",
  ),
  kind(
    "payment",
    "payment|invoice|charge|refund|payout|transfer|transaction|bill|receipt|credit|debit|purchase|sale|donation|deposit|withdrawal|expense|payroll|cart|basket|checkout|loan|budget|fund|mandate|balance|ledger|wallet|card|fine|settlement|adjustment|return|shipment|parcel|delivery|tax",
    "Annual subscription|Consulting, March|Spare parts|Monthly retainer|Office supplies|Conference tickets|Website maintenance|Catering for 20 people|Two nights, double room|Delivery to the warehouse",
    "Paid by bank transfer within two weeks.|Covers the work of the last month.|As agreed in the offer of last week.|Second of three instalments.",
  ),
  kind(
    "medical",
    "medication|drug|diagnosis|condition|allergy|procedure|treatment|prescription|observation|encounter|lab|immunization|vaccine|therapy|symptom|disease",
    "Annual check-up|Physiotherapy, six sessions|Blood test|Seasonal allergy|Flu vaccination|Follow-up visit|Eye examination|Dental cleaning|Blood pressure control|Wound care",
    "No complaints; next appointment in twelve months.|Take with food, twice a day.|Results are discussed at the next visit.|Improved since the last visit.",
  ),
  kind(
    "trip",
    "trip|route|flight|ride|travel|itinerary|leg|journey|line|path|track log|voyage|cruise|excursion|hike|trail",
    "Airport to City Centre|Harbor Loop|Line 14 North|Coastal Road|Morning Delivery Round|Old Town Walk|Lake Circuit|Express to the Capital|Ridge Trail|Evening Shuttle",
    "About forty minutes, with two stops on the way.|Runs every half hour on weekdays.|Mostly flat, and open all year.|Diverted while the bridge is being repaired.",
  ),
];

/** The kind of thing that these words name; the last word counts most. */
export function kindOf(name: string): Kind | undefined {
  const words = wordsOf(name).map(singular);
  // A property alone is real estate; that of something else is a piece of data.
  if (words.length > 1 && words.at(-1) === "property") return KINDS.find((one) => one.name === "dataset");
  for (let i = words.length - 1; i >= 0; i--) {
    const found = KINDS.find((one) => one.is.test(words[i] ?? ""));
    if (found) return found;
  }
  return undefined;
}

/** What a thing of no known kind is called: `Regional ledger`. */
export const QUALIFIERS: readonly string[] =
  "Main|Second|Regional|Internal|Central|Temporary|Weekly|Shared|Northern|Reserve|Public|Seasonal|Local|Annual|Small|Joint".split(
    "|",
  );
