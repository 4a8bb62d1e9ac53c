// Plain sentences for texts that people write: notes, comments, messages, reasons. Where a record's own kind has something to say
// of itself, that comes first.

const lines = (text: string): readonly string[] => text.trim().split("\n");

/** By the words of a member's name; the first that fits. */
export const SENTENCES: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /\b(reason|cause|justification|rationale)\b/,
    lines(`
Requested by the customer.
Duplicate of an earlier entry.
The address could not be confirmed.
Price changed after the order was placed.
Agreed by phone with the account owner.
Not needed any more.`),
  ],
  [
    /\b(error|failure|fault|warning|problem|decline)\b/,
    lines(`
The recipient could not be reached.
The request timed out after 30 seconds.
The file has an unsupported format.
The account has no permission for this.
A required value is missing.`),
  ],
  [
    /\b(bio|about|biography|headline|tagline|slogan|motto|introduction)\b/,
    lines(`
Runs a small team and likes clear deadlines.
Ten years in retail, now in charge of two shops.
Spends weekends on a bicycle, weekdays on spreadsheets.
Writes about food, gardens and small towns.
Looks after customers in the north of the country.`),
  ],
  [
    /\b(instructions?|directions|guidance|help|hint|reminder|how to|usage)\b/,
    lines(`
Ring at the side door and ask for the front desk.
Leave the parcel with the neighbours if nobody answers.
Use the form on the contact page for questions.
Enter the number without spaces.
Please keep this for your records.`),
  ],
  [
    /\b(terms|conditions|disclaimer|legal|footer|policy|privacy)\b/,
    lines(`
Payable within 14 days of receipt.
Returns are accepted for 30 days.
Prices include tax unless stated otherwise.
Offer valid while stocks last.`),
  ],
  [
    /\b(comment|message|body|text|content|reply|answer|review|feedback|chat|sms|transcript|post|snippet|preview|excerpt|caption|quote|question|prompt)\b/,
    lines(`
Thanks, that works for me.
Could you send me the signed copy again? The second page was missing.
Your parcel is on its way and arrives tomorrow between 9 and 12.
We have received your request and answer within one working day.
Sorry for the wait – the part was out of stock until this morning.
Looks good to me; I only changed the date on the last page.
Your code is 482913. It is valid for ten minutes.
The meeting moves to Thursday at 10, same room.
Great service, friendly staff, and the repair took less than an hour.
Can we add two people to the booking?
Please check the total on line 3 before I approve it.
Hello! Is the blue one still available in size M?`),
  ],
  [
    /./,
    lines(`
Called on Tuesday; the signed form follows by Friday.
Prefers delivery in the morning.
Waiting for the bank’s confirmation.
Checked by the finance team.
Renewed for another year at the same price.
Asked for an invoice in two parts.
Moved to the new office in March, so the old address no longer applies.
Second contact: the front desk, on weekdays from 8 to 17.
Everything is in order.
The first delivery was late; we agreed on a discount of five percent for the next one.`),
  ],
];

/** Longer passages, which some records have in place of a sentence or two. */
export const PASSAGE = lines(`
We spoke about the open points this afternoon.
The delivery leaves the warehouse on Monday and should arrive two days later.
Please let us know by Thursday whether the quantities are still right.
If anything changes on your side, an answer to this message is enough.
The invoice follows separately, with the reference of your order.
We have noted that the side entrance is closed until the end of the month.
The technician brings the spare part and needs about an hour.
Until then the old device can stay in use.
Thank you for your patience.`);
