// Tells the story of the demo council through its public interface.
//   node load.mjs URL TOKENS    TOKENS: a JSON file {"person": "token"}
import { readFileSync } from 'node:fs';

const [url, tokensFile] = process.argv.slice(2);
const tokens = JSON.parse(readFileSync(tokensFile, 'utf8'));
const story = JSON.parse(readFileSync(new URL('story.json', import.meta.url), 'utf8'));
const saved = {};
const fill = (text) => text.replace(/\{(\w+)\}/g, (whole, name) => saved[name] ?? whole);

for (const act of story) {
    const answer = await fetch(`${url}/api/v1${fill(act.path)}`, {
        method: act.method,
        headers: { authorization: `Bearer ${tokens[act.as]}`, 'content-type': 'application/json' },
        body: fill(JSON.stringify(act.body)),
    });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) {
        console.error(`demo: ${act.say}: ${answer.status} ${JSON.stringify(body)}`);
        process.exit(1);
    }
    if (act.save) saved[act.save] = body.id;
}
