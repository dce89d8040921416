// SEE-1, the long form: many random histories over the real interface against the oracle.
//
//   node tests/long/histories.mjs [--histories 1000] [--seed 1] [--steps 25] [--db sqlite|pg|both]
//
// Prints a line a hundred histories, and of the first that differs its seed and its last acts; then
// exits with 1. Needs what the tests of tests/http need (NOROSHI_BIN, NOROSHI_TEST_PG_DIR).

import { parseArgs } from 'node:util'

import { History } from '../http/lib/history.mjs'

const { values } = parseArgs({ options: {
  histories: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, steps: { type: 'string', default: '25' },
  db: { type: 'string', default: 'both' },
} })
const [histories, first, steps] = [values.histories, values.seed, values.steps].map(Number)
const databases = values.db === 'both' ? ['sqlite', 'pg'] : [values.db]

let acts = 0
for (let n = 0; n < histories; n++) {
  const seed = first + n
  const db = databases[n % databases.length]
  const history = await History.start({ seed, db })
  try {
    await history.run(steps)
    acts += history.log.length
  } catch (e) {
    console.error(`seed ${seed} (${db}): ${e.message}`)
    process.exitCode = 1
    break
  } finally {
    await history.council.stop()
  }
  if ((n + 1) % 100 === 0) console.log(`${n + 1} histories, ${acts} acts, no difference`)
}
if (!process.exitCode) console.log(`${histories} histories, ${acts} acts, no difference`)
