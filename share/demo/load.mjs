// Tells the story of the demo council through its public interface.
//   node load.mjs URL TOKENS    TOKENS: a JSON file {"person": "token"}
// An act may SAVE the id of what it made, for {its name} later on; one that is to be REFUSED says the status.
import { readFileSync } from 'node:fs';

const [url, tokensFile] = process.argv.slice(2);
const tokens = JSON.parse(readFileSync(tokensFile, 'utf8'));
const story = JSON.parse(readFileSync(new URL('story.json', import.meta.url), 'utf8'));

const HOUR = 3600e3, DAY = 24 * HOUR, TOKYO = 9 * HOUR;

// The next Monday, 8:30 in Tokyo.
function monday() {
    const midnight = Math.floor((Date.now() + TOKYO) / DAY) * DAY;
    const days = (8 - new Date(midnight).getUTCDay()) % 7 || 7;
    return new Date(midnight + days * DAY + 8.5 * HOUR - TOKYO).toISOString();
}

const known = { monday_0830: monday(), tomorrow: new Date(Date.now() + DAY).toISOString() };
const fill = (text) => text.replace(/\{(\w+)\}/g, (whole, name) => known[name] ?? whole);

for (const act of story) {
    const answer = await fetch(`${url}/api/v1${fill(act.path)}`, {
        method: act.method,
        headers: { authorization: `Bearer ${tokens[act.as]}`, 'content-type': 'application/json' },
        body: fill(JSON.stringify(act.body)),
    });
    const body = await answer.json().catch(() => ({}));
    if (act.refused ? answer.status !== act.refused : !answer.ok) {
        console.error(`demo: ${act.say}: ${answer.status} ${JSON.stringify(body)}`);
        process.exit(1);
    }
    if (act.save) known[act.save] = body.id;
}
